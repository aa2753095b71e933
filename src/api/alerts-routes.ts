import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { CameraSlug, HappeningId } from "#domain/ids.ts";
import { findAlert, listAlerts } from "./alerts-list.ts";
import { AlertPage, AlertStoryWire } from "./alerts-wire.ts";
import { ClipCursor, writeCursor } from "./clip-cursor.ts";
import type { ApiParts } from "./parts.ts";

const ALERTS_PAGE_MAX = 100;

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
});

const routes = {
  alerts: createRoute({
    method: "get",
    path: "/alerts",
    summary: "What somebody is told of, newest first, one per happening; `cursor` is the `next` before.",
    request: {
      query: z.object({
        camera: CameraSlug.optional(),
        cursor: ClipCursor.optional(),
        limit: z.coerce.number().int().min(1).max(ALERTS_PAGE_MAX).default(30),
      }),
    },
    responses: json(AlertPage, "One page."),
  }),
  alert: createRoute({
    method: "get",
    path: "/alerts/{id}",
    summary: "One alert, also one that was suppressed, with its clips.",
    request: { params: z.object({ id: HappeningId }) },
    responses: json(AlertStoryWire, "The alert."),
  }),
} as const;

/** How far each alert has come, from being seen live to the description of its clip. */
export function addAlerts(api: OpenAPIHono, parts: Pick<ApiParts, "house" | "clips">): void {
  api.openapi(routes.alerts, async (c) => {
    const { camera, cursor, limit } = c.req.valid("query");
    const { alerts, next } = await listAlerts(parts, { camera, after: cursor, limit });
    return c.json({ alerts: [...alerts], next: next === undefined ? null : writeCursor(next) }, 200);
  });
  api.openapi(routes.alert, async (c) => {
    const { id } = c.req.valid("param");
    const alert = await findAlert(parts, id);
    if (!alert) throw new HTTPException(404, { message: `There is no alert "${id}".` });
    return c.json(alert, 200);
  });
}

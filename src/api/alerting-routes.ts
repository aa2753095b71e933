import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { AlertSettings } from "#domain/alert-settings.ts";
import { CameraSlug, HappeningId } from "#domain/ids.ts";
import type { House } from "#ports/house.ts";
import type { ClipStore } from "#ports/state-store.ts";
import { alertingPreviewWire, alertingStateWire } from "./alerting-view.ts";
import {
  AcknowledgedWire,
  type AlertingPart,
  AlertingPreviewWire,
  AlertingStateWire,
  ModeWire,
  PreviewAskWire,
  SnoozeWire,
} from "./alerting-wire.ts";

/** The last clips that a preview looks through. */
const PREVIEW_CLIPS_MAX = 200;
const MINUTE_MS = 60_000;

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
});
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});
const state = json(AlertingStateWire, "How things stand.");
const byCamera = z.object({ slug: CameraSlug });

const routes = {
  settings: createRoute({
    method: "get",
    path: "/alerting",
    summary: "When and how loudly alerts are told.",
    responses: json(AlertSettings, "The settings in force."),
  }),
  save: createRoute({
    method: "put",
    path: "/alerting",
    summary: "Replaces them all. `version` is that of the settings that these were made from, else 409.",
    request: { body: body(AlertSettings) },
    responses: json(AlertSettings, "The settings in force from now on."),
  }),
  preview: createRoute({
    method: "post",
    path: "/alerting/preview",
    summary:
      "What settings would have done with the last alerts, as if nothing had been snoozed. Saves nothing.",
    request: { body: body(PreviewAskWire) },
    responses: json(AlertingPreviewWire, "The last alerts."),
  }),
  state: createRoute({
    method: "get",
    path: "/alerting/state",
    summary: "Mode, snoozes, quiet hours, who is at home, and alerts that wait to be seen.",
    responses: state,
  }),
  mode: createRoute({
    method: "put",
    path: "/alerting/mode",
    summary: "Sets the mode of the house. In privacy nothing is recorded, looked at or shown.",
    request: { body: body(ModeWire) },
    responses: state,
  }),
  snooze: createRoute({
    method: "put",
    path: "/alerting/snooze",
    summary: "Nobody is told of anything for so long.",
    request: { body: body(SnoozeWire) },
    responses: state,
  }),
  unsnooze: createRoute({
    method: "delete",
    path: "/alerting/snooze",
    summary: "Ends the snooze of the house.",
    responses: state,
  }),
  snoozeCamera: createRoute({
    method: "put",
    path: "/cameras/{slug}/snooze",
    summary: "Nobody is told of this camera for so long.",
    request: { params: byCamera, body: body(SnoozeWire) },
    responses: state,
  }),
  unsnoozeCamera: createRoute({
    method: "delete",
    path: "/cameras/{slug}/snooze",
    summary: "Ends the snooze of a camera.",
    request: { params: byCamera },
    responses: state,
  }),
  acknowledge: createRoute({
    method: "post",
    path: "/alerts/{id}/acknowledge",
    summary: "Somebody has seen the alert, or its group, and is not told of it again.",
    request: { params: z.object({ id: HappeningId }) },
    responses: json(AcknowledgedWire, "Whether it waited for that."),
  }),
} as const;

export interface AlertingParts {
  readonly house: Pick<House, "cameras" | "camera">;
  readonly clips: Pick<ClipStore, "list">;
  /** Throws `Failure` while the app is still starting. */
  alerting(): AlertingPart;
}

/** When alerts are told: what the owner wants, how things stand, and what can be said to it. */
export function addAlerting(api: OpenAPIHono, parts: AlertingParts): void {
  addSettings(api, parts);
  const stateNow = () =>
    alertingStateWire(
      parts.alerting(),
      parts.house.cameras().map(({ slug }) => slug),
    );
  const snooze = async (camera: CameraSlug | undefined, minutes: number | undefined) => {
    if (camera !== undefined && !parts.house.camera(camera)) {
      throw new HTTPException(404, { message: `There is no camera "${camera}".` });
    }
    const alerting = parts.alerting();
    const { nowMs } = alerting.circumstances(camera ?? CameraSlug.parse("none"));
    await alerting.snooze(camera, minutes === undefined ? undefined : nowMs + minutes * MINUTE_MS);
    return stateNow();
  };
  const asSet = (minutes: number | undefined) => minutes ?? parts.alerting().settings().snooze_minutes;

  api.openapi(routes.state, (c) => c.json(stateNow(), 200));
  api.openapi(routes.mode, async (c) => {
    await parts.alerting().setMode(c.req.valid("json").mode);
    return c.json(stateNow(), 200);
  });
  api.openapi(routes.snooze, async (c) =>
    c.json(await snooze(undefined, asSet(c.req.valid("json").minutes)), 200),
  );
  api.openapi(routes.unsnooze, async (c) => c.json(await snooze(undefined, undefined), 200));
  api.openapi(routes.snoozeCamera, async (c) =>
    c.json(await snooze(c.req.valid("param").slug, asSet(c.req.valid("json").minutes)), 200),
  );
  api.openapi(routes.unsnoozeCamera, async (c) =>
    c.json(await snooze(c.req.valid("param").slug, undefined), 200),
  );
  api.openapi(routes.acknowledge, async (c) =>
    c.json({ was_open: await parts.alerting().acknowledge(c.req.valid("param").id) }, 200),
  );
}

function addSettings(api: OpenAPIHono, { clips, alerting }: AlertingParts): void {
  api.openapi(routes.settings, (c) => c.json(alerting().settings(), 200));
  api.openapi(routes.save, async (c) => {
    const { version, ...wish } = c.req.valid("json");
    return c.json(await alerting().save(wish, version), 200);
  });
  api.openapi(routes.preview, async (c) => {
    const { settings, mode } = c.req.valid("json");
    const asked = mode ?? alerting().mode();
    const last = await clips.list({ limit: PREVIEW_CLIPS_MAX });
    return c.json(alertingPreviewWire(alerting(), last, settings, asked), 200);
  });
}

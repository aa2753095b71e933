import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { Failure } from "#domain/failure.ts";
import type { House } from "#ports/house.ts";
import type { AnalyzerHealth, Spending } from "#ports/spending.ts";
import { type AnalyzerHealthWire, SpendingWire } from "./spending-wire.ts";

export interface SpendingRouteParts {
  readonly house: Pick<House, "camera">;
  /** Missing where no model is asked. */
  readonly spending?: Spending | undefined;
  /** None while the app is still starting. */
  analyzers?(): readonly AnalyzerHealth[];
}

const route = createRoute({
  method: "get",
  path: "/spending",
  summary: "What vision models have used up of each limit, by camera, and how they do.",
  responses: {
    200: {
      description: "Hours, days and months of the local calendar.",
      content: { "application/json": { schema: SpendingWire } },
    },
  },
});

/** What describing clips costs. */
export function addSpending(api: OpenAPIHono, parts: SpendingRouteParts): void {
  api.openapi(route, (c) => c.json(spendingWire(parts), 200));
}

function spendingWire({ house, spending, analyzers }: SpendingRouteParts): SpendingWire {
  if (!spending)
    throw new Failure("unavailable", "What was used up is not known yet. Try again in a moment.");
  return {
    today: { ...spending.today() },
    lines: spending.lines().map((line) => ({ ...line, limit: line.limit ?? null })),
    cameras: spending.perCamera().map((used) => ({
      ...used,
      camera_title: house.camera(used.camera)?.name ?? used.camera,
    })),
    warning: spending.warning() ?? null,
    analyzers: (analyzers?.() ?? []).map(healthWire),
  };
}

function healthWire({ name, state, reason, nextTryMs }: AnalyzerHealth): AnalyzerHealthWire {
  return {
    name,
    state,
    reason: reason ?? null,
    next_try_at: nextTryMs === undefined ? null : new Date(nextTryMs).toISOString(),
  };
}

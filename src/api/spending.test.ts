import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { BudgetSettings } from "#domain/budget.ts";
import { CameraSlug } from "#domain/ids.ts";
import { openSpending } from "#house/spending.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { problemOf } from "./problem-document.ts";
import { addSpending, type SpendingRouteParts } from "./spending-routes.ts";
import { SpendingWire } from "./spending-wire.ts";

async function ask(parts: Omit<SpendingRouteParts, "house">) {
  const api = new OpenAPIHono();
  api.onError((cause, c) => problemOf(c, cause));
  addSpending(api, { house: makeFakeHouse(["Front door"]), ...parts });
  const answer = await api.request("/spending");
  return { status: answer.status, body: await answer.json() };
}

test("what was used of each limit, by which camera, and how the models do", async () => {
  await using spending = await openSpending({
    budget: BudgetSettings.parse({ requests_per_day: 2 }),
    cameras: 2,
    settings: { read: async () => undefined, write: async () => undefined },
    clock: makeManualClock(),
    log: keptLog(),
    problem: () => undefined,
  });
  const expected = { requests: 1, tokens: 10, cost: 0.5 };
  for (const slug of ["front_door", "removed"]) {
    spending.reserve({ camera: CameraSlug.parse(slug), cameraName: slug, isAlert: false, expected });
  }
  const resting = { state: "resting", reason: "It cannot be reached.", nextTryMs: 0 } as const;
  const well = { state: "well", reason: undefined, nextTryMs: undefined } as const;

  const { body } = await ask({
    spending,
    analyzers: () => [
      { name: "big", ...resting },
      { name: "small", ...well },
    ],
  });

  const said = SpendingWire.parse(body);
  expect(said.today).toEqual({ requests: 2, tokens: 20, cost: 1 });
  expect(said.lines).toHaveLength(7);
  expect(said.lines).toContainEqual({ window: "day", of: "requests", used: 2, limit: 2 });
  expect(said.lines).toContainEqual({ window: "hour", of: "requests", used: 2, limit: null });
  expect(said.cameras.map(({ camera_title }) => camera_title)).toEqual(["Front door", "removed"]);
  expect(said.warning).toContain("Nothing is left of today's 2 requests");
  expect(said.analyzers).toEqual([
    {
      name: "big",
      state: "resting",
      reason: "It cannot be reached.",
      next_try_at: "1970-01-01T00:00:00.000Z",
    },
    { name: "small", state: "well", reason: null, next_try_at: null },
  ]);
});

test("before anything is counted it says so", async () => {
  expect((await ask({})).status).toBe(503);
});

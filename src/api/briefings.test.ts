import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { CameraId, CameraSlug } from "#domain/ids.ts";
import { openBriefings } from "#house/briefings.ts";
import type { Briefings } from "#ports/briefings.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { addBriefings } from "./briefings-routes.ts";
import { problemOf } from "./problem-document.ts";

function openApi(briefings?: Briefings) {
  const api = new OpenAPIHono();
  api.onError((cause, c) => problemOf(c, cause));
  addBriefings(api, { house: makeFakeHouse(["Front door"]), briefings });
  return async (path: string, method = "GET", body?: unknown) => {
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await api.request(path, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
}

async function open() {
  const camera = { id: CameraId.parse("c0ffee"), slug: CameraSlug.parse("front_door"), name: "Front door" };
  const settings = { read: async () => undefined, write: async () => undefined };
  const clock = makeManualClock();
  const briefings = await openBriefings({ cameras: [camera], settings, clock, log: keptLog() });
  return { ask: openApi(briefings), clock, [Symbol.dispose]: () => briefings[Symbol.dispose]() };
}

const words = { version: 0, purpose: "Watches the drive.", normal: " The bins are fetched on Tuesdays.\n" };

test("what is said of a camera is saved, and whoever made it of an older version is told", async () => {
  using bench = await open();
  const { ask } = bench;

  const empty = await ask("/cameras/front_door/briefing");
  const saved = await ask("/cameras/front_door/briefing", "PUT", words);
  const stale = await ask("/cameras/front_door/briefing", "PUT", { ...words, purpose: "Else." });

  expect(empty.body).toEqual({ version: 0, purpose: "", normal: "" });
  expect(saved).toEqual({
    status: 200,
    body: { version: 1, purpose: "Watches the drive.", normal: "The bins are fetched on Tuesdays." },
  });
  expect(stale).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining("Somebody else") as string },
  });
  expect((await ask("/cameras/front_door/briefing")).body).toEqual(saved.body);
});

test("notes are added, listed and taken back", async () => {
  using bench = await open();
  const { ask, clock } = bench;

  const added = await ask("/household-notes", "POST", {
    text: "Painter here until 17:00",
    until_ms: clock.now() + 60_000,
  });
  const [note] = added.body["notes"] as { id: string }[];
  const gone = await ask(`/household-notes/${note?.id ?? ""}`, "DELETE");
  const again = await ask(`/household-notes/${note?.id ?? ""}`, "DELETE");

  expect(added.body).toMatchObject({ notes: [{ text: "Painter here until 17:00" }], most: 20 });
  expect(gone).toEqual({ status: 200, body: { notes: [], most: 20 } });
  expect(again.status).toBe(404);
});

test.each([
  ["PUT", "/cameras/front_door/briefing", { ...words, normal: "x".repeat(2001) }, 400],
  ["PUT", "/cameras/front_door/briefing", { purpose: "", normal: "" }, 400],
  ["GET", "/cameras/nowhere/briefing", undefined, 404],
  ["POST", "/household-notes", { text: "   ", until_ms: null }, 400],
  ["POST", "/household-notes", { text: "x".repeat(256), until_ms: null }, 400],
  ["POST", "/household-notes", { text: "Over already", until_ms: 1 }, 409],
])("%s %s with %o is refused", async (method, path, body, status) => {
  using bench = await open();

  expect((await bench.ask(path, method, body)).status).toBe(status);
});

test("before the house is known it says so", async () => {
  const ask = openApi();

  expect((await ask("/household-notes")).status).toBe(503);
});

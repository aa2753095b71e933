import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { Failure } from "#domain/failure.ts";
import type { ClipQuery, ClipStore } from "#ports/state-store.ts";
import type { Suppressions } from "#ports/suppressions.ts";
import { anAnalysis } from "#test/builders.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { makeSuppressions } from "#test/fakes/suppressions.ts";
import { aDraft, aPastAlert, catBox } from "#test/suppressions.ts";
import { problemOf } from "./problem-document.ts";
import { addSuppressions } from "./suppressions-routes.ts";

const at = (day: number, hour = 23) => new Date(2026, 5, day, hour, 20);
const cat = aPastAlert({ at: at(3) });

async function openApi(
  past: readonly ClipState[],
  suppressions: Suppressions | undefined = makeSuppressions(),
) {
  const { clips } = fakeStore();
  for (const state of past)
    await clips.record(state, { clip_id: state.clip_id, type: "decided", at: state.end_ts });
  const asked: ClipQuery[] = [];
  const store: ClipStore = {
    ...clips,
    list: async (query) => {
      asked.push(query);
      return await clips.list(query);
    },
  };
  const api = new OpenAPIHono();
  api.onError((cause, c) => problemOf(c, cause));
  addSuppressions(api, { house: makeFakeHouse(["Front door", "Garage"]), clips: store, suppressions });
  const ask = async (path: string, method = "GET", body?: unknown) => {
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await api.request(path, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { ask, asked };
}

test("a proposal says in words what it hides, which past alerts it would have hidden, and what a step wider adds", async () => {
  const earlier = aPastAlert({ at: at(2) }, { starred: true });
  const byDay = aPastAlert({ at: at(1, 12) });
  const dog = aPastAlert({ at: at(1), things: [{ label: "dog", box: catBox }] });
  const elsewhere = aPastAlert({ at: at(3, 22), camera: "garage" });
  const { ask, asked } = await openApi([cat, earlier, byDay, dog, elsewhere]);

  const { status, body } = await ask(`/clips/${cat.clip_id}/suppression`);

  expect(status).toBe(200);
  expect(body).toMatchObject({
    draft: { camera: "front_door", labels: ["cat"], from_clip: cat.clip_id },
    words: "Cats at Front door, bottom left, 14 to 28 % of the picture high, between 22:00 and 01:00",
    looked: 4,
    hidden: 2,
    alerts: [
      { clip_id: cat.clip_id, has_snapshot: true, starred: false, objects: ["cat"] },
      { clip_id: earlier.clip_id, starred: true },
    ],
    warnings: ["It would have hidden 1 alert to which you gave a star."],
    wider: [
      { by: "place", words: "In twice as wide a place", more: 0 },
      { by: "size", words: "Of any size", more: 0 },
      { by: "hours", words: "Between 19:00 and 04:00", more: 0 },
      { by: "labels", words: "All animals", more: 1, draft: { labels: ["animal"] } },
    ],
  });
  expect(asked).toEqual([{ camera: "front_door", alertsOnly: true, limit: 200 }]);
});

test("wider drafts can be previewed again and again, until nothing is left to widen, and nothing is saved", async () => {
  const byDay = aPastAlert({ at: at(1, 12) });
  const { ask } = await openApi([cat, byDay]);
  const any = aDraft({ labels: ["animal"], places: null, height: null, hours: null });

  const { body } = await ask("/cameras/front_door/suppressions/preview", "POST", any);

  expect(body).toMatchObject({ hidden: 2, warnings: [], wider: [] });
  expect((await ask("/cameras/front_door/suppressions")).body).toEqual({ suppressions: [] });
});

test("what is confirmed is in force, is listed with its words and count, and can be removed", async () => {
  const kept = makeSuppressions();
  const { ask } = await openApi([cat], kept);

  const added = await ask("/cameras/front_door/suppressions", "POST", aDraft());
  const [{ id } = { id: "" }] = kept.of(cat.camera_name);
  const listed = await ask("/cameras/front_door/suppressions");
  const removed = await ask(`/cameras/front_door/suppressions/${id}`, "DELETE");
  const again = await ask(`/cameras/front_door/suppressions/${id}`, "DELETE");

  expect(added).toMatchObject({
    status: 200,
    body: {
      suppressions: [
        {
          ...aDraft(),
          id,
          hits: 0,
          last_hit_at: null,
          words: expect.stringMatching(/^Cats at Front door, /) as string,
        },
      ],
    },
  });
  expect(listed).toEqual(added);
  expect(removed).toEqual({ status: 200, body: { suppressions: [] } });
  expect(again.status).toBe(404);
  expect((await ask("/cameras/garage/suppressions")).body).toEqual({ suppressions: [] });
});

test("a high risk is never proposed to be hidden, and a preview says which are told all the same", async () => {
  const risky = aPastAlert({ at: at(2) }, { analysis_result: anAnalysis({ risk_level: "high" }) });
  const { ask } = await openApi([cat, risky]);

  const refused = await ask(`/clips/${risky.clip_id}/suppression`);
  const { body } = await ask(`/clips/${cat.clip_id}/suppression`);

  expect(refused).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining("high risk") as string },
  });
  expect(body).toMatchObject({
    hidden: 1,
    warnings: ["It speaks of 1 alert of high risk or more: such are told all the same."],
  });
});

test("of many past alerts only the newest are named, but all that were looked at are counted", async () => {
  const many = Array.from({ length: 60 }, (_, day) => aPastAlert({ at: new Date(2026, 0, day + 1, 23, 20) }));
  const { ask } = await openApi(many);

  const { body } = await ask(`/clips/${many[0]?.clip_id ?? ""}/suppression`);

  expect(body).toMatchObject({ looked: 60, hidden: 60 });
  expect(body["alerts"]).toHaveLength(24);
  expect((body["alerts"] as { clip_id: string }[])[0]?.clip_id).toBe(many.at(-1)?.clip_id);
});

test.each([
  ["a clip that nobody knows", "/clips/front_door_20200101T000000Z/suppression", "GET", undefined, 404],
  ["an unknown camera", "/cameras/attic/suppressions", "GET", undefined, 404],
  ["a draft for another camera", "/cameras/garage/suppressions", "POST", aDraft(), 400],
  ["a draft without labels", "/cameras/front_door/suppressions", "POST", { ...aDraft(), labels: [] }, 400],
  ["an id that is none", "/cameras/front_door/suppressions/x", "DELETE", undefined, 400],
])("%s is refused", async (_, path, method, body, status) => {
  const { ask } = await openApi([cat]);

  expect((await ask(path, method, body)).status).toBe(status);
});

test("a clip without an alert has nothing to hide, and a full list says what to do", async () => {
  const quiet = {
    ...aPastAlert({ at: at(1) }),
    alert_decision: { notify: false, notify_reason: "no_object", explanation: "" },
  };
  const full: Suppressions = {
    ...makeSuppressions(),
    add: () => Promise.reject(new Failure("rejected", "There are too many. Remove some.")),
  };
  const { ask } = await openApi([quiet], full);

  expect((await ask(`/clips/${quiet.clip_id}/suppression`)).body["detail"]).toBe("This clip made no alert.");
  expect(await ask("/cameras/front_door/suppressions", "POST", aDraft())).toMatchObject({
    status: 409,
    body: { detail: "There are too many. Remove some." },
  });
});

test("an app that is still starting says so", async () => {
  const api = new OpenAPIHono();
  api.onError((cause, c) => problemOf(c, cause));
  addSuppressions(api, { house: makeFakeHouse(["Front door"]), clips: fakeStore().clips });

  expect((await api.request("/cameras/front_door/suppressions")).status).toBe(503);
});

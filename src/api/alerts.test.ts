import { join } from "node:path";
import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import type { ClipState, StageLog } from "#domain/clip-state.ts";
import { systemClock } from "#platform/clock.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { aClipState, aFilterResult, aLiveSummary, anAlert, anAnalysis, anEvent } from "#test/builders.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { noLog } from "#test/recording.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { listAlerts } from "./alerts-list.ts";
import { addAlerts } from "./alerts-routes.ts";
import type { AlertPage, AlertStoryWire } from "./alerts-wire.ts";
import { problemOf } from "./problem-document.ts";

const START_MS = Date.UTC(2026, 5, 1, 12);
const MINUTE = 60_000;
const yes = { notify: true, notify_reason: "object=person", explanation: "A person was seen." };
const hidden = { notify: false, notify_reason: "suppressed", explanation: "Not interesting." };

const toldAt = (ms: number): StageLog => ({
  status: "ok",
  attempts: 1,
  started_at: new Date(ms).toISOString(),
  finished_at: new Date(ms).toISOString(),
  last_error: null,
});

/** A clip that began so many minutes after noon, and made an alert. */
function alerting(
  minute: number,
  wish: { camera?: string; of?: ClipState } = {},
  more: Partial<ClipState> = {},
) {
  const { camera, of } = wish;
  const part = of ? { happening: of.happening_id, part: 2 } : {};
  const state = aClipState({
    startedAtMs: START_MS + minute * MINUTE,
    ...(camera ? { camera } : {}),
    ...part,
  });
  return { ...state, alert_decision: yes, filter_result: aFilterResult("person"), ...more };
}

async function openAlerts(states: readonly ClipState[]) {
  const { clips } = fakeStore();
  for (const state of states) await clips.record(state, anEvent(state));
  const house = makeFakeHouse(["Front door", "Garage"]);
  const api = new OpenAPIHono();
  api.onError((cause, c) => problemOf(c, cause));
  addAlerts(api, { house, clips });
  const list = async (query = "") => (await (await api.request(`/alerts${query}`)).json()) as AlertPage;
  const one = async (id: string) => {
    const answer = await api.request(`/alerts/${id}`);
    return { status: answer.status, story: (await answer.json()) as AlertStoryWire };
  };
  return { house, clips, list, one };
}

/** Told while it happens, so many minutes after noon. */
function liveAlert(minute: number) {
  const clip = aClipState({ startedAtMs: START_MS + minute * MINUTE });
  return anAlert({
    clip_id: clip.clip_id,
    alert_id: clip.happening_id,
    dedupe_key: clip.happening_id,
    ts: clip.start_ts,
    phase: "detected",
    summary: "Person at Front door, in zone Porch.",
    zones: ["Porch"],
  });
}

test("an alert is listed while it goes on, and is the same one when its clip was searched and described", async () => {
  const { house, clips, list } = await openAlerts([alerting(-5)]);
  const live = liveAlert(0);
  const clip = aClipState(
    { startedAtMs: START_MS },
    { live: aLiveSummary({ alert: { at: live.ts, reason: "zone=porch", sentence: live.summary ?? "" } }) },
  );
  const phases: unknown[] = [];
  const note = async () =>
    phases.push((await list()).alerts.map(({ id, phase, clips: { length } }) => [id, phase, length]));

  house.raise(live);
  await note();
  await clips.record(clip, anEvent(clip));
  await note();
  const searched = { ...clip, alert_decision: yes, filter_result: aFilterResult("person") };
  await clips.record(searched, anEvent(clip));
  await note();
  await clips.record({ ...searched, analysis_result: anAnalysis() }, anEvent(clip));
  await note();

  const before = [alerting(-5).happening_id, "confirmed", 1];
  expect(phases).toEqual([
    [[live.alert_id, "detected", 0], before],
    [[live.alert_id, "detected", 1], before],
    [[live.alert_id, "confirmed", 1], before],
    [[live.alert_id, "described", 1], before],
  ]);
});

test("an alert says what, where, when, who was told when, and where its clips lie", async () => {
  const first = alerting(
    0,
    {},
    {
      live: aLiveSummary({
        objects: [
          {
            label: "dog",
            score: 0.6,
            first_at: "2026-06-01T12:00:01.000Z",
            last_at: "2026-06-01T12:00:03.000Z",
          },
        ],
        zones: [{ id: "porch", name: "Porch", labels: ["person"], seconds: 4 }],
        alert: { at: "2026-06-01T12:00:02.000Z", reason: "zone=porch", sentence: "Person in zone Porch." },
      }),
      copies: { local: { uri: "local:x", view_url: null }, "s3:eu": { uri: "s3:x", view_url: null } },
      status: "done",
    },
  );
  const told = { ...first, stages: { ...first.stages, notify: toldAt(START_MS + MINUTE) } };
  const second = alerting(1, { of: first }, { deleted_at: "2026-06-02T12:00:00.000Z" });
  const { one } = await openAlerts([second, told]);

  const { status, story } = await one(first.happening_id);

  expect(status).toBe(200);
  expect(story).toEqual({
    id: first.happening_id,
    camera: "front_door",
    camera_title: "Front door",
    phase: "confirmed",
    reason: "object=person",
    sentence: "Person in zone Porch.",
    objects: ["person", "dog"],
    zones: ["Porch"],
    first_at: "2026-06-01T12:00:00.000Z",
    last_at: "2026-06-01T12:01:12.000Z",
    clips: [
      {
        id: first.clip_id,
        status: "done",
        start_ts: first.start_ts,
        end_ts: first.end_ts,
        stored: ["local", "s3:eu"],
        view_url: null,
        has_snapshot: true,
        deleted: false,
      },
      expect.objectContaining({ id: second.clip_id, stored: [], has_snapshot: false, deleted: true }),
    ],
    told_at: { live: "2026-06-01T12:00:02.000Z", clip: "2026-06-01T12:01:00.000Z" },
    late: false,
    suppressed: false,
  });
});

test("a happening whose clips lie on several pages is listed once, and no alert is left out", async () => {
  const long = alerting(0);
  const parts = [1, 2, 3, 4].map((minute) => alerting(minute, { of: long }));
  const between = [alerting(2, { camera: "garage" }), alerting(3, { camera: "garage" })];
  const { list } = await openAlerts([long, ...parts, ...between, alerting(-9), alerting(9)]);

  const ids: string[] = [];
  let query: string | undefined = "?limit=1";
  while (query !== undefined && ids.length < 20) {
    const { alerts, next } = await list(query);
    ids.push(...alerts.map(({ id }) => id));
    query = next === null ? undefined : `?limit=1&cursor=${next}`;
  }

  const [two, three] = between;
  const wanted = [alerting(9), long, three, two, alerting(-9)].map((state) => state?.happening_id);
  expect(ids).toEqual(wanted);
  expect((await list("?camera=garage")).alerts.map(({ id }) => id)).toEqual(
    [three, two].map((s) => s?.happening_id),
  );
});

test("the real database gives the same pages", async () => {
  await using dir = await makeTempDir();
  await using store = await sqlite.open(
    { backend: "sqlite" },
    { log: noLog, clock: systemClock, dataDir: join(dir.path, "data"), problem: () => {} },
  );
  const long = alerting(0);
  const states = [long, alerting(1, { of: long }), alerting(2, { of: long }), alerting(-3), alerting(5)];
  for (const state of states) await store.clips.record(state, anEvent(state));
  const sources = { house: makeFakeHouse(["Front door"]), clips: store.clips };

  const first = await listAlerts(sources, { limit: 2 });
  const second = await listAlerts(sources, { limit: 2, after: first.next });

  const wanted = [alerting(5), long, alerting(-3)].map(({ happening_id }) => happening_id);
  expect([...first.alerts, ...second.alerts].map(({ id }) => id)).toEqual(wanted);
  expect(first.alerts[1]?.clips.map(({ id }) => id)).toEqual(
    states.slice(0, 3).map(({ clip_id }) => clip_id),
  );
  expect(second.next).toBeUndefined();
});

test("what was told live and never recorded stands where it belongs, on one page only", async () => {
  const { house, list } = await openAlerts([alerting(0), alerting(2), alerting(4)]);
  house.raise(liveAlert(1));

  const first = await list("?limit=2");
  const second = await list(`?limit=2&cursor=${first.next}`);

  const minutes = [first, second].map(({ alerts }) =>
    alerts.map(({ first_at }) => (Date.parse(first_at) - START_MS) / MINUTE),
  );
  expect(minutes).toEqual([
    [4, 2],
    [1, 0],
  ]);
});

test("late is what was told with its clip ten minutes after its end, and a suppressed one can still be read", async () => {
  const late = alerting(0);
  const silent = alerting(20, {}, { alert_decision: hidden });
  const told = { ...late, stages: { ...late.stages, notify: toldAt(START_MS + 12 * MINUTE) } };
  const quiet = alerting(30, {}, { alert_decision: { ...hidden, notify_reason: "no_object" } });
  const { list, one } = await openAlerts([told, silent, quiet]);

  const { alerts } = await list();

  expect(alerts.map(({ id, late: isLate }) => [id, isLate])).toEqual([[late.happening_id, true]]);
  expect((await one(silent.happening_id)).story).toMatchObject({
    suppressed: true,
    told_at: { live: null, clip: null },
  });
  expect((await one(quiet.happening_id)).status).toBe(404);
  expect((await one("front_door_20200101T000000Z")).status).toBe(404);
});

test("a model's sentence comes before what was said live", async () => {
  const clip = alerting(0, {}, { analysis_result: anAnalysis({ summary: "A courier left a parcel." }) });
  const { one } = await openAlerts([clip]);

  const { story } = await one(clip.happening_id);

  expect(story).toMatchObject({ phase: "described", sentence: "A courier left a parcel." });
});

test("a cursor that is none, and a page that is too large, are refused", async () => {
  const api = new OpenAPIHono();
  addAlerts(api, { house: makeFakeHouse([]), clips: fakeStore().clips });

  const answers = await Promise.all(
    ["cursor=x", "limit=0", "limit=101"].map(async (query) => await api.request(`/alerts?${query}`)),
  );

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
});

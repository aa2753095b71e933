import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { CameraSlug } from "#domain/ids.ts";
import { type AlertingBench, alertWish, door, makeAlertingBench, yard } from "#test/alerting-bench.ts";
import { aClipState, anAlert, anAnalysis, anEvent } from "#test/builders.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { addAlerting } from "./alerting-routes.ts";
import type { AlertingPart } from "./alerting-wire.ts";
import { problemOf } from "./problem-document.ts";

const MINUTE_MS = 60_000;

async function openApi(bench: AlertingBench = makeAlertingBench()) {
  const alerting = await bench.open();
  const ask = askOf(() => alerting, bench);
  return { ...bench, alerting, ask };
}

function askOf(alerting: () => AlertingPart, bench: AlertingBench) {
  const api = new OpenAPIHono();
  api.onError((cause, c) => problemOf(c, cause));
  addAlerting(api, { house: makeFakeHouse([door.name, yard.name]), clips: bench.store.clips, alerting });
  return async (path: string, method = "GET", body?: unknown) => {
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await api.request(path, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
}

const isoIn = ({ clock }: AlertingBench, minutes: number) =>
  new Date(clock.now() + minutes * MINUTE_MS).toISOString();

test("settings that are saved are in force, under the next version", async () => {
  const { ask, alerting } = await openApi();
  await using _closing = alerting;
  const wish = { ...alertWish({ quiet_hours: [{ from: "sunset", to: "07:00" }] }), version: 0 };

  const before = await ask("/alerting");
  const saved = await ask("/alerting", "PUT", wish);

  expect(before).toEqual({ status: 200, body: { ...alertWish(), version: 0 } });
  expect(saved).toEqual({ status: 200, body: { ...wish, version: 1 } });
  expect(await ask("/alerting")).toEqual(saved);
});

test("of two who save at once the second is told that the other was first", async () => {
  const { ask, alerting } = await openApi();
  await using _closing = alerting;

  const answers = await Promise.all([
    ask("/alerting", "PUT", { version: 0, group_s: 30 }),
    ask("/alerting", "PUT", { version: 0, group_s: 60 }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([200, 409]);
  expect(answers[1]?.body["detail"]).toMatch(/Somebody else has saved other alert settings/);
});

test.each([
  { quiet_hours: [{ from: "25:00", to: "07:00" }] },
  { escalation: { every_s: 1 } },
  { cameras: { "000001": { cooldown_s: -1 } } },
])("settings that cannot be are refused: %o", async (wish) => {
  const { ask, alerting } = await openApi();
  await using _closing = alerting;

  expect((await ask("/alerting", "PUT", { version: 0, ...wish })).status).toBe(400);
  expect(alerting.settings().version).toBe(0);
});

test("the state says what holds, until when, and which camera does not tell and why", async () => {
  const { ask, ...bench } = await openApi();
  await using alerting = bench.alerting;
  await alerting.save(
    alertWish({
      quiet_hours: [{ from: "16:00", to: "17:00" }],
      cameras: { [yard.id]: { windows: [{ from: "15:20", to: "15:40" }] } },
    }),
    0,
  );
  await alerting.snooze(door.slug, bench.clock.now() + 30 * MINUTE_MS);

  expect((await ask("/alerting/state")).body).toEqual({
    mode: "home",
    snoozed_until: null,
    quiet_until: null,
    quiet_from: isoIn(bench, 60),
    next_change: isoIn(bench, 20),
    anybody_home: null,
    at_home: [],
    template: null,
    knows_place: false,
    cameras: [
      {
        camera: "front_door",
        snoozed_until: isoIn(bench, 30),
        tells: false,
        why: ["This camera is snoozed until 15:30."],
      },
      {
        camera: "yard",
        snoozed_until: null,
        tells: false,
        why: ["This camera tells only from 15:20 to 15:40."],
      },
    ],
    open: [],
  });
});

test("quiet hours that hold say until when", async () => {
  const { ask, ...bench } = await openApi();
  await using alerting = bench.alerting;
  await alerting.save(alertWish({ quiet_hours: [{ from: "14:00", to: "17:00" }] }), 0);

  expect((await ask("/alerting/state")).body).toMatchObject({
    quiet_until: isoIn(bench, 120),
    quiet_from: null,
    next_change: isoIn(bench, 120),
  });
});

test("a camera that has just told is not said to be silent", async () => {
  const { ask, alerting } = await openApi();
  await using _closing = alerting;
  await alerting.save(alertWish({ cameras: { [door.id]: { cooldown_s: 600 } } }), 0);

  alerting.told(anAlert());

  expect((await ask("/alerting/state")).body["cameras"]).toMatchObject([{ tells: true }, { tells: true }]);
});

test("the mode can be set, and what is none is refused", async () => {
  const { ask, alerting } = await openApi();
  await using _closing = alerting;

  expect((await ask("/alerting/mode", "PUT", { mode: "privacy" })).body).toMatchObject({ mode: "privacy" });
  expect(alerting.isPrivate()).toBe(true);
  expect((await ask("/alerting/mode", "PUT", { mode: "party" })).status).toBe(400);
});

test("house and cameras are snoozed as long as was said, or as the owner set it, and woken again", async () => {
  const { ask, ...bench } = await openApi();
  await using alerting = bench.alerting;

  const house = await ask("/alerting/snooze", "PUT", { minutes: 10 });
  const camera = await ask("/cameras/yard/snooze", "PUT", {});

  expect(house.body).toMatchObject({ snoozed_until: isoIn(bench, 10) });
  expect(camera.body["cameras"]).toMatchObject([
    { snoozed_until: null },
    { snoozed_until: isoIn(bench, 30) },
  ]);
  await ask("/alerting/snooze", "DELETE");
  await ask("/cameras/yard/snooze", "DELETE");
  expect(alerting.snoozes()).toEqual({ house: undefined, cameras: new Map() });
});

test("a snooze of no camera, or for more than a week, is refused", async () => {
  const { ask, alerting } = await openApi();
  await using _closing = alerting;

  expect((await ask("/cameras/gone/snooze", "PUT", { minutes: 5 })).status).toBe(404);
  expect((await ask("/alerting/snooze", "PUT", { minutes: 7 * 24 * 60 + 1 })).status).toBe(400);
  expect((await ask("/alerting/snooze", "PUT", { minutes: 7 * 24 * 60 })).status).toBe(200);
});

test("an alert that waits to be seen is shown, and acknowledged once", async () => {
  const { ask, ...bench } = await openApi();
  await using alerting = bench.alerting;
  await alerting.save(alertWish({ escalation: { times: 3, every_s: 300, from_risk: "high" } }), 0);
  const alert = anAlert({ risk_level: "critical" });
  alerting.told(alert);

  expect((await ask("/alerting/state")).body["open"]).toEqual([
    {
      alert_id: alert.alert_id,
      camera: "front_door",
      title: alert.title,
      ts: alert.ts,
      times_told: 1,
      next_at: isoIn(bench, 5),
    },
  ]);
  expect((await ask(`/alerts/${alert.alert_id}/acknowledge`, "POST")).body).toEqual({ was_open: true });
  expect((await ask(`/alerts/${alert.alert_id}/acknowledge`, "POST")).body).toEqual({ was_open: false });
});

test("while the app is starting there is no answer yet", async () => {
  const ask = askOf(() => {
    throw new Failure("unavailable", "Alerts are not ready yet. Try again in a moment.");
  }, makeAlertingBench());

  expect((await ask("/alerting/state")).status).toBe(503);
});

test("a preview says what settings would have done, and saves nothing", async () => {
  const { ask, ...bench } = await openApi();
  await using alerting = bench.alerting;
  const record = async (startedAt: string, fields: Parameters<typeof aClipState>[1]) => {
    const state = aClipState({ camera: door.slug, startedAtMs: new Date(startedAt).getTime() }, fields);
    await bench.store.clips.record(state, anEvent(state));
    return state.happening_id;
  };
  const told = { notify: true, notify_reason: "object=person", explanation: "A person was seen." };
  const tells = {
    rule: "notify_on_objects",
    verdict: "tells",
    finding: "A person.",
    otherwise: null,
  } as const;
  const keeps = { rule: "quiet_hours", verdict: "keeps", finding: "It was quiet.", otherwise: null } as const;
  const risky = await record("2026-11-19T23:00:00", {
    alert_decision: told,
    analysis_result: anAnalysis({ risk_level: "high" }),
  });
  const night = await record("2026-11-19T23:30:00", { alert_decision: told });
  const kept = await record("2026-11-20T12:00:00", {
    alert_decision: { ...told, notify: false, notify_reason: "quiet_hours", trace: [tells, keeps] },
  });
  await record("2026-11-20T13:00:00", {
    alert_decision: { ...told, notify: false, notify_reason: "no_object" },
  });
  const settings = { version: 0, quiet_hours: [{ from: "22:00", to: "06:30" }] };

  const { body } = await ask("/alerting/preview", "POST", { settings });

  expect(body).toMatchObject({ mode: "home", told: 2, kept: 1 });
  expect(body["alerts"]).toMatchObject([
    { alert_id: kept, was_told: false, would_tell: true, why: null },
    {
      alert_id: night,
      was_told: true,
      would_tell: false,
      why: "Quiet hours are from 22:00 to 06:30, until 06:30.",
    },
    { alert_id: risky, was_told: true, would_tell: true, why: null },
  ]);
  expect(alerting.settings().version).toBe(0);
});

test("a preview keeps the pause between alerts, and looks at another mode where that is asked for", async () => {
  const { ask, ...bench } = await openApi();
  await using _closing = bench.alerting;
  const alert_decision = { notify: true, notify_reason: "motion", explanation: "Something moved." };
  for (const minute of [0, 1, 10]) {
    const startedAtMs = new Date("2026-11-20T12:00:00").getTime() + minute * MINUTE_MS;
    const state = aClipState({ camera: CameraSlug.parse(door.slug), startedAtMs }, { alert_decision });
    await bench.store.clips.record(state, anEvent(state));
  }
  const settings = {
    cameras: { [door.id]: { cooldown_s: 300 } },
    modes: { away: { from_risk: "high" } },
  };

  const home = await ask("/alerting/preview", "POST", { settings });
  const away = await ask("/alerting/preview", "POST", { settings, mode: "away" });

  expect(home.body["alerts"]).toMatchObject([
    { would_tell: true },
    { would_tell: false, why: expect.stringMatching(/pauses for 300 s/) },
    { would_tell: true },
  ]);
  expect(away.body).toMatchObject({ mode: "away", told: 0, kept: 3 });
});

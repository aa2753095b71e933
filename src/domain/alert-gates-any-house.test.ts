import { describe, expect, test } from "vitest";
import { doorId, someCircumstances } from "#test/circumstances.ts";
import { applyGates } from "./alert-gates.ts";
import { type AlertSettings, houseModes } from "./alert-settings.ts";
import { riskLevels } from "./analysis.ts";
import type { Circumstances } from "./circumstances.ts";
import type { Decision } from "./decision.ts";
import { HappeningId } from "./ids.ts";

const CASES = 400;
const HOUR_MS = 60 * 60_000;
const alert = HappeningId.parse("front_door_20261120T145930Z");
const other = HappeningId.parse("front_door_20261120T145000Z");
const wish: Decision = {
  notify: true,
  notify_reason: "object=person",
  explanation: "A person was seen.",
  trace: [{ rule: "notify_on_objects", verdict: "tells", finding: "A person was seen.", otherwise: null }],
};

/** Mulberry32: the same cases each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function anyCase(seed: number) {
  const random = randomFrom(seed);
  const below = (max: number) => Math.floor(random() * max);
  const oneIn = (count: number) => below(count) === 0;
  const pick = <T>(...all: readonly T[]): T => all[below(all.length)] as T;
  const point = () => pick(`${10 + below(14)}:30`, "sunset", "sunrise", "sunrise+01:00", "sunset-02:00");
  const windows = () =>
    Array.from({ length: pick(0, 0, 1, 2) }, () => ({ days: [], from: point(), to: point() }));
  const nowMs = new Date("2026-11-20T00:00:00").getTime() + below(48) * (HOUR_MS / 2);
  const circumstances = someCircumstances({
    nowMs,
    mode: pick(...houseModes, "home", "away"),
    place: pick(undefined, { latitude: 52, longitude: 13 }, { latitude: 78, longitude: 15 }),
    snoozedUntilMs: {
      house: pick(undefined, undefined, nowMs + 1),
      camera: pick(undefined, undefined, nowMs),
    },
    isNotificationsOn: !oneIn(8),
    template: pick(undefined, true, false),
    lastTold: pick(undefined, {
      alert: pick(alert, other),
      atMs: nowMs - below(1000) * 1000,
      risk: pick(null, ...riskLevels),
    }),
    settings: {
      modes: {
        home: { from_risk: pick(null, null, ...riskLevels), cameras: pick(null, null, [doorId], []) },
      },
      quiet_hours: windows(),
      quiet_except_from: pick(null, ...riskLevels),
      quiet_except_cameras: pick([], [doorId]),
      only_when: pick(null, null, "{{ is_state('sun.sun', 'below_horizon') }}"),
      cameras: { [doorId]: { cooldown_s: pick(0, 0, 300), windows: windows() } },
    },
  });
  const grounds = { alert, risk: pick(null, ...riskLevels), isLive: oneIn(3) };
  return { grounds, circumstances };
}

const all = Array.from({ length: CASES }, (_, seed) => anyCase(seed));
const withSettings = (circumstances: Circumstances, edit: Partial<AlertSettings>): Circumstances => ({
  ...circumstances,
  settings: { ...circumstances.settings, ...edit },
});
const stricter: Readonly<Record<string, (now: Circumstances) => Circumstances>> = {
  "privacy mode": (now) => ({ ...now, mode: "privacy" }),
  "a switch that is off": (now) => ({ ...now, isNotificationsOn: false }),
  "a snooze": (now) => ({ ...now, snoozedUntilMs: { house: now.nowMs + HOUR_MS, camera: undefined } }),
  "no exceptions in quiet hours": (now) =>
    withSettings(now, { quiet_except_from: null, quiet_except_cameras: [] }),
  "one more quiet hour": (now) =>
    withSettings(now, {
      quiet_hours: [...now.settings.quiet_hours, { days: [], from: "00:00", to: "12:00" }],
    }),
  "a mode from the highest risk on": (now) =>
    withSettings(now, {
      modes: { ...now.settings.modes, home: { ...now.settings.modes.home, from_risk: "critical" } },
    }),
  "a longer pause": (now) =>
    withSettings(now, {
      cameras: { [doorId]: { windows: now.settings.cameras[doorId]?.windows ?? [], cooldown_s: 3600 } },
    }),
};

describe("in any house", () => {
  test("the cases are worth something: some are told and some are kept, for each reason", () => {
    const reasons = new Set(
      all.map(({ grounds, circumstances }) => applyGates(wish, grounds, circumstances).notify_reason),
    );

    expect([...reasons].sort()).toEqual([
      "camera_hours",
      "cooldown",
      "mode=home",
      "mode=privacy",
      "notifications_off",
      "object=person",
      "only_when",
      "quiet_hours",
      "snoozed",
    ]);
  });

  test.each(Object.entries(stricter))("%s never tells more", (_name, edit) => {
    const more = all.filter(
      ({ grounds, circumstances }) =>
        !applyGates(wish, grounds, circumstances).notify &&
        applyGates(wish, grounds, edit(circumstances)).notify,
    );

    expect(more).toEqual([]);
  });

  test("a riskier alert is told wherever a lesser one is", () => {
    const less = all.filter(({ grounds, circumstances }) => {
      const isTold = riskLevels.map((risk) => applyGates(wish, { ...grounds, risk }, circumstances).notify);
      return isTold.some((now, index) => now && isTold.slice(index).includes(false));
    });

    expect(less).toEqual([]);
  });

  test("the steps explain the verdict: it is kept if a step after the last reason keeps it, by the first of them", () => {
    for (const { grounds, circumstances } of all) {
      const { notify, explanation, trace = [] } = applyGates(wish, grounds, circumstances);
      const after = trace.slice(trace.findLastIndex(({ verdict }) => verdict === "tells") + 1);
      const keeping = after.filter(({ verdict }) => verdict === "keeps");

      expect(notify).toBe(keeping.length === 0);
      for (const { finding } of keeping) expect(explanation).toContain(finding);
    }
  });

  test("where one step alone keeps it, undoing what it names turns the verdict round", () => {
    const undo: Readonly<Record<string, (now: Circumstances) => Circumstances>> = {
      privacy: (now) => ({ ...now, mode: "away" }),
      notifications: (now) => ({ ...now, isNotificationsOn: true }),
      mode: (now) => ({ ...now, mode: "away" }),
      camera_hours: (now) =>
        withSettings(now, {
          cameras: { [doorId]: { windows: [], cooldown_s: now.settings.cameras[doorId]?.cooldown_s ?? 0 } },
        }),
      quiet_hours: (now) => withSettings(now, { quiet_hours: [] }),
      only_when: (now) => ({ ...now, template: true }),
      snooze: (now) => ({ ...now, snoozedUntilMs: { house: undefined, camera: undefined } }),
      cooldown: (now) => ({ ...now, lastTold: undefined }),
    };
    let undone = 0;
    for (const { grounds, circumstances } of all) {
      const { notify, trace = [] } = applyGates(wish, grounds, circumstances);
      const keeping = trace.filter(({ verdict }) => verdict === "keeps");
      const [only] = keeping;
      if (notify || keeping.length !== 1 || !only) continue;
      undone++;

      expect(applyGates(wish, grounds, undo[only.rule]?.(circumstances) ?? circumstances).notify).toBe(true);
    }

    expect(undone).toBeGreaterThan(CASES / 10);
  });
});

import { expect, test } from "vitest";
import { type CircumstancesWish, doorId, someCircumstances } from "#test/circumstances.ts";
import { applyGates, type GateGrounds } from "./alert-gates.ts";
import { Decision } from "./decision.ts";
import { HappeningId } from "./ids.ts";

const alert = HappeningId.parse("front_door_20261120T145930Z");
const other = HappeningId.parse("front_door_20261120T145000Z");
const wish: Decision = {
  notify: true,
  notify_reason: "object=person",
  explanation: "A person was seen, and this camera alerts on that.",
  trace: [{ rule: "notify_on_objects", verdict: "tells", finding: "A person was seen.", otherwise: null }],
};
const at = (time: string) => new Date(`2026-11-20T${time}`).getTime();
const night = [{ from: "22:00", to: "06:30" }];
const told = (ago_s: number, risk: GateGrounds["risk"] = null) => ({
  alert: other,
  atMs: at("15:00:00") - ago_s * 1000,
  risk,
});

interface Case extends CircumstancesWish {
  readonly title: string;
  readonly risk?: GateGrounds["risk"];
  readonly isLive?: boolean;
  /** Without one it is told. */
  readonly reason?: string;
  readonly says?: string;
}

const cases: readonly Case[] = [
  { title: "with nothing set, alerts are told" },
  { title: "in privacy nobody is told", mode: "privacy", reason: "mode=privacy", says: "privacy mode" },
  {
    title: "not even of a critical risk",
    mode: "privacy",
    risk: "critical",
    reason: "mode=privacy",
    says: "privacy mode",
  },
  {
    title: "a camera whose notifications are off tells nobody",
    isNotificationsOn: false,
    reason: "notifications_off",
    says: "are switched off. Switched on, you would be told.",
  },
  {
    title: "a mode tells only of its cameras",
    settings: { modes: { home: { cameras: ["000002"] } } },
    reason: "mode=home",
    says: "In mode home this camera does not tell.",
  },
  { title: "and of those it tells", settings: { modes: { home: { cameras: ["000001"] } } } },
  { title: "another mode has its own rule", settings: { modes: { away: { cameras: [] } } } },
  {
    title: "a mode tells only from its risk on",
    settings: { modes: { night: { from_risk: "high" } } },
    mode: "night",
    risk: "medium",
    reason: "mode=night",
    says: "from risk high on, and this one's is medium. From risk high on you would be told.",
  },
  {
    title: "and what is so risky is told",
    settings: { modes: { home: { from_risk: "high" } } },
    risk: "high",
  },
  {
    title: "what nobody judged counts as medium: enough",
    settings: { modes: { home: { from_risk: "medium" } } },
  },
  {
    title: "what nobody judged counts as medium: too little",
    settings: { modes: { home: { from_risk: "high" } } },
    isLive: true,
    reason: "mode=home",
    says: "nobody has judged this one yet, which counts as medium",
  },
  {
    title: "outside its hours a camera does not tell, and says from when on it does",
    settings: { cameras: { "000001": { windows: night } } },
    reason: "camera_hours",
    says: "This camera tells only from 22:00 to 06:30. From 22:00 on you would be told.",
  },
  {
    title: "within its hours it tells",
    settings: { cameras: { "000001": { windows: night } } },
    nowMs: at("23:00:00"),
  },
  { title: "hours of another camera do not matter", settings: { cameras: { "000002": { windows: night } } } },
  {
    title: "hours by the sun at a place that nobody knows silence nobody",
    settings: { cameras: { "000001": { windows: [{ from: "sunset", to: "sunrise" }] } } },
  },
  {
    title: "in quiet hours nobody is told, until when, and from which risk on",
    settings: { quiet_hours: night },
    nowMs: at("23:00:00"),
    reason: "quiet_hours",
    says: "Quiet hours are from 22:00 to 06:30, until 06:30. After 06:30, or from risk high on, you would be told.",
  },
  {
    title: "a high risk is told in quiet hours",
    settings: { quiet_hours: night },
    nowMs: at("23:00:00"),
    risk: "high",
  },
  {
    title: "unless the owner wants nothing at all",
    settings: { quiet_hours: night, quiet_except_from: null },
    nowMs: at("23:00:00"),
    risk: "critical",
    reason: "quiet_hours",
    says: "After 06:30 you would be told.",
  },
  {
    title: "a camera that is excepted tells in quiet hours",
    settings: { quiet_hours: night, quiet_except_cameras: ["000001"] },
    nowMs: at("23:00:00"),
  },
  { title: "outside quiet hours all is told", settings: { quiet_hours: night }, nowMs: at("21:59:00") },
  {
    title: "quiet hours by the sun at a place that nobody knows are none",
    settings: { quiet_hours: [{ from: "sunset", to: "sunrise" }] },
    nowMs: at("23:00:00"),
  },
  {
    title: "a template that is false keeps alerts",
    settings: { only_when: "{{ false }}" },
    template: false,
    reason: "only_when",
    says: "Your template is false.",
  },
  { title: "one that is true does not", settings: { only_when: "{{ true }}" }, template: true },
  { title: "and one without an answer neither", settings: { only_when: "{{ nonsense }}" } },
  {
    title: "a snoozed house tells nobody",
    snoozedUntilMs: { house: at("15:30:00"), camera: undefined },
    risk: "critical",
    reason: "snoozed",
    says: "All alerts are snoozed until 15:30. After 15:30 you would be told.",
  },
  {
    title: "of two snoozes the longer counts",
    snoozedUntilMs: { house: at("15:30:00"), camera: at("16:00:00") },
    reason: "snoozed",
    says: "This camera is snoozed until 16:00.",
  },
  {
    title: "a snooze that is over is none",
    snoozedUntilMs: { house: at("15:00:00"), camera: at("14:00:00") },
  },
  {
    title: "within the pause nobody is told",
    settings: { cameras: { "000001": { cooldown_s: 300 } } },
    lastTold: told(60),
    reason: "cooldown",
    says: "60 s ago, and it pauses for 300 s. After 15:04, or above risk medium, you would be told.",
  },
  {
    title: "after the pause it is told",
    settings: { cameras: { "000001": { cooldown_s: 300 } } },
    lastTold: told(300),
  },
  {
    title: "what is riskier is told within the pause",
    settings: { cameras: { "000001": { cooldown_s: 300 } } },
    lastTold: told(60, "medium"),
    risk: "high",
  },
  {
    title: "what is as risky is not",
    settings: { cameras: { "000001": { cooldown_s: 300 } } },
    lastTold: told(60, "high"),
    risk: "high",
    reason: "cooldown",
    says: "above risk high",
  },
  {
    title: "a clock that was set back does not prolong the pause",
    settings: { cameras: { "000001": { cooldown_s: 300 } } },
    lastTold: told(-3600),
  },
];

test.each(cases)("$title", ({ risk = null, isLive = false, reason, says, ...circumstances }) => {
  const decision = applyGates(wish, { alert, risk, isLive }, someCircumstances(circumstances));

  expect(decision).toMatchObject({
    notify: reason === undefined,
    notify_reason: reason ?? wish.notify_reason,
  });
  expect(decision.explanation).toMatch(/^A person was seen, and this camera alerts on that\./);
  expect(decision.explanation).toContain(says ?? wish.explanation);
  expect(Decision.parse(decision)).toEqual(decision);
});

const strict = {
  quiet_hours: night,
  only_when: "{{ false }}",
  modes: { home: { from_risk: "critical" } },
  cameras: { [doorId]: { cooldown_s: 3600, windows: [{ from: "08:00", to: "09:00" }] } },
};

test("what was told live is told on through hours, quiet hours, template, mode and pause", () => {
  const circumstances = someCircumstances({
    settings: strict,
    nowMs: at("23:00:00"),
    template: false,
    lastTold: { alert, atMs: at("22:59:00"), risk: null },
  });

  const clip = applyGates(wish, { alert, risk: "low", isLive: false }, circumstances);
  const live = applyGates(wish, { alert, risk: null, isLive: true }, circumstances);
  const another = applyGates(wish, { alert: other, risk: "low", isLive: false }, circumstances);

  expect([clip.notify, live.notify]).toEqual([true, true]);
  expect(another).toMatchObject({ notify: false, notify_reason: "mode=home" });
});

test.each([
  { isNotificationsOn: false },
  { mode: "privacy" as const },
  { snoozedUntilMs: { house: undefined, camera: at("16:00:00") } },
])("what the owner did by hand stops also what was told live: %o", (byHand) => {
  const circumstances = someCircumstances({
    ...byHand,
    lastTold: { alert, atMs: at("14:59:00"), risk: null },
  });

  expect(applyGates(wish, { alert, risk: null, isLive: false }, circumstances).notify).toBe(false);
});

test("where several gates keep it, the first is the reason, all are said, and none promises anything", () => {
  const circumstances = someCircumstances({
    settings: { quiet_hours: night },
    nowMs: at("23:00:00"),
    snoozedUntilMs: { house: at("23:30:00"), camera: undefined },
  });

  const decision = applyGates(wish, { alert, risk: null, isLive: false }, circumstances);

  expect(decision).toMatchObject({ notify: false, notify_reason: "quiet_hours" });
  expect(decision.explanation).toContain("until 06:30. All alerts are snoozed until 23:30.");
  expect(decision.explanation).not.toContain("you would be told");
});

test("every gate leaves a step after those of the rules, and asking twice leaves them once", () => {
  const grounds = { alert, risk: null, isLive: false };

  const once = applyGates(wish, grounds, someCircumstances());
  const twice = applyGates(once, grounds, someCircumstances());

  expect(once.trace?.map(({ rule }) => rule)).toEqual([
    "notify_on_objects",
    "privacy",
    "notifications",
    "mode",
    "camera_hours",
    "quiet_hours",
    "only_when",
    "snooze",
    "cooldown",
  ]);
  expect(twice).toEqual(once);
});

test("what is no alert is asked nothing", () => {
  const none: Decision = { ...wish, notify: false };

  expect(applyGates(none, { alert, risk: null, isLive: false }, someCircumstances({ mode: "privacy" }))).toBe(
    none,
  );
});

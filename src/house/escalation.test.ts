import { expect, test } from "vitest";
import type { Alert } from "#domain/alert.ts";
import { clipIdOf, HappeningId } from "#domain/ids.ts";
import { alertWish, door, makeAlertingBench } from "#test/alerting-bench.ts";
import { anAlert } from "#test/builders.ts";
import { LOOK_MS } from "./alerting.ts";
import { OPEN_AGE_MAX_MS, OPEN_MAX, RESTORED_WAIT_MS } from "./escalation-steps.ts";

const EVERY_MS = 300_000;
const wish = alertWish({ escalation: { times: 2, every_s: 300, from_risk: "high" } });

async function openBench(settings = wish) {
  const bench = makeAlertingBench();
  const alerting = await bench.open();
  await alerting.save(settings, 0);
  const idAt = (agoMs: number) => HappeningId.parse(clipIdOf(door.slug, bench.clock.now() - agoMs, 1));
  const risky = (fields: Partial<Alert> = {}, agoMs = 0): Alert => {
    const id = idAt(agoMs);
    const ts = new Date(bench.clock.now() - agoMs).toISOString();
    return anAlert({ alert_id: id, group_id: id, dedupe_key: id, ts, risk_level: "high", ...fields });
  };
  return { ...bench, alerting, risky };
}

test("a risky alert is told again until it was told often enough", async () => {
  const { alerting, clock, again, risky } = await openBench();
  await using _closing = alerting;
  const alert = risky();

  alerting.told(alert);
  expect(alerting.open()).toEqual([{ alert, timesTold: 1, nextAtMs: clock.now() + EVERY_MS }]);
  await clock.advance(EVERY_MS);
  expect(again).toEqual([{ ...alert, escalation: 1 }]);
  await clock.advance(EVERY_MS + LOOK_MS);
  expect(again.map(({ escalation }) => escalation)).toEqual([1, 2]);
  await clock.advance(3 * EVERY_MS);
  expect(again).toHaveLength(2);
  expect(alerting.open()).toEqual([]);
});

test("nobody is told again of what somebody has seen, by the alert or its group, also if more is known later", async () => {
  const { alerting, clock, again, risky } = await openBench();
  await using _closing = alerting;
  const first = risky({}, 60_000);
  const second = risky({ group_id: first.alert_id });
  let heard = 0;
  using _listening = alerting.subscribe(() => heard++);
  alerting.told(first);
  alerting.told(second);

  expect(await alerting.acknowledge(first.group_id)).toBe(true);
  alerting.told({ ...second, phase: "described" });
  await clock.advance(3 * EVERY_MS);

  expect(again).toEqual([]);
  expect(heard).toBe(3);
});

test.each([
  ["a risk below what the owner chose", { risk_level: "medium" }],
  ["what nobody has judged yet", { risk_level: null }],
  ["old news", { late: true }],
  ["its own word", { escalation: 1 }],
] as const)("%s is not told again", async (_title, fields) => {
  const { alerting, risky } = await openBench();
  await using _closing = alerting;

  alerting.told(risky(fields));

  expect(alerting.open()).toEqual([]);
});

test("what turns out to be harmless is not told again, and what turns out worse is", async () => {
  const { alerting, risky } = await openBench(alertWish({ escalation: { times: 1, from_risk: "medium" } }));
  await using _closing = alerting;
  const live = risky({ risk_level: null, phase: "detected" });
  const other = risky({ risk_level: "low" }, 1000);
  alerting.told(live);
  alerting.told(other);

  alerting.told({ ...live, risk_level: "low", phase: "described" });
  alerting.told({ ...other, risk_level: "high", phase: "described" });

  expect(alerting.open().map(({ alert }) => alert.alert_id)).toEqual([other.alert_id]);
});

test("with what is known by then it is told again", async () => {
  const { alerting, clock, again, risky } = await openBench();
  await using _closing = alerting;
  const alert = risky();
  alerting.told(alert);

  alerting.told({ ...alert, summary: "A man tries the door." });
  await clock.advance(EVERY_MS);

  expect(again.map(({ summary }) => summary)).toEqual(["A man tries the door."]);
});

test.each(["snooze", "switch", "privacy"] as const)("%s ends it", async (kind) => {
  const { alerting, clock, again, muted, risky } = await openBench();
  await using _closing = alerting;
  alerting.told(risky());

  if (kind === "snooze") await alerting.snooze(door.slug, clock.now() + 2 * EVERY_MS);
  if (kind === "switch") muted.add(door.slug);
  if (kind === "privacy") await alerting.setMode("privacy");
  await clock.advance(5 * EVERY_MS);

  expect(again).toEqual([]);
  expect(alerting.open()).toEqual([]);
});

test("a later alert of the camera does not end it, and the pause between alerts does not hold for it", async () => {
  const settings = { ...wish, cameras: { [door.id]: { cooldown_s: 3600, windows: [] } } };
  const { alerting, clock, again, risky } = await openBench(settings);
  await using _closing = alerting;
  const first = risky({}, 60_000);
  alerting.told(first);

  alerting.told(risky({ risk_level: "critical" }));
  await clock.advance(EVERY_MS);

  expect(again.map(({ alert_id }) => alert_id)).toContain(first.alert_id);
});

test.each([
  [null, 0],
  ["high", 1],
] as const)(
  "quiet hours that begin meanwhile hold with their exception: from %s on, %i",
  async (from, times) => {
    const quiet_hours = [{ days: [], from: "15:02", to: "16:00" }];
    const { alerting, clock, again, risky } = await openBench({
      ...wish,
      quiet_hours,
      quiet_except_from: from,
    });
    await using _closing = alerting;
    alerting.told(risky());

    await clock.advance(EVERY_MS);

    expect(again).toHaveLength(times);
  },
);

test("after a restart they go on without a flood: not at once, and one after the other", async () => {
  const { alerting, clock, again, risky, open } = await openBench();
  for (let index = 0; index < OPEN_MAX + 8; index++) alerting.told(risky({}, index * 1000));
  await alerting[Symbol.asyncDispose]();
  await clock.advance(10 * EVERY_MS);

  await using restarted = await open();
  expect(restarted.open()).toHaveLength(OPEN_MAX);
  await clock.advance(RESTORED_WAIT_MS - LOOK_MS);
  expect(again).toHaveLength(0);
  await clock.advance(2 * LOOK_MS);
  expect(again).toHaveLength(2);
  await clock.advance(OPEN_MAX * LOOK_MS);
  expect(new Set(again.map(({ alert_id }) => alert_id)).size).toBe(OPEN_MAX);
});

test("what happened a day ago is not told again after a restart", async () => {
  const { alerting, clock, again, risky, open } = await openBench();
  alerting.told(risky());
  await alerting[Symbol.asyncDispose]();
  await clock.advance(OPEN_AGE_MAX_MS);

  await using restarted = await open();
  await clock.advance(2 * RESTORED_WAIT_MS);

  expect(again).toEqual([]);
  expect(restarted.open()).toEqual([]);
});

test("a clock that was set back does not keep it waiting for longer than it ever would", async () => {
  const { alerting, clock, again, risky } = await openBench();
  await using _closing = alerting;
  alerting.told(risky());

  clock.setNow(Date.UTC(2026, 0, 1));
  await clock.advance(LOOK_MS);

  expect(again).toHaveLength(1);
});

import { expect, test } from "vitest";
import { BudgetSettings, type Usage } from "#domain/budget.ts";
import { CameraSlug } from "#domain/ids.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { inTimeZone } from "#test/time-zone.ts";
import { makeMeters } from "./meters.ts";
import { openSpending, SPENDING_WRITE_MS } from "./spending.ts";

const door = CameraSlug.parse("front_door");
const yard = CameraSlug.parse("yard");
const expected: Usage = { requests: 1, tokens: 8000, cost: 0.02 };
const used: Usage = { requests: 1, tokens: 5000, cost: 0.01 };
const noon = new Date(2026, 5, 15, 12, 20).getTime();

/** Settings as SQLite keeps them: as JSON. */
function memorySettings() {
  const kept = new Map<string, string>();
  let failure: Error | undefined;
  let writes = 0;
  const settings: SettingStore = {
    read: async (key) => JSON.parse(kept.get(key) ?? "null") ?? undefined,
    write: async (key, value) => {
      writes++;
      if (failure) throw failure;
      kept.set(key, JSON.stringify(value));
    },
  };
  return { settings, kept, writes: () => writes, fail: (cause?: Error) => (failure = cause) };
}

interface Wish {
  readonly budget?: object;
  readonly settings?: SettingStore;
  readonly cameras?: number;
  readonly atMs?: number;
}

async function open({ budget = {}, settings = memorySettings().settings, cameras = 1, atMs = noon }: Wish) {
  const problems = new Map<string, string>();
  const clock = makeManualClock(atMs);
  const log = keptLog();
  const meter = makeMeters();
  const spending = await openSpending({
    budget: BudgetSettings.parse(budget),
    cameras,
    settings,
    clock,
    log,
    meter,
    problem: (key, sentence) => void (sentence ? problems.set(key, sentence) : problems.delete(key)),
  });
  const reserve = (camera = door, isAlert = false, wanted = expected) =>
    spending.reserve({ camera, cameraName: "Front door", isAlert, expected: wanted });
  /** Asks and is answered; false where it was refused. */
  const ask = (camera = door, isAlert = false) => {
    const reserved = reserve(camera, isAlert);
    if ("refused" in reserved) return false;
    reserved.settle(used);
    return true;
  };
  const askMany = (count: number) => Array.from({ length: count }, () => ask()).filter(Boolean).length;
  return { spending, clock, log, meter, problems, reserve, ask, askMany };
}

test("a question counts before it is asked, and is corrected once it is answered, once", async () => {
  const { spending, reserve } = await open({});
  await using _open = spending;

  const reserved = reserve();
  const before = spending.today();
  if ("refused" in reserved) throw new Error(reserved.refused);
  reserved.settle(used);
  reserved.settle(used);

  expect(before).toEqual(expected);
  expect(spending.today()).toEqual(used);
  expect(spending.perCamera()).toEqual([{ camera: door, ...used }]);
});

test("what is answered after midnight is counted on the day on which it was asked", async () => {
  const { spending, clock, reserve } = await open({ atMs: new Date(2026, 5, 15, 23, 59, 50).getTime() });
  await using _open = spending;

  const reserved = reserve();
  await clock.advance(20_000);
  if ("refused" in reserved) throw new Error(reserved.refused);
  reserved.settle({ ...used, tokens: 9000 });

  expect(spending.today()).toEqual({ requests: 0, tokens: 0, cost: 0 });
  expect(spending.lines()).toContainEqual({ window: "month", of: "tokens", used: 9000, limit: undefined });
});

test("the limit holds until midnight, is warned of before, and both are over then", async () => {
  const { spending, clock, problems, askMany } = await open({ budget: { requests_per_day: 10 } });
  await using _open = spending;
  let told = 0;
  using _listening = spending.subscribe(() => void told++);

  const quiet = askMany(7) === 7 && !problems.has("budget");
  askMany(1);
  const warning = problems.get("budget");
  const more = askMany(5);
  const spent = problems.get("budget");
  const toldBefore = told;
  await clock.advance(12 * 3_600_000);

  expect(quiet).toBe(true);
  expect(warning).toContain("80 % of today's 10 requests");
  expect(more).toBe(2);
  expect(spent).toContain("Nothing is left of today's 10 requests");
  expect(problems.has("budget")).toBe(false);
  expect(told).toBeGreaterThan(toldBefore);
  expect(askMany(20)).toBe(10);
});

test("a month is over at the first of the next, not before", async () => {
  const { spending, clock, askMany } = await open({
    budget: { requests_per_month: 5 },
    atMs: new Date(2026, 1, 28, 20).getTime(),
  });
  await using _open = spending;

  const first = askMany(9);
  await clock.advance(3.9 * 3_600_000);
  const late = askMany(9);
  await clock.advance(0.2 * 3_600_000);
  const march = askMany(9);

  expect([first, late, march]).toEqual([5, 0, 5]);
});

test("a day with a change of the clock has one budget, 25 hours long", async () => {
  using _zone = inTimeZone("Europe/Berlin");
  const { spending, clock, askMany } = await open({
    budget: { requests_per_day: 3 },
    atMs: new Date(2026, 9, 25, 0, 30).getTime(),
  });
  await using _open = spending;
  const untilMidnight = new Date(2026, 9, 26).getTime() - clock.now();

  expect(untilMidnight).toBe(24.5 * 3_600_000);
  const first = askMany(9);
  await clock.advance(untilMidnight - 1000);
  const late = askMany(9);
  await clock.advance(2000);

  expect([first, late, askMany(9)]).toEqual([3, 0, 3]);
});

test("with alerts_only alerts still get an answer when others do not", async () => {
  const { spending, ask, askMany } = await open({
    budget: { requests_per_day: 10, at_limit: "alerts_only" },
  });
  await using _open = spending;

  const others = askMany(20);
  const alerts = [ask(door, true), ask(door, true)];

  expect(others).toBe(9);
  expect(alerts).toEqual([true, false]);
  expect(spending.areFurtherFree).toBe(false);
});

test("a busy camera leaves something to the others", async () => {
  const { spending, ask, askMany } = await open({ budget: { requests_per_day: 10 }, cameras: 2 });
  await using _open = spending;

  const busy = askMany(20);

  expect(busy).toBe(5);
  expect(ask(yard)).toBe(true);
  expect(spending.perCamera().map(({ camera }) => camera)).toEqual([door, yard]);
});

test("after a restart it goes on where it was, and a kill loses no more than the last second", async () => {
  const { settings } = memorySettings();
  const first = await open({ budget: { requests_per_day: 10 }, settings });
  first.askMany(4);
  await first.clock.advance(SPENDING_WRITE_MS);
  first.askMany(1);

  const killed = await open({ budget: { requests_per_day: 10 }, settings });
  await first.spending[Symbol.asyncDispose]();
  await first.spending[Symbol.asyncDispose]();
  const restarted = await open({ budget: { requests_per_day: 10 }, settings });

  expect(killed.spending.today().requests).toBe(4);
  expect(restarted.spending.today()).toEqual({
    requests: 5,
    tokens: 25_000,
    cost: expect.closeTo(0.05) as number,
  });
  expect(restarted.askMany(20)).toBe(5);
  await killed.spending[Symbol.asyncDispose]();
  await restarted.spending[Symbol.asyncDispose]();
});

test("a question that was being asked when the app was killed stays counted", async () => {
  const { settings } = memorySettings();
  const first = await open({ settings });
  first.reserve();
  await first.clock.advance(SPENDING_WRITE_MS);

  const second = await open({ settings });

  expect(second.spending.today()).toEqual(expected);
  await first.spending[Symbol.asyncDispose]();
  await second.spending[Symbol.asyncDispose]();
});

test("a busy hour is a few writes, and what cannot be written is written later", async () => {
  const memory = memorySettings();
  const { spending, clock, log, askMany } = await open({ settings: memory.settings });
  askMany(50);
  await clock.advance(SPENDING_WRITE_MS);
  const few = memory.writes();

  memory.fail(new Error("the disk is full"));
  askMany(1);
  await clock.advance(SPENDING_WRITE_MS);
  memory.fail();
  await spending[Symbol.asyncDispose]();

  expect(few).toBe(1);
  expect(log.lines).toContain("warn what vision models used up was not written");
  expect(memory.kept.get("spending")).toContain('"requests":51');
});

test("what is counted while it is written at the end is written too", async () => {
  const memory = memorySettings();
  let countNow = () => {};
  const settings: SettingStore = {
    read: memory.settings.read,
    write: async (key, value) => {
      const count = countNow;
      countNow = () => {};
      count();
      await memory.settings.write(key, value);
    },
  };
  const { spending, ask } = await open({ settings });
  ask();
  countNow = ask;

  await spending[Symbol.asyncDispose]();

  expect(memory.kept.get("spending")).toContain('"requests":2');
});

test("counts that cannot be read are begun anew, and that is logged", async () => {
  const memory = memorySettings();
  memory.kept.set("spending", JSON.stringify([{ window: "week" }]));

  const { spending, log } = await open({ settings: memory.settings });

  expect(spending.today().requests).toBe(0);
  expect(log.lines).toEqual(["warn what vision models used up cannot be read and is counted anew"]);
  await spending[Symbol.asyncDispose]();
});

test("the metrics say what is used and what may be", async () => {
  const { spending, meter, askMany } = await open({ budget: { requests_per_day: 10 } });
  await using _open = spending;

  askMany(3);

  const labels = { window: "day", of: "requests" };
  expect(meter.read("budget_used")).toContainEqual({ value: 3, labels });
  expect(meter.read("budget_limit")).toEqual([{ value: 10, labels }]);
});

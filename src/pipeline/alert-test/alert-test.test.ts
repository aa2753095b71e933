import { afterEach, beforeEach, expect, test } from "vitest";
import type { AlertTestResult } from "#domain/alert-test.ts";
import { alertTestParts, provingFilter } from "#test/alert-test-bench.ts";
import { aFilterResult } from "#test/builders.ts";
import { type FakeBroker, makeFakeBroker } from "#test/fakes/broker.ts";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { makeLogger } from "#test/fakes/logger.ts";
import { fakeStore } from "#test/fakes/store.ts";
import {
  AGAIN_AFTER_MS,
  BUSY_MAX_MS,
  EVERY_MS,
  FAILING_EVERY_MS,
  FIRST_AFTER_MS,
  type OpenAlertTest,
  openAlertTest,
} from "./alert-test.ts";

const SOON_MS = 1000;
let clock: ManualClock;
let broker: FakeBroker;
let opened: OpenAlertTest[];
let results: AlertTestResult[];
let problems: Map<string, string>;
let store: ReturnType<typeof fakeStore>;
let isBusy = false;
/** What the detector sees on the clip from now on. */
let sees: string[];

beforeEach(() => {
  clock = makeManualClock();
  broker = makeFakeBroker();
  opened = [];
  results = [];
  problems = new Map();
  store = fakeStore();
  isBusy = false;
  sees = ["stop sign"];
});
afterEach(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

async function open() {
  const filter = provingFilter("stop sign", { answer: () => aFilterResult(...sees) });
  const tester = openAlertTest({
    ...(await alertTestParts(broker, clock, filter)),
    settings: store.settings,
    log: makeLogger(),
    isBusy: () => isBusy,
    problem: (key, sentence) =>
      void (sentence === undefined ? problems.delete(key) : problems.set(key, sentence)),
    onResult: (result) => void results.push(result),
  });
  opened.push(tester);
  return tester;
}

const outcomes = () => results.map(({ outcome }) => outcome);

test("it runs soon after the start and then twice a day", async () => {
  await open();

  await clock.advance(FIRST_AFTER_MS - 1);
  expect(outcomes()).toEqual([]);
  await clock.advance(SOON_MS);
  expect(outcomes()).toEqual(["passed"]);
  await clock.advance(EVERY_MS - 2 * SOON_MS);
  expect(outcomes()).toEqual(["passed"]);
  await clock.advance(2 * SOON_MS);
  expect(outcomes()).toEqual(["passed", "passed"]);
});

test("one failure is repeated after a minute and told to nobody", async () => {
  await open();
  sees = [];
  await clock.advance(FIRST_AFTER_MS + SOON_MS);

  sees = ["stop sign"];
  await clock.advance(AGAIN_AFTER_MS);

  expect(outcomes()).toEqual(["failed", "passed"]);
  expect(problems.size).toBe(0);
});

test("two failures in a row are a problem that names the step, and it is gone when a test comes through", async () => {
  await open();
  sees = [];

  await clock.advance(FIRST_AFTER_MS + SOON_MS);
  expect(problems.size).toBe(0);
  await clock.advance(AGAIN_AFTER_MS);
  expect(problems.get("alert_test")).toMatch(
    /^The detector did not get through the clip of the test alert: /,
  );

  sees = ["stop sign"];
  await clock.advance(FAILING_EVERY_MS);
  expect(problems.size).toBe(0);
  expect(outcomes()).toEqual(["failed", "failed", "passed"]);
});

test("a broker that is away is no second problem beside its own", async () => {
  await open();
  broker.disconnect();

  await clock.advance(FIRST_AFTER_MS + 2 * AGAIN_AFTER_MS);

  expect(outcomes()).toEqual(["partly"]);
  expect(problems.size).toBe(0);
});

test("it is run when asked for, once for any number of askers", async () => {
  const tester = await open();
  await clock.advance(SOON_MS);

  tester.request();
  tester.request();
  expect(tester.state()).toBe("waiting");
  await clock.advance(SOON_MS);

  expect(tester.state()).toBe("idle");
  expect(outcomes()).toEqual(["passed"]);
  tester.request();
  await clock.advance(SOON_MS);
  expect(outcomes()).toEqual(["passed", "passed"]);
});

test("clips come first: it waits while the detector is busy, but not for ever", async () => {
  const tester = await open();
  isBusy = true;
  await clock.advance(FIRST_AFTER_MS + 60_000);
  expect(tester.state()).toBe("waiting");
  expect(broker.published).toEqual([]);

  await clock.advance(BUSY_MAX_MS);

  expect(outcomes()).toEqual(["passed"]);
});

test("what became of it is known after a restart, and what no longer parses is not", async () => {
  const tester = await open();
  await clock.advance(FIRST_AFTER_MS + SOON_MS);
  await tester[Symbol.asyncDispose]();

  const next = await open();
  await clock.advance(0);
  expect(next.last()).toEqual(results[0]);
  expect(outcomes()).toEqual(["passed", "passed"]);

  await store.settings.write("alert_test.last", { at: "yesterday" });
  const last = await open();
  await clock.advance(0);
  expect(last.last()).toBeUndefined();
});

test("settings that cannot be written cost nothing but the memory of it", async () => {
  await open();
  store.error = new Error("disk I/O error");

  await clock.advance(FIRST_AFTER_MS + SOON_MS + EVERY_MS);

  expect(outcomes()).toEqual(["passed", "passed"]);
});

test("disposing ends a test that is under way", async () => {
  const tester = await open();
  broker.disconnect();
  await clock.advance(FIRST_AFTER_MS + SOON_MS);
  expect(tester.state()).toBe("running");

  await tester[Symbol.asyncDispose]();

  expect(outcomes()).toEqual([]);
});

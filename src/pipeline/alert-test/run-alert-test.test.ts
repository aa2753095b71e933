import { expect, test } from "vitest";
import { Alert } from "#domain/alert.ts";
import { alertTestSentence } from "#domain/alert-test.ts";
import { Failure } from "#domain/failure.ts";
import { systemClock } from "#platform/clock.ts";
import { openBroker } from "#platform/mqtt.ts";
import type { Broker } from "#ports/broker.ts";
import { ALERT_TEST_TOPIC, alertTestParts, provingFilter } from "#test/alert-test-bench.ts";
import { aFilterResult } from "#test/builders.ts";
import { makeFakeBroker } from "#test/fakes/broker.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeLogger } from "#test/fakes/logger.ts";
import { type Mosquitto, openMosquitto } from "#test/servers/mosquitto.ts";
import { runAlertTest } from "./run-alert-test.ts";

const running = new AbortController().signal;

const statuses = (result: Awaited<ReturnType<typeof runAlertTest>>) =>
  Object.fromEntries((result?.steps ?? []).map(({ step, status }) => [step, status]));

const allPassed = {
  clip: "passed",
  look: "passed",
  decide: "passed",
  word: "passed",
  send: "passed",
  return: "passed",
};

/** Runs the test on a clock that goes as fast as it is waited for. */
async function runFast(broker: Broker, filter = provingFilter()) {
  const clock = makeManualClock();
  const parts = await alertTestParts(broker, clock, filter);
  const result = runAlertTest(parts, running);
  await clock.advance(120_000);
  return await result;
}

test("a test alert goes the whole way, in the words of a true one, and on no other topic", async () => {
  const broker = makeFakeBroker();

  const result = await runFast(broker);

  expect(result?.outcome).toBe("passed");
  expect(Object.entries(statuses(result))).toEqual(Object.entries(allPassed));
  expect(broker.published.map(({ topic, retain }) => ({ topic, retain }))).toEqual([
    { topic: ALERT_TEST_TOPIC, retain: false },
  ]);
  expect(Alert.parse(JSON.parse(broker.published[0]?.text ?? ""))).toMatchObject({
    camera_name: "alert_test",
    notify_reason: "object=stop sign",
    summary: "Stop sign at Alert test for 3 s.",
  });
});

test("what a model cannot be shown is not called shown, and the rest is tested all the same", async () => {
  const result = await runFast(makeFakeBroker(), provingFilter(null, { answer: aFilterResult() }));

  expect(result?.outcome).toBe("partly");
  expect(statuses(result)).toEqual({ ...allPassed, look: "not_shown" });
  expect(result && alertTestSentence(result)).toContain("yolox_s knows nothing that can be drawn");
});

test("a blind detector fails its step, and the alert says so as a true one would", async () => {
  const broker = makeFakeBroker();

  const result = await runFast(broker, provingFilter("stop sign", { answer: aFilterResult() }));

  expect(result?.outcome).toBe("failed");
  expect(statuses(result)).toEqual({ ...allPassed, look: "failed" });
  expect(result && alertTestSentence(result)).toContain("It did not see the stop sign on it.");
  expect(JSON.parse(broker.published[0]?.text ?? "")).toMatchObject({
    notify_reason: "filter_failed",
    summary: "Motion at Alert test for 3 s; the detector failed.",
  });
});

test("a detector without a model fails with its own words", async () => {
  const filter = provingFilter();
  const testClip = async () => {
    throw new Failure("unavailable", "The detection model yolox_s is being downloaded.");
  };

  const result = await runFast(makeFakeBroker(), { ...filter, testClip });

  expect(statuses(result)).toMatchObject({ clip: "failed", return: "passed" });
  expect(result && alertTestSentence(result)).toBe(
    "The clip for the test alert could not be made: The detection model yolox_s is being downloaded.",
  );
});

test("without a broker it says that MQTT is missing, and why, and tests the rest", async () => {
  const result = await runFast(makeFakeBroker({ connected: false }));

  expect(result?.outcome).toBe("partly");
  const { return: _, ...rest } = allPassed;
  expect(statuses(result)).toEqual({ ...rest, send: "not_shown" });
  expect(result && alertTestSentence(result)).toBe(
    "MQTT is missing, so the test alert was not sent, and no alert can be. Home Assistant has no broker.",
  );
});

test("a broker that comes back while it waits is used", async () => {
  const broker = makeFakeBroker({ connected: false });
  const clock = makeManualClock();
  const result = runAlertTest(await alertTestParts(broker, clock), running);
  await clock.advance(10_000);

  broker.connect();
  await clock.advance(1000);

  expect((await result)?.outcome).toBe("passed");
});

test("an alert that does not come back is told with the step and the time, whatever else comes", async () => {
  const broker = makeFakeBroker();
  const lost: Broker = {
    ...broker,
    connected: true,
    publish: async (message) => broker.say(message.topic, '{"clip_id":"another"}'),
  };

  const result = await runFast(lost);

  expect(statuses(result)).toEqual({ ...allPassed, return: "failed" });
  expect(result && alertTestSentence(result)).toMatch(
    /^The test alert did not come back from the broker within 30 s: .*porchlight\/a1b2c3\/alert_test/,
  );
});

test("an abort ends it without a verdict", async () => {
  const clock = makeManualClock();
  const stop = new AbortController();
  const result = runAlertTest(await alertTestParts(makeFakeBroker({ connected: false }), clock), stop.signal);
  await clock.advance(1000);

  stop.abort();

  expect(await result).toBeUndefined();
});

async function onMosquitto(mosquitto: Mosquitto, username?: string) {
  const login = username === undefined ? {} : { username, password: "pa55" };
  await using broker = openBroker({
    find: async () => ({ host: mosquitto.host, port: mosquitto.port, tls: false, ...login }),
    will: { topic: "porchlight/a1b2c3/status", payload: "offline" },
    log: makeLogger(),
    clock: systemClock,
    onProblem: () => undefined,
  });
  // Only the waits for what never comes are cut short.
  const clock = {
    ...systemClock,
    sleep: (ms: number, signal: AbortSignal) => systemClock.sleep(Math.min(ms, 5000), signal),
  };
  return await runAlertTest(await alertTestParts(broker, clock), running);
}

test("on a real broker it comes back", async () => {
  await using mosquitto = await openMosquitto();

  const result = await onMosquitto(mosquitto);

  expect(statuses(result)).toEqual(allPassed);
});

test("a real broker whose access list forbids reading is found out", async () => {
  await using mosquitto = await openMosquitto({
    login: { username: "porch", password: "pa55" },
    acl: ["user porch", "topic write porchlight/#"],
  });

  const result = await onMosquitto(mosquitto, "porch");

  expect(statuses(result)).toMatchObject({ send: "passed", return: "failed" });
});

test("a real broker whose access list forbids writing is found out", async () => {
  await using mosquitto = await openMosquitto({
    login: { username: "porch", password: "pa55" },
    acl: ["user porch", "topic read porchlight/#"],
  });

  const result = await onMosquitto(mosquitto, "porch");

  expect(statuses(result)).toMatchObject({ send: "failed" });
  expect(result && alertTestSentence(result)).toContain("does not allow publishing");
});

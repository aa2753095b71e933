import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { collectGarbage } from "#test/garbage.ts";
import { attempt } from "./attempt.ts";

const running = new AbortController().signal;
const hang = () => new Promise<never>(() => undefined);

function limits(signal = running) {
  return { clock: makeManualClock(), timeoutMs: 5000, signal };
}

test("a value comes through, and nothing is left asleep", async () => {
  const options = limits();

  expect(await attempt(options, async () => 7)).toEqual({ ok: true, value: 7 });
  expect(options.clock.sleepers()).toBe(0);
});

test.each([
  [new Failure("unavailable", "Away."), "unavailable", "Away."],
  [new Failure("rejected", "No."), "rejected", "No."],
  [new TypeError("x is not a function"), "internal", "x is not a function"],
  ["thrown text", "internal", "thrown text"],
  // Something of the step's own aborted, not we: it may pass.
  [new DOMException("This operation was aborted", "AbortError"), "unavailable", "This operation was aborted"],
  [new Failure("aborted", "Stopped."), "unavailable", "Stopped."],
])("%s becomes a value of its kind", async (cause, kind, message) => {
  const tried = await attempt(limits(), () => Promise.reject(cause as Error));

  expect(tried).toEqual({ ok: false, error: { kind, message, cause } });
});

test("a step that throws before its first wait is caught too", async () => {
  const tried = await attempt(limits(), () => {
    throw new Error("at once");
  });

  expect(tried).toMatchObject({ ok: false, error: { kind: "internal", message: "at once" } });
});

test("a step that hears nothing is left at its deadline, and was told of it", async () => {
  const options = limits();
  let heard: AbortSignal | undefined;

  const trying = attempt(options, (signal) => {
    heard = signal;
    return hang();
  });
  await options.clock.advance(5000);

  expect(await trying).toMatchObject({ error: { kind: "unavailable", message: "No answer within 5 s." } });
  expect(heard?.aborted).toBe(true);
});

test("a shutdown ends it at once, also if it came before", async () => {
  const stop = new AbortController();
  let calls = 0;
  const step = () => {
    calls += 1;
    return hang();
  };

  const trying = attempt(limits(stop.signal), step);
  stop.abort();

  expect(await trying).toMatchObject({ error: { kind: "aborted" } });
  expect(await attempt(limits(stop.signal), step)).toMatchObject({ error: { kind: "aborted" } });
  expect(calls).toBe(1);
});

test("a step that fails after it was left disturbs nobody", async () => {
  const options = limits();
  const { promise, reject } = Promise.withResolvers<never>();

  const trying = attempt(options, () => promise);
  await options.clock.advance(5000);
  const tried = await trying;
  reject(new Error("late"));
  // An unhandled rejection would fail this run.
  await new Promise((resolve) => setImmediate(resolve));

  expect(tried).toMatchObject({ error: { kind: "unavailable" } });
});

test("nothing of an attempt stays at the signal, which lives as long as the app", async () => {
  const clock = makeManualClock();
  const { signal } = new AbortController();
  const kept: WeakRef<object>[] = [];

  for (const work of [async () => 1, () => Promise.reject(new Failure("unavailable", "It is away."))]) {
    await attempt({ clock, timeoutMs: 1000, signal }, (both) => {
      kept.push(new WeakRef(both));
      return work();
    });
  }
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();

  expect(getEventListeners(signal, "abort")).toEqual([]);
  expect(clock.sleepers()).toBe(0);
  expect(kept.map((one) => one.deref())).toEqual([undefined, undefined]);
});

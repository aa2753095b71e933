import { expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { FAILURES_MAX, makeBreaker, REST_CAP_MS, REST_FIRST_MS } from "./breaker.ts";

function open() {
  const clock = makeManualClock();
  const told: string[] = [];
  const breaker = makeBreaker({
    clock,
    onRest: (reason) => void told.push(reason),
    onWell: () => void told.push("well"),
  });
  const fail = (reason = "It is away.") => breaker.enter()?.failed(reason);
  const failAll = () => {
    for (let count = 0; count < FAILURES_MAX; count++) fail();
  };
  return { clock, told, breaker, fail, failAll };
}

test("it rests after failures in a row, and says so once", () => {
  const { breaker, told, fail } = open();

  fail();
  fail();
  breaker.enter()?.succeeded();
  fail();
  fail();
  const isOpenStill = breaker.health().state;
  fail("It has gone away.");
  fail();

  expect(isOpenStill).toBe("well");
  expect(breaker.enter()).toBeUndefined();
  expect(breaker.health()).toMatchObject({ state: "resting", reason: "It has gone away." });
  expect(told).toEqual(["It has gone away."]);
});

test("after a rest one at a time tries whether it is back", async () => {
  const { breaker, clock, told, failAll } = open();
  failAll();

  await clock.advance(REST_FIRST_MS - 1);
  const early = breaker.enter();
  await clock.advance(1);
  const trial = breaker.enter();
  const second = breaker.enter();
  const trying = breaker.health();
  trial?.succeeded();

  expect(early).toBeUndefined();
  expect(second).toBeUndefined();
  expect(trying.state).toBe("trying");
  expect(breaker.health()).toEqual({ state: "well", reason: undefined, nextTryMs: undefined });
  expect(breaker.enter()).toBeDefined();
  expect(told).toEqual(["It is away.", "well"]);
});

test("each try that fails doubles the rest, up to a bound, and is not told again", async () => {
  const { breaker, clock, told, fail, failAll } = open();
  failAll();
  const rests: number[] = [];

  for (let tries = 0; tries < 8; tries++) {
    const restMs = (breaker.health().nextTryMs ?? 0) - clock.now();
    rests.push(restMs);
    await clock.advance(restMs);
    fail();
  }

  expect(rests.slice(0, 4)).toEqual([REST_FIRST_MS, 2 * REST_FIRST_MS, 4 * REST_FIRST_MS, 8 * REST_FIRST_MS]);
  expect(rests.at(-1)).toBe(REST_CAP_MS);
  expect(told).toEqual(["It is away."]);
});

test("a try of which nothing was learnt leaves the way free for the next", async () => {
  const { breaker, clock, failAll } = open();
  failAll();
  await clock.advance(REST_FIRST_MS);

  breaker.enter()?.left();

  expect(breaker.enter()).toBeDefined();
});

test("those that were asked before the rest do not make it longer, and one that is answered ends it", async () => {
  const { breaker, clock, told, failAll } = open();
  const [late, answered] = [breaker.enter(), breaker.enter()];
  failAll();
  const until = breaker.health().nextTryMs;

  await clock.advance(1000);
  late?.failed("It is still away.");
  const after = breaker.health().nextTryMs;
  answered?.succeeded();

  expect(after).toBe(until);
  expect(breaker.health().state).toBe("well");
  expect(told).toEqual(["It is away.", "well"]);
});

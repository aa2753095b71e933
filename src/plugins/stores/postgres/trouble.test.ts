import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeTrouble, STEADY_MS, TELL_AFTER_MS } from "./trouble.ts";

const away = new Failure("unavailable", "It is away.");
const refused = new Failure("rejected", "It refuses the password.");

function setUp() {
  const clock = makeManualClock();
  const problems = new Map<string, string | undefined>();
  const told: (string | undefined)[] = [];
  const problem = (key: string, sentence?: string) => {
    problems.set(key, sentence);
    told.push(sentence);
  };
  return { clock, told, trouble: makeTrouble({ clock, problem }), now: () => problems.get("postgres") };
}

test("a server that is back within a minute is no news", async () => {
  const { clock, told, trouble } = setUp();

  trouble.failed(away);
  await clock.advance(TELL_AFTER_MS - 1);
  trouble.failed(away);
  trouble.well();
  await clock.advance(STEADY_MS);
  trouble.well();

  expect(told).toEqual([]);
});

test("one that stays away is told, and taken back only when it has been well for a while", async () => {
  const { clock, trouble, now } = setUp();
  trouble.failed(away);
  await clock.advance(TELL_AFTER_MS);

  trouble.failed(away);
  const whileAway = now();
  trouble.well();
  await clock.advance(STEADY_MS - 1);
  trouble.well();
  const soonAfter = now();
  await clock.advance(1);
  trouble.well();

  expect(whileAway).toContain("It is away.");
  expect(soonAfter).toContain("It is away.");
  expect(now()).toBeUndefined();
});

test("a server that comes and goes is one problem, told and not taken back", async () => {
  const { clock, trouble, told } = setUp();

  for (let passedMs = 0; passedMs <= 4 * TELL_AFTER_MS; passedMs += STEADY_MS) {
    trouble.failed(away);
    await clock.advance(STEADY_MS / 2);
    trouble.well();
    await clock.advance(STEADY_MS / 2 - 1);
    trouble.well();
    await clock.advance(1);
  }

  expect(told.length).toBeGreaterThan(0);
  expect(told).not.toContain(undefined);
});

test("what only the owner can put right is told at once", () => {
  const { trouble, now } = setUp();

  trouble.failed(refused);

  expect(now()).toContain("It refuses the password.");
});

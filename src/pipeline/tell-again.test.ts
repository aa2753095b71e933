import { expect, test } from "vitest";
import { ESCALATIONS_MAX } from "#domain/alert-settings.ts";
import { Failure } from "#domain/failure.ts";
import { anAlert } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { aFakeNotifier, type FakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { makeRetell, RETELLS_MAX } from "./tell-again.ts";

function openRetell(...notifiers: readonly FakeNotifier[]) {
  const log = keptLog();
  const clock = makeManualClock();
  return { log, retell: makeRetell({ notifiers, clock, log, signal: new AbortController().signal }) };
}

test("an alert that nobody has seen is told again by all, also while one is away", async () => {
  const phone = aFakeNotifier("phone");
  const dead = aFakeNotifier("dead", { error: new Failure("unavailable", "It is away.") });
  const { retell, log } = openRetell(dead, phone);

  const told = [await retell(anAlert({ escalation: 1 })), await retell(anAlert({ escalation: 2 }))];

  expect(told).toEqual([true, true]);
  expect(phone.told).toEqual([anAlert({ escalation: 1 }), anAlert({ escalation: 2 })]);
  expect(dead.calls).toHaveLength(2);
  expect(log.lines.filter((line) => line === "info alert told again")).toHaveLength(2);
});

test("where nobody can tell it, it was not told again", async () => {
  const { retell, log } = openRetell(aFakeNotifier("x", { error: new Failure("rejected", "No.") }));

  expect(await retell(anAlert({ escalation: 1 }))).toBe(false);
  expect(log.lines).toContain("warn alert not told again");
});

test("it is not told for ever, and not too many at once", async () => {
  const gate = makeGate();
  const phone = aFakeNotifier("phone", { wait: gate, answer: undefined });
  const { retell, log } = openRetell(phone);

  expect(await retell(anAlert({ escalation: ESCALATIONS_MAX + 1 }))).toBe(false);
  const all = Array.from({ length: RETELLS_MAX }, () => retell(anAlert()));
  expect(await retell(anAlert())).toBe(false);
  gate.open();
  await Promise.all(all);
  await retell(anAlert());

  expect(phone.told).toHaveLength(RETELLS_MAX + 1);
  expect(log.lines.filter((line) => line === "warn too many alerts to tell again")).toHaveLength(2);
});

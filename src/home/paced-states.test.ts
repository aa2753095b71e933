import { expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { LIVE_STATES_PER_S_MAX, makePacedStates } from "./paced-states.ts";

function openStates({ isOut = async () => {} }: { isOut?: () => Promise<void> } = {}) {
  const clock = makeManualClock();
  const stop = new AbortController();
  const told: { leaf: string; text: string; atMs: number }[] = [];
  const tell = (leaf: string, text: string) => void told.push({ leaf, text, atMs: clock.monotonic() });
  const states = makePacedStates({ tell, isOut, clock }, stop.signal);
  return { clock, told, stop, states, settled: () => clock.advance(0) };
}

test("what changes is said at once, what does not change is not said again", async () => {
  const { states, told, settled } = openStates();

  states.offer({ person: "ON", vehicle: "OFF" });
  await settled();
  states.offer({ person: "ON", vehicle: "OFF" });
  states.offer({ person: "OFF", vehicle: "OFF" });

  expect(told.map(({ leaf, text }) => `${leaf} ${text}`)).toEqual(["person ON", "vehicle OFF", "person OFF"]);
});

test("a flood is held to its bound in every second, and ends with how things are", async () => {
  const { states, told, clock } = openStates();
  const zones = Array.from({ length: 48 }, (_, n) => `zone/${n}`);

  for (let round = 1; round <= 40; round += 1) {
    states.offer(Object.fromEntries(zones.map((leaf) => [leaf, String(round)])));
    await clock.advance(250);
  }
  await clock.advance(60_000);

  for (const { atMs } of told) {
    const inItsSecond = told.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000);
    expect(inItsSecond.length).toBeLessThanOrEqual(LIVE_STATES_PER_S_MAX);
  }
  const last = new Map(told.map(({ leaf, text }) => [leaf, text]));
  expect([...last.keys()].sort()).toEqual([...zones].sort());
  expect(new Set(last.values())).toEqual(new Set(["40"]));
});

test("what waits longest goes first, also if it changes again meanwhile", async () => {
  const { states, told, clock } = openStates();
  const full = Array.from({ length: LIVE_STATES_PER_S_MAX }, (_, n) => [`early/${n}`, "1"]);
  states.offer(Object.fromEntries(full));
  await clock.advance(0);

  states.offer({ first: "1" });
  states.offer({ second: "1" });
  states.offer({ first: "2" });
  await clock.advance(2000);

  expect(told.slice(LIVE_STATES_PER_S_MAX).map(({ leaf, text }) => `${leaf} ${text}`)).toEqual([
    "first 2",
    "second 1",
  ]);
});

test("what is as before by its turn need not be said", async () => {
  const { states, told, clock } = openStates();
  states.offer(
    Object.fromEntries(Array.from({ length: LIVE_STATES_PER_S_MAX }, (_, n) => [`leaf/${n}`, "1"])),
  );
  await clock.advance(0);

  states.offer({ "leaf/0": "2" });
  states.offer({ "leaf/0": "1" });
  await clock.advance(2000);

  expect(told).toHaveLength(LIVE_STATES_PER_S_MAX);
});

test("all is repeated when nobody may know it, and what was forgotten is said again", async () => {
  const { states, told, settled } = openStates();
  states.offer({ person: "ON", vehicle: "OFF" });
  await settled();

  states.repeat({ person: "ON", vehicle: "OFF" });
  states.forget("person");
  states.offer({ person: "ON", vehicle: "OFF" });

  expect(told.map(({ leaf }) => leaf)).toEqual(["person", "vehicle", "person", "vehicle", "person"]);
});

test("nothing more is said after the end", async () => {
  const { states, told, clock, stop } = openStates();
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`leaf/${n}`, "1"]));
  states.offer(many);
  await clock.advance(0);

  stop.abort();
  await clock.advance(10_000);

  expect(told).toHaveLength(LIVE_STATES_PER_S_MAX);
  expect(clock.sleepers()).toBe(0);
});

test("with a slow broker the newest state waits, not a queue of old ones", async () => {
  const turns: (() => void)[] = [];
  const isOut = () => new Promise<void>((resolve) => void turns.push(resolve));
  const { states, told, settled } = openStates({ isOut });

  for (let count = 1; count <= 5; count += 1) states.offer({ objects: String(count) });
  await settled();
  expect(told.map(({ text }) => text)).toEqual(["1"]);
  turns.shift()?.();
  await settled();

  expect(told.map(({ text }) => text)).toEqual(["1", "5"]);
});

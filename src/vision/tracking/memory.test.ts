import { expect, test } from "vitest";
import { makeMemory } from "./memory.ts";
import { bear, type Thing } from "./thing.ts";

const HOUR_MS = 3_600_000;

function stood(id: number, x: number, group = "vehicle"): Thing {
  const box = { x, y: 0.5, width: 0.1, height: 0.1 };
  const thing = bear(id, { sighting: { label: group, score: 0.9, box }, group, score: 0.9, box }, 0, 0.5);
  return Object.assign(thing, { still: { ...thing.still, isStationary: true } });
}

const at = (x: number) => ({ x, y: 0.5, width: 0.1, height: 0.1 });

test("what stood in a place is taken out once, by its own kind, where it stood", () => {
  const memory = makeMemory();
  const car = stood(1, 0.3);
  memory.keep(car);

  expect(memory.recall("suitcase", at(0.3), 1)).toBeUndefined();
  expect(memory.recall("vehicle", at(0.35), 1)).toBeUndefined();
  expect(memory.recall("vehicle", at(0.31), 1)).toBe(car);
  expect(memory.recall("vehicle", at(0.31), 1)).toBeUndefined();
});

test("a place is known for half a day, and nobody's place who walks", () => {
  const memory = makeMemory();
  for (const thing of [stood(1, 0.1), stood(2, 0.3), stood(3, 0.5, "person")]) memory.keep(thing);

  expect(memory.recall("vehicle", at(0.1), 11 * HOUR_MS)?.id).toBe(1);
  expect(memory.recall("vehicle", at(0.3), 13 * HOUR_MS)).toBeUndefined();
  expect(memory.recall("person", at(0.5), 1)).toBeUndefined();
});

test("a hundred places are too many: the oldest are forgotten", () => {
  const memory = makeMemory();
  for (let i = 0; i < 100; i++) memory.keep(stood(i, i));

  const known = Array.from({ length: 100 }, (_, i) => memory.recall("vehicle", at(i), 1)).filter(Boolean);

  expect(known.map((thing) => thing?.id)).toEqual(Array.from({ length: 64 }, (_, i) => 36 + i));
});

test("what stands in a place now is the only one there", () => {
  const memory = makeMemory();
  memory.keep(stood(1, 0.3));

  memory.overwrite(stood(2, 0.31));

  expect(memory.recall("vehicle", at(0.3), 1)).toBeUndefined();
});

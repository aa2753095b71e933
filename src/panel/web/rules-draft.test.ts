import { expect, test } from "vitest";
import { LiveRules } from "#domain/live-rules.ts";
import {
  added,
  changed,
  type Draft,
  insertedCorner,
  movedCorner,
  removedCorner,
  renamed,
  ruleKinds,
  shifted,
  turned,
  without,
} from "./rules-draft.ts";

const empty: Draft = LiveRules.parse({});
const at = (x: number, y: number) => ({ x, y });
const square = [at(0.2, 0.2), at(0.6, 0.2), at(0.6, 0.6), at(0.2, 0.6)];

test.each(ruleKinds)("what was just drawn among %s can be saved as it is", (kind) => {
  const { draft, chosen } = added(empty, kind, square);

  const { success, data } = LiveRules.safeParse(draft);

  expect(success).toBe(true);
  expect(data?.[kind]).toHaveLength(1);
  expect(chosen).toEqual({ kind, index: 0 });
});

test("names and ids that are given by themselves are free ones", () => {
  const one = added(empty, "zones", square).draft;
  const two = added(one, "zones", square).draft;
  const three = added(without(two, { kind: "zones", index: 0 }), "zones", square).draft;

  expect(two.zones.map(({ id, name }) => [id, name])).toEqual([
    ["zone_1", "Zone 1"],
    ["zone_2", "Zone 2"],
  ]);
  expect(three.zones.map(({ id }) => id)).toEqual(["zone_2", "zone_1"]);
});

test("an id follows the name until it is saved, keeps to its rules, and never changes after", () => {
  const chosen = { kind: "zones", index: 0 } as const;
  const one = added(empty, "zones", square).draft;
  const long = "A very long name of a place behind the house";

  const fresh = renamed(one, chosen, long, true);
  const old = renamed(one, chosen, "Türvorplatz", false);

  expect(fresh.zones[0]).toMatchObject({ id: "a_very_long_name_of_a_place_behi", name: long });
  expect(old.zones[0]).toMatchObject({ id: "zone_1", name: "Türvorplatz" });
  expect(LiveRules.safeParse(fresh).success).toBe(true);
});

test("two places of one name still have ids of their own", () => {
  const two = added(added(empty, "zones", square).draft, "zones", square).draft;
  const same = renamed(
    renamed(two, { kind: "zones", index: 0 }, "Porch", true),
    { kind: "zones", index: 1 },
    "Porch",
    true,
  );

  expect(same.zones.map(({ id }) => id)).toEqual(["porch", "porch_2"]);
});

test("a change touches nothing else", () => {
  const two = added(added(empty, "zones", square).draft, "masks", square).draft;

  const next = changed(two, { kind: "zones", index: 0 }, { loiter_s: 12 });

  expect(next.zones[0]).toEqual({ ...two.zones[0], loiter_s: 12 });
  expect(next.masks).toBe(two.masks);
  expect(two.zones[0]?.loiter_s).toBeUndefined();
});

test("a line that is turned round has its ends swapped", () => {
  const { draft, chosen } = added(empty, "lines", [at(0.1, 0.2), at(0.8, 0.9)]);

  expect(turned(draft, chosen).lines[0]).toMatchObject({ a: at(0.8, 0.9), b: at(0.1, 0.2) });
});

test("a corner goes no further than the edge of the picture", () => {
  expect(movedCorner(square, 1, at(1.7, -0.3))[1]).toEqual(at(1, 0));
  expect(insertedCorner(square, 3, at(0.1, 0.40004))).toEqual([...square, at(0.1, 0.4)]);
});

test("the last three corners stay", () => {
  const three = removedCorner(square, 0);

  expect(three).toEqual(square.slice(1));
  expect(removedCorner(three, 0)).toBe(three);
});

test("a place that is moved keeps its form, also at the edge", () => {
  expect(shifted(square, at(0.1, -0.05))).toEqual([
    at(0.3, 0.15),
    at(0.7, 0.15),
    at(0.7, 0.55),
    at(0.3, 0.55),
  ]);
  expect(shifted(square, at(-9, 9))).toEqual([at(0, 0.6), at(0.4, 0.6), at(0.4, 1), at(0, 1)]);
});

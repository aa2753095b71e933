import { expect, test } from "vitest";
import { CameraId } from "#domain/ids.ts";
import { LINES_MAX, ZONES_MAX } from "#domain/live-rules.ts";
import { aScene, aSceneLine, aSceneZone } from "#test/live-scene.ts";
import { cameraDevice } from "./devices.ts";
import { leafOfKey, type Place, placesOf } from "./places.ts";
import { makeTopics } from "./topics.ts";

const topics = makeTopics("a1b2c3", "homeassistant");
const context = { topics, version: "1.2.3" };
const frontDoor = { id: CameraId.parse("00c7f3"), name: "Front door" };
const everything = ["person", "vehicle", "animal"];
const porch = aSceneZone("porch", { name: "Porch" });
const gate = aSceneLine("gate", { name: "Gate" });

function placeComponents(places: readonly Place[], labels: readonly string[] = everything) {
  const { components } = cameraDevice(context, frontDoor, labels, true, places).config;
  return Object.fromEntries(Object.entries(components).filter(([key]) => /^(zone|line)_/.test(key)));
}

test("a zone has its occupancy, who it is, a count, loitering and what they do", () => {
  const components = placeComponents(placesOf(aScene({ zones: [porch] })));

  expect(
    Object.entries(components).map(([key, component]) => [key, "name" in component && component.name]),
  ).toEqual([
    ["zone_porch_occupancy", "Porch occupancy"],
    ["zone_porch_person", "Porch person"],
    ["zone_porch_vehicle", "Porch vehicle"],
    ["zone_porch_animal", "Porch animal"],
    ["zone_porch_count", "Porch count"],
    ["zone_porch_loitering", "Porch loitering"],
    ["zone_porch_activity", "Porch activity"],
  ]);
  expect(components["zone_porch_occupancy"]).toMatchObject({
    unique_id: "porchlight_a1b2c3_00c7f3_zone_porch_occupancy",
    state_topic: "porchlight/a1b2c3/00c7f3/zone/porch",
    device_class: "occupancy",
  });
});

test("a line has an event in both directions and counters of today that may fall to nothing at midnight", () => {
  const components = placeComponents(placesOf(aScene({ lines: [gate] })));

  expect(Object.keys(components)).toEqual(["line_gate_crossing", "line_gate_in", "line_gate_out"]);
  expect(components["line_gate_crossing"]).toMatchObject({
    name: "Gate crossing",
    event_types: ["in", "out"],
  });
  expect(components["line_gate_in"]).toMatchObject({
    name: "Gate in today",
    state_class: "total_increasing",
    enabled_by_default: false,
  });
});

test("only what can ever fire is offered", () => {
  const zone = aSceneZone("porch", { objects: ["person", "dog"], canLoiter: false });

  const components = placeComponents(placesOf(aScene({ zones: [zone] })), ["person", "car"]);

  expect(Object.keys(components).map((key) => key.replace("zone_porch_", ""))).toEqual([
    "occupancy",
    "person",
    "count",
    "activity",
  ]);
});

test("counts of objects are for those who want them, one for each group that the camera looks for", () => {
  const { components } = cameraDevice(context, frontDoor, ["person", "dog"], true).config;

  const counts = Object.entries(components).filter(([key]) => key.endsWith("_count"));
  expect(counts.map(([key]) => key)).toEqual(["person_count", "animal_count"]);
  for (const [, component] of counts) expect(component).toMatchObject({ enabled_by_default: false });
});

test("a renamed zone keeps its ids and topics", () => {
  const before = placeComponents(placesOf(aScene({ zones: [porch], lines: [gate] })));
  const name = `"{{ x }}" 🏡 ${"y".repeat(50)}`;

  const after = placeComponents(
    placesOf(aScene({ zones: [{ ...porch, name }], lines: [{ ...gate, name }] })),
  );

  const nameless = (components: object) =>
    JSON.parse(JSON.stringify({ ...components }, (key, value: unknown) => (key === "name" ? "" : value)));
  expect(nameless(after)).toEqual(nameless(before));
  expect(after["zone_porch_occupancy"]).toMatchObject({ name: `${name} occupancy` });
});

test("what tells of the past outlives the camera, who is there now does not", () => {
  const components = placeComponents(placesOf(aScene({ zones: [porch], lines: [gate] })));

  const hubOnly = Object.entries(components).filter(([, component]) => "availability" in component);
  expect(hubOnly.map(([key]) => key)).toEqual([
    "zone_porch_activity",
    "line_gate_crossing",
    "line_gate_in",
    "line_gate_out",
  ]);
});

test("as many zones and lines as can be drawn, with the longest names and ids, are one valid device", () => {
  const id = (n: number) => `${"z".repeat(29)}_${String(n).padStart(2, "0")}`;
  const name = (n: number) => `${"🏡".repeat(31)}${String(n).padStart(2, "0")}`;
  const zones = Array.from({ length: ZONES_MAX }, (_, n) => aSceneZone(id(n), { name: name(n) }));
  const lines = Array.from({ length: LINES_MAX }, (_, n) => aSceneLine(id(n), { name: name(n) }));

  const components = placeComponents(placesOf(aScene({ zones, lines })));

  expect(Object.keys(components)).toHaveLength(7 * ZONES_MAX + 3 * LINES_MAX);
});

test.each([
  ["zone_porch_person", "zone/porch"],
  ["zone_front_porch_count", "zone/front_porch"],
  ["zone_a_person_count", "zone/a_person"],
  ["line_gate_in", "line/gate"],
  ["person_count", undefined],
  ["motion", undefined],
])("the entity %s belongs to the document %s", (key, leaf) => {
  expect(leafOfKey(key)).toBe(leaf);
});

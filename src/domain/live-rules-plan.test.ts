import { expect, test } from "vitest";
import type { z } from "zod";
import { LiveRules } from "./live-rules.ts";
import { type PlannedCamera, rulePlan } from "./live-rules-plan.ts";

const at = (x: number, y: number) => ({ x, y });
const box = (x1: number, y1: number, x2: number, y2: number) => [
  at(x1, y1),
  at(x2, y1),
  at(x2, y2),
  at(x1, y2),
];
const porch = { id: "porch", name: "Porch", polygon: box(0.2, 0.5, 0.6, 0.9) };
const drive = { id: "drive", name: "Drive", a: at(0.2, 0.7), b: at(0.8, 0.7) };
const mask = (name: string, polygon = porch.polygon, objects: string[] = []) => ({
  id: name.toLowerCase(),
  name,
  polygon,
  objects,
});

const planOf = (rules: z.input<typeof LiveRules>, camera: Partial<PlannedCamera> = {}) =>
  rulePlan({ objects: ["person", "vehicle"], rules: LiveRules.parse(rules), ...camera });
const zoneNever = (zone: object, rest: object = {}) =>
  planOf({ ...rest, zones: [{ ...porch, ...zone }] }).never[0];
const lineNever = (line: object, rest: object = {}) =>
  planOf({ ...rest, lines: [{ ...drive, ...line }] }).never[0];

test("the plan says what can fire, and what an alert needs", () => {
  const { can, never } = planOf({
    zones: [
      { ...porch, objects: ["person"], loiter_s: 10 },
      { ...porch, id: "yard", name: "Yard", alerts: false },
    ],
    lines: [{ ...drive, objects: ["car", "truck"], alerts: true }],
    masks: [mask("Hedge", box(0.8, 0.8, 1, 1), ["animal"]), mask("Flag", box(0.9, 0, 1, 0.1))],
    alerts_on_left: ["car", "truck"],
  });

  expect(can).toEqual([
    "Zone Porch: person that enters or leaves; loitering is told from 10 s on.",
    "Zone Yard: everything that enters or leaves.",
    "Line Drive: car or truck that crosses, inwards and outwards.",
    "Mask Hedge: animal that stands there is not looked at; motion there is still recorded.",
    "Mask Flag: nothing there is looked at, and what moves there alone is not recorded.",
    "A live alert needs somebody in Porch or a crossing of Drive.",
    "A live alert also comes when car or truck leaves that stood still.",
  ]);
  expect(never).toEqual([]);
});

test("without rules nothing is promised and nothing is wrong", () => {
  expect(planOf({})).toEqual({ can: [], never: [], assumed: [] });
});

test("a camera that looks for nothing, or whose picture is masked, fires no rule", () => {
  const halves = [mask("Left", box(0, 0, 0.5, 1)), mask("Right", box(0.5, 0, 1, 1))];

  expect(planOf({ zones: [porch] }, { objects: [] })).toEqual({
    can: [],
    never: ["Any rule: the camera looks for no objects."],
    assumed: [],
  });
  expect(planOf({ zones: [porch], masks: halves }).never).toEqual([
    "Any rule, and any recording of motion: the masks cover the whole picture.",
  ]);
  const some = halves.map((half) => ({ ...half, objects: ["person", "vehicle", "animal"] }));
  expect(planOf({ masks: [...halves.slice(1), ...some.slice(0, 1)] }).never).toEqual([
    "Any rule: the masks cover the whole picture.",
  ]);
});

test("a mask of everything says what is not recorded, also where nothing is looked for", () => {
  const masks = [mask("Flag", box(0.9, 0, 1, 0.1)), mask("Hedge", box(0, 0, 0.1, 0.1), ["animal"])];

  expect(planOf({ masks }, { objects: [] }).can).toEqual([
    "Mask Flag: nothing there is looked at, and what moves there alone is not recorded.",
  ]);
});

test("objects that the camera does not look for are named", () => {
  expect(zoneNever({ objects: ["dog", "cat"] })).toBe(
    'Zone Porch: the camera does not look for dog or cat. Add it to its "objects".',
  );
  expect(lineNever({ objects: ["animal"] })).toBe(
    'Line Drive: the camera does not look for animal. Add it to its "objects".',
  );
  expect(zoneNever({ objects: ["car", "dog"] })).toBe(
    'Zone Porch, dog: the camera does not look for dog. Add it to its "objects".',
  );
  expect(planOf({ alerts_on_left: ["bird"] }).can).toEqual([]);
  expect(planOf({ alerts_on_left: ["bird"] }).never).toEqual([
    'An alert on what leaves, bird: the camera does not look for bird. Add it to its "objects".',
  ]);
});

test("what lies wholly in masks never fires, be it in one or in several", () => {
  const larger = mask("Tree", box(0.1, 0.4, 0.9, 1));
  const smaller = mask("Tree", box(0.2, 0.5, 0.6, 0.85));
  const two = [mask("Left", box(0.1, 0.4, 0.41, 1)), mask("Right", box(0.4, 0.4, 0.9, 1))];
  const hidden = /lies wholly in masks/;

  expect(zoneNever({}, { masks: [larger] })).toMatch(hidden);
  expect(zoneNever({}, { masks: two })).toMatch(hidden);
  expect(zoneNever({}, { masks: [smaller] })).toBeUndefined();
  expect(lineNever({}, { masks: [larger] })).toMatch(hidden);
  expect(lineNever({}, { masks: [smaller] })).toBeUndefined();
});

test("a mask for some objects hides a place only from those", () => {
  const forCars = [mask("Road", box(0.1, 0.4, 0.9, 1), ["vehicle"])];

  expect(zoneNever({}, { masks: forCars })).toBeUndefined();
  expect(zoneNever({ objects: ["car"] }, { masks: forCars })).toMatch(/lies wholly in masks/);
});

test("a least height that no box in the zone can have is named", () => {
  const tall = { far: { row: 0.5, height: 0.8 }, near: { row: 0.9, height: 0.95 } };
  const nearOnly = { far: { row: 0.5, height: 0.8 }, near: { row: 0.9, height: 0.85 } };

  expect(zoneNever({ min_height: tall })).toBe(
    "Zone Porch: a thing there would have to be 95 % of the picture high, more than there is above it. Change the least height.",
  );
  expect(zoneNever({ min_height: nearOnly })).toBeUndefined();
  expect(zoneNever({}, { size: { min_height: tall } })).toMatch(/Change the least height/);
  expect(lineNever({ min_height: tall })).toMatch(/Change the least height/);
});

test("sizes and forms that exclude each other are named", () => {
  expect(zoneNever({ min_area: 0.95 })).toMatch(/Change the least area/);
  expect(zoneNever({ min_area: 0.85 })).toBeUndefined();
  expect(zoneNever({ max_area: 0.01 }, { size: { min_area: 0.02 } })).toMatch(/the camera's sizes/);
  expect(zoneNever({ max_ratio: 0.5 }, { size: { min_ratio: 1 } })).toMatch(/the camera's forms/);
  expect(zoneNever({ min_ratio: 2 }, { size: { max_ratio: 1 } })).toMatch(/the camera's forms/);
  expect(zoneNever({ min_ratio: 1, max_ratio: 2 }, { size: { max_ratio: 1.5 } })).toBeUndefined();
});

test("a line that is too short or at the edge never fires", () => {
  expect(lineNever({ b: at(0.21, 0.7) })).toBe(
    "Line Drive: it is shorter than 3 % of the picture's height, so feet step past it. Draw it longer.",
  );
  expect(lineNever({ a: at(0, 1), b: at(1, 1) })).toMatch(/along the edge of the picture/);
  expect(lineNever({ a: at(0.002, 0), b: at(0, 1) })).toMatch(/along the edge of the picture/);
  expect(lineNever({ a: at(0, 0.97), b: at(1, 0.97) })).toBeUndefined();
});

test("an alert that needs places of which none can fire is named", () => {
  const { can, never } = planOf({ zones: [{ ...porch, objects: ["dog"] }] });

  expect(can).toEqual([]);
  expect(never.at(-1)).toBe("A live alert: it needs one of these zones or lines, and none of them can fire.");
});

test("a line of which only the form of the picture decides says what was assumed, until it is known", () => {
  // Across: 2.5 % of the width is more than 3 % of the height at 16:9, and less where the picture is upright.
  const lines = [{ id: "gap", name: "Gap", a: at(0.5, 0.5), b: at(0.525, 0.5) }, drive];

  const plan = planOf({ lines });
  const [usual, upright] = [16 / 9, 9 / 16].map((aspect) => planOf({ lines }, { aspect }));

  expect(plan.assumed).toEqual([
    "Line Gap: the size of the camera's picture is not known yet, so it is judged for 16:9.",
  ]);
  expect(plan.never).toEqual([]);
  expect(usual).toMatchObject({ never: [], assumed: [] });
  expect(upright).toMatchObject({ never: [expect.stringMatching(/^Line Gap: it is shorter/)], assumed: [] });
});

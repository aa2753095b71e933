import { expect, test } from "vitest";
import { LiveRules } from "#domain/live-rules.ts";
import { planOf, planText } from "./plan.ts";
import { readOptions } from "./read-options.ts";

const door = { name: "Front door", url: "rtsp://user:topsecret@10.0.0.9/1" };

test("the plan says what a camera does", () => {
  const [plan] = planOf(readOptions({ cameras: [door] }));

  expect(plan?.does).toContain("Seeing person makes an alert.");
  expect(plan?.never).toEqual([]);
});

test("rules that can never fire are named with the reason", () => {
  const camera = {
    ...door,
    objects: ["vehicle"],
    notify_on_objects: ["person", "car"],
    notify_on_activity_types: ["delivery"],
  };

  const [plan] = planOf(readOptions({ cameras: [camera] }));

  expect(plan?.never).toEqual([
    'notify_on_objects person: not among the objects looked for. Add it to "objects".',
    "notify_on_activity_types: no analyzer is set, so nobody names an activity.",
  ]);
});

test("an activity that no analyzer names is a rule that never fires", () => {
  const camera = { ...door, notify_on_activity_types: ["delivery", "person_at_door"] };
  const analyzer = { backend: "openai", model: "any" };
  const never = (options: object) => planOf(readOptions({ cameras: [camera], ...options }))[0]?.never;

  expect(never({ analyzer })).toEqual([
    'notify_on_activity_types person_at_door: no analyzer says that. Add it to "activity_types" of the analyzer.',
  ]);
  expect(never({ analyzer: { ...analyzer, run_mode: "never" } })).toEqual([
    "notify_on_activity_types: no analyzer is set, so nobody names an activity.",
  ]);
});

test("a camera that can never alert says so", () => {
  const [plan] = planOf(readOptions({ cameras: [{ ...door, notify_on_objects: [] }] }));

  expect(plan?.never[0]).toMatch(/No alert at all/);
});

test("the text names problems and notes and never an address", () => {
  const text = planText(readOptions({ cameras: [door, { name: "B" }], colour: "red" }));

  expect(text).toMatch(/Wrong: Camera "B"/);
  expect(text).toMatch(/Nothing leaves the house\./);
  expect(text).toMatch(/Note: The option "colour" is not known/);
  expect(text).not.toMatch(/topsecret|10\.0\.0\.9/);
});

test("rules that were drawn are part of the plan, and what never fires says why", () => {
  const polygon = [
    { x: 0.1, y: 0.1 },
    { x: 0.9, y: 0.1 },
    { x: 0.5, y: 0.9 },
  ];
  const zones = [
    { id: "porch", name: "Porch", polygon },
    { id: "lawn", name: "Lawn", polygon, objects: ["dog"] },
  ];
  const camera = { ...door, objects: ["person"] };
  const drawn = new Map([["front_door", { rules: LiveRules.parse({ zones }) }]]);

  const [plan] = planOf(readOptions({ cameras: [camera] }), drawn);
  const [off] = planOf(readOptions({ cameras: [{ ...camera, enabled: false }] }), drawn);

  expect(plan?.does).toContain("Zone Porch: everything that enters or leaves.");
  expect(plan?.never).toEqual(['Zone Lawn: the camera does not look for dog. Add it to its "objects".']);
  expect(off).toMatchObject({ does: ["Is not enabled: nothing is connected."], never: [] });
});

test("a place that names no objects makes no alert where the camera alerts on none that it looks for", () => {
  const line = { id: "gate", name: "Gate", a: { x: 0.5, y: 0.1 }, b: { x: 0.5, y: 0.9 }, alerts: true };
  const drawn = (more: object) =>
    new Map([["front_door", { rules: LiveRules.parse({ lines: [{ ...line, ...more }] }) }]]);
  const silent = readOptions({ cameras: [{ ...door, notify_on_objects: [], notify_on_motion: true }] });

  const never = (rules: ReturnType<typeof drawn>) => planOf(silent, rules)[0]?.never;

  expect(never(drawn({}))).toEqual([
    "A live alert by line Gate: the camera alerts on no objects that it looks for, and the line names none of its own.",
  ]);
  expect(never(drawn({ objects: ["car"] }))).toEqual([]);
  expect(never(drawn({ alerts: false }))).toEqual([]);
});

test("a line that only the form of the picture decides on is judged by the camera's, or says what was assumed", () => {
  const gap = { id: "gap", name: "Gap", a: { x: 0.5, y: 0.5 }, b: { x: 0.525, y: 0.5 } };
  const rules = LiveRules.parse({ lines: [gap] });
  const read = readOptions({ cameras: [door] });

  const unknown = planText(read, new Map([["front_door", { rules }]]));
  const known = planText(read, new Map([["front_door", { rules, aspect: 9 / 16 }]]));

  expect(unknown).toMatch(/\n {2}Assumed: Line Gap: .* is judged for 16:9\.\n/);
  expect(unknown).not.toMatch(/Never fires: Line Gap/);
  expect(known).toMatch(/\n {2}Never fires: Line Gap: it is shorter/);
  expect(known).not.toMatch(/Assumed/);
});

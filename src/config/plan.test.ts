import { expect, test } from "vitest";
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

import { expect, test } from "vitest";
import { fakeStore } from "#test/fakes/store.ts";
import { openAnalysisSwitch } from "./analysis-switch.ts";

const never = (cause: unknown) => {
  throw cause;
};

test("vision models are on until somebody switches them off, which a restart keeps", async () => {
  const { settings } = fakeStore();
  const first = await openAnalysisSwitch(settings, never);
  const heard: boolean[] = [];
  using _listening = first.subscribe(() => heard.push(first.isOn()));
  expect(first.isOn()).toBe(true);

  await first.set(false);

  expect(heard).toEqual([false]);
  expect((await openAnalysisSwitch(settings, never)).isOn()).toBe(false);
});

test("what is no switch in the store counts as nothing", async () => {
  const { settings } = fakeStore();
  await settings.write("house.analysis_switch", "off");

  expect((await openAnalysisSwitch(settings, never)).isOn()).toBe(true);
});

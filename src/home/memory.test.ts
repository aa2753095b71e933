import { expect, test } from "vitest";
import { makeLogger } from "#test/fakes/logger.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { aScene, aSceneZone } from "#test/live-scene.ts";
import { openMemory } from "./memory.ts";
import { placesOf } from "./places.ts";

const porch = placesOf(aScene({ zones: [aSceneZone("porch", { name: "Porch" })] }));

test.each([
  ["from before there were zones", {}],
  ["with zones that no longer parse", { places: { "000001": [{ kind: "circle" }] } }],
])("what was kept %s still says which devices somebody deleted", async (_, more) => {
  const { settings } = fakeStore();
  await settings.write("home.devices", { announced: { hub: {} }, hidden: ["000001"], ...more });

  const memory = await openMemory(settings, makeLogger());

  expect(memory.isHidden("000001")).toBe(true);
  expect(memory.announcedDevices()).toEqual(["hub"]);
  expect(memory.places("000001")).toEqual([]);
});

test("zones are known after a restart, until their device is forgotten", async () => {
  const { settings } = fakeStore();
  const before = await openMemory(settings, makeLogger());
  expect(before.keepPlaces("000001", porch)).toBe(true);
  expect(before.keepPlaces("000001", porch)).toBe(false);
  await before.written();

  const after = await openMemory(settings, makeLogger());

  expect(after.places("000001")).toEqual(porch);
  after.hide("000001");
  expect(after.places("000001")).toEqual(porch);
  after.forget("000001");
  expect(after.places("000001")).toEqual([]);
});

import { expect, test } from "vitest";
import { fakeHousehold } from "#test/fakes/controls.ts";
import { contextOf, NOTE_MS, setContext, tellNote } from "./household.ts";

test("the text is what holds until it is taken back, and another takes its place", async () => {
  const household = fakeHousehold();
  await tellNote(household, "Painter here", 1_000);

  await setContext(household, "We have a dog.");
  await setContext(household, "  We have two dogs. ");

  expect(contextOf(household.notes())).toBe("We have two dogs.");
  expect(household.notes()).toMatchObject([
    { text: "Painter here", until_ms: 1_000 + NOTE_MS },
    { text: "We have two dogs.", until_ms: null },
  ]);
});

test("an empty text takes it back, an empty note is none", async () => {
  const household = fakeHousehold();
  await setContext(household, "We have a dog.");

  await setContext(household, "   ");
  await tellNote(household, "\n", 0);

  expect(household.notes()).toEqual([]);
});

test("the same text again changes nothing", async () => {
  const household = fakeHousehold();
  await setContext(household, "We have a dog.");
  const before = household.notes();

  await setContext(household, "We have a dog.");

  expect(household.notes()).toBe(before);
});

test("as much of a long message is noted as a note holds, and no sign is cut in half", async () => {
  const household = fakeHousehold();

  await tellNote(household, "🏡".repeat(200), 0);

  expect(household.notes()[0]?.text).toBe("🏡".repeat(127));
});

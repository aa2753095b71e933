import { expect, test } from "vitest";
import { z } from "zod";
import { optionNode } from "./json-schema.ts";
import { translation } from "./translation.ts";

const level = z.string().meta({ title: "Level", description: "How much is told." });
const texts = { title: "Door", description: "What opens." };

test("texts are translated in sections and in the items of lists", () => {
  const options = optionNode(
    z.object({ door: z.object({ level }).meta(texts), doors: z.array(z.object({ level })).meta(texts) }),
  );
  const words = {
    titles: { Level: "Stufe", Door: "Tür" },
    descriptions: { "How much is told.": "Wie viel erzählt wird.", "What opens.": "Was aufgeht." },
  };

  const door = {
    name: "Tür",
    description: "Was aufgeht.",
    fields: { level: { name: "Stufe", description: "Wie viel erzählt wird." } },
  };
  expect(translation(options, words)).toEqual({ door, doors: door });
});

test("what a language lacks stays English", () => {
  const words = { titles: { Level: "Stufe" }, descriptions: {} };

  expect(translation(optionNode(z.object({ level })), words)).toEqual({
    level: { name: "Stufe", description: "How much is told." },
  });
});

test("an option without texts cannot be shown", () => {
  expect(() => translation(optionNode(z.object({ level: z.string() })))).toThrow(
    "level: an option needs a title and a description.",
  );
});

import { expect, test } from "vitest";
import { z } from "zod";
import { Options } from "#config/schema.ts";
import { languageProblems, wordProblems } from "./check-words.ts";
import { optionNode } from "./json-schema.ts";
import { type TranslatedOption, translation } from "./translation.ts";
import { languages } from "./words/languages.ts";
import type { Texts } from "./words/texts.ts";

const options = optionNode(
  z.object({
    broker: z.object({
      port: z.int().meta({ title: "Port", description: "Usually 1883; {name} is filled in." }),
    }),
    more: z.array(
      z.object({
        backend: z.enum(["none", "auto"]).meta({ title: "Way", description: "auto picks one." }),
      }),
    ),
    classes: z
      .array(z.string())
      .default(["person"])
      .meta({ title: "Way", description: "As in person, or NVIDIA." }),
  }),
);
const titles = { Port: "Port", Way: "Weg" };
const descriptions = {
  "Usually 1883; {name} is filled in.": "Meist 1883; {name} wird eingesetzt.",
  "auto picks one.": "Mit auto wird gewählt.",
  "As in person, or NVIDIA.": "Etwa person oder eine NVIDIA-Karte.",
};

const problemsWith = (changed: Texts) =>
  wordProblems(options, "de", { titles, descriptions: { ...descriptions, ...changed } });

test("every text of the options form is there in every language, and none is left over", () => {
  expect(languageProblems(optionNode(Options))).toEqual([]);
});

test("nothing is said of words that are complete", () => {
  expect(problemsWith({})).toEqual([]);
});

test("a text that is missing or empty is named once, with all the options that say it", () => {
  const { Port } = titles;

  expect(wordProblems(options, "de", { titles: { Port }, descriptions })).toEqual([
    'addon/words/de/titles.ts: "Way" (more.backend, classes) is not translated. Translate it, then run `npm run generate`.',
  ]);
  expect(wordProblems(options, "de", { titles: { Port, Way: " " }, descriptions })).toHaveLength(1);
});

test("where the English was reworded, the old and the new are named", () => {
  const { "auto picks one.": reworded, ...others } = descriptions;
  const words = { titles, descriptions: { ...others, "auto chooses one.": reworded } };

  expect(wordProblems(options, "de", words)).toEqual([
    expect.stringMatching(/^addon\/words\/de\/descriptions\.ts: "auto picks one\." .* is not translated\./),
    expect.stringMatching(
      /no option says "auto chooses one\." any more\. .* put it under the new English\.$/,
    ),
  ]);
});

test.each([
  ["a number", { "Usually 1883; {name} is filled in.": "Meist 1884; {name} wird eingesetzt." }, "1883"],
  ["a placeholder", { "Usually 1883; {name} is filled in.": "Meist 1883; {Name} folgt." }, "{name}"],
  ["a choice", { "auto picks one.": "Automatisch wird gewählt." }, "auto"],
  ["a word of the default", { "As in person, or NVIDIA.": "Etwa Person oder NVIDIA." }, "person"],
  ["a proper abbreviation", { "As in person, or NVIDIA.": "Etwa person oder Grafik." }, "NVIDIA"],
])("%s must not be translated", (_, changed, word) => {
  expect(problemsWith(changed)).toEqual([
    expect.stringMatching(`must hold "${word.replace(/[{}]/g, "\\$&")}" as it stands`),
  ]);
});

test.each(Object.entries(languages))("no two fields beside each other are called alike in %s", (_, words) => {
  const alike = (fields: Readonly<Record<string, TranslatedOption>>): readonly string[] => {
    const names = Object.values(fields).map(({ name }) => name);
    return [
      ...names.filter((name, index) => names.indexOf(name) !== index),
      ...Object.values(fields).flatMap((field) => alike(field.fields ?? {})),
    ];
  };

  expect(alike(translation(optionNode(Options), words))).toEqual([]);
});

/** Home Assistant says `du`, `vous`, `je` and `tú`. */
const wrongAddress = {
  de: ["Sie", "Ihr", "Ihre", "Ihrem", "Ihren", "Ihrer", "Ihres", "Ihnen"],
  fr: ["tu", "toi", "ton", "ta", "tes"],
  nl: ["u", "U", "uw", "Uw"],
  es: ["usted", "ustedes", "vosotros", "vuestro", "vuestra"],
} as const satisfies Record<keyof typeof languages, readonly string[]>;

test.each(Object.entries(wrongAddress))(
  "the owner is addressed as Home Assistant does in %s",
  (language, wrong: readonly string[]) => {
    const words = languages[language as keyof typeof languages];
    const texts = [...Object.values(words.titles), ...Object.values(words.descriptions)];

    const wrongly = texts.filter((text) => text.match(/\p{L}+/gu)?.some((word) => wrong.includes(word)));

    expect(wrongly).toEqual([]);
  },
);

import { afterEach, expect, test } from "vitest";
import { counted, forLocale, loadWords, locale, named, t } from "./i18n.ts";

afterEach(async () => await loadWords(["en-GB"]));

test("a text without a translation is shown in English, with its values filled in", () => {
  const text = t("Log in to {title}", { title: "Dropbox" });

  expect(text).toBe("Log in to Dropbox");
});

test.each([
  [["de-AT", "en"], "Dropbox öffnen", "de-AT"],
  [["ja", "it-IT", "fr-CA", "de"], "Ouvrir Dropbox", "fr-CA"],
  [["nl"], "Dropbox openen", "nl"],
  [["es-MX"], "Abrir Dropbox", "es-MX"],
  [["en-US", "de"], "Open Dropbox", "en-US"],
  [["ja"], "Open Dropbox", "en-GB"],
  [[], "Open Dropbox", "en-GB"],
  [["constructor", "toString-x"], "Open Dropbox", "en-GB"],
  [["de_DE", "de-"], "Open Dropbox", "en-GB"],
])("who reads %j is told %s", async (wanted, said, spoken) => {
  await loadWords(wanted);

  expect(t("Open {title}", { title: "Dropbox" })).toBe(said);
  expect(locale()).toBe(spoken);
});

test("the language can change, and English comes back whole", async () => {
  await loadWords(["de"]);
  await loadWords(["en-GB"]);

  expect(t("Cameras")).toBe("Cameras");
});

test.each([
  ["en-GB", ["0 clips wait to be copied.", "1 clip waits to be copied.", "2 clips wait to be copied."]],
  ["fr", ["0 clip attend d'être copié.", "1 clip attend d'être copié.", "2 clips attendent d'être copiés."]],
])("%s counts in its own way", async (language, said) => {
  await loadWords([language]);

  const counts = [0, 1, 2].map((n) =>
    counted("{n} clip waits to be copied.", "{n} clips wait to be copied.", n),
  );

  expect(counts).toEqual(said);
});

test("numbers are written as the language writes them, words are left as they are", async () => {
  await loadWords(["de"]);

  const text = [t("{n} more", { n: 12_345 }), t("{n} more", { n: "12345" })];

  expect(text).toEqual(["12.345 weitere", "12345 weitere"]);
});

test("a value that looks like a placeholder is not filled in again", () => {
  const text = t("{what}, {when}: no picture", { what: "{when}", when: "now" });

  expect(text).toBe("{when}, now: no picture");
});

test("objects are named in the reader's language, if they are known there", async () => {
  await loadWords(["es"]);

  expect([named("dog"), named("garden gnome"), named("constructor")]).toEqual([
    "perro",
    "garden gnome",
    "constructor",
  ]);
});

test("a formatter is made once for each language", async () => {
  const made: string[] = [];
  const formatter = forLocale((tag) => made.push(tag));

  for (const language of ["de", "de", "nl"]) {
    await loadWords([language]);
    formatter();
    formatter();
  }

  expect(made).toEqual(["de", "nl"]);
});

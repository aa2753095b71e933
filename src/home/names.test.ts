import { expect, test } from "vitest";
import { entityIdOf, type Language, languageOf, languages, nameOf } from "./names.ts";
import { en, type Word } from "./words/en.ts";

const words = Object.keys(en) as Word[];
const others = (Object.keys(languages) as Language[]).filter((language) => language !== "en");

test.each([
  ["de", "de"],
  ["de-CH", "de"],
  ["fr_CA", "fr"],
  ["NL", "nl"],
  ["es-419", "es"],
  ["en-GB", "en"],
  ["pl", "en"],
  ["toString", "en"],
  ["", "en"],
  [undefined, "en"],
])("Home Assistant's language %s is our %s", (tag, language) => {
  expect(languageOf(tag)).toBe(language);
});

test.each(others)("the words of %s name a place where the English ones do", (language) => {
  const withPlace = (spoken: Readonly<Record<Word, string>>) =>
    words.filter((word) => spoken[word].includes("{place}"));

  expect(withPlace(languages[language])).toEqual(withPlace(en));
});

test.each(others)("the words of %s are short enough for the longest name of a zone", (language) => {
  const lengths = words.map(
    (word) => languages[language][word].trim().replace("{place}", "x".repeat(64)).length,
  );

  expect(Math.min(...lengths)).toBeGreaterThan(0);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(96);
});

test.each(Object.keys(languages) as Language[])(
  "no two entities of a device are called alike in %s",
  (language) => {
    const spoken = words.map((word) => nameOf(word, "Porch", language));
    expect(new Set(spoken).size).toBe(words.length);
  },
);

test("a place is put in as it is called, whatever it is called", () => {
  expect(nameOf("zone_occupancy", `$& {place} "x"`, "de")).toBe(`$& {place} "x" Anwesenheit`);
});

test("ids are made of the English words in every language", () => {
  const device = "porchlight";

  expect(entityIdOf("select", device, "mode", undefined)).toBe("select.porchlight_mode");
  expect(entityIdOf("number", device, "alert_cooldown", undefined)).toBe("number.porchlight_alert_cool_down");
  expect(entityIdOf("binary_sensor", device, "zone_occupancy", "Größe 1")).toBe(
    "binary_sensor.porchlight_gro_e_1_occupancy",
  );
  expect(entityIdOf("event", device, "line_crossing", "🏡")).toMatch(
    /^event\.porchlight_camera_[0-9a-f]{6}_crossing$/,
  );
});

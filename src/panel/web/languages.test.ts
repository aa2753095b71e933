import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { bareWords } from "#test/panel/bare-words.ts";
import { de } from "./languages/de/index.ts";
import { es } from "./languages/es/index.ts";
import { fr } from "./languages/fr/index.ts";
import { nl } from "./languages/nl/index.ts";

const HERE = new URL(".", import.meta.url);
/** Files that still speak English only. */
const notYet: readonly string[] = [];

const placeholders = (text: string): readonly string[] => (text.match(/\{\w*\}/g) ?? []).toSorted();

describe.each(Object.entries({ de, fr, nl, es }))("the words of the panel in %s", (language, words) => {
  test("fill in what the English fills in, and leave nothing empty", () => {
    const wrong = Object.entries(words).filter(
      ([text, said]) =>
        said.trim() === "" ||
        placeholders(said).join("") !== placeholders(text).join("") ||
        said !== said.trim(),
    );

    expect(wrong).toEqual([]);
  });

  test("end as the English ends", () => {
    const endOf = (text: string): string => /[.?!:…]$/.exec(text)?.[0] ?? "";

    const wrong = Object.entries(words).filter(([text, said]) => endOf(text) !== endOf(said));

    expect(wrong).toEqual([]);
  });

  test("no text stands in two files", async () => {
    const names = await readdir(new URL(`languages/${language}/`, HERE));
    const areas = names.filter((name) => name !== "index.ts");

    const sizes = await Promise.all(areas.map((name) => textsIn(language, name)));

    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(Object.keys(words).length);
  });
});

test("what people read goes through the words", async () => {
  const names = (await readdir(HERE)).filter((name) => /^[\w-]+\.ts$/.test(name) && name !== "i18n.ts");
  const found = await Promise.all(
    names.map(async (name) => {
      const bare = bareWords(await readFile(new URL(name, HERE), "utf8"));
      return { name, bare: bare.filter((text) => !Object.hasOwn(de, text)) };
    }),
  );

  const english = found.filter(({ bare }) => bare.length > 0);

  expect(english.filter(({ name }) => !notYet.includes(name))).toEqual([]);
  expect(notYet.filter((name) => english.every((file) => file.name !== name))).toEqual([]);
});

test.each([
  ['html`<p class="soft">Hello there</p>`', ["Hello there"]],
  ['html`<p>${isOn ? html`<b title="Off now">x</b>` : "Some words"}</p>`', ["Off now", "Some words"]],
  ["html`<p>${t(`A ${b} fine day`)} &middot; ${name}</p>`", ["fine day"]],
  ['html`<a aria-label="Look at ${name}"></a>`', ["Look at"]],
  [
    'html`<porchlight-hours name="Quiet hours" never=${x} class="row more"></porchlight-hours>`',
    ["Quiet hours"],
  ],
  ["`And ${count} more of them`", ["And", "more of them"]],
  ['import { a } from "No words"; // It "says Nothing"\nconst x = ["a-b", "click"];', []],
  ["css`.a { color: red; }` + html`<p class=${a} @click=${() => b}>${t(c)}</p>`", []],
])("bare words are found in %s", (source, expected) => {
  expect(bareWords(source)).toEqual(expected);
});

async function textsIn(language: string, name: string): Promise<number> {
  const area = (await import(new URL(`languages/${language}/${name}`, HERE).href)) as Record<string, object>;
  return Object.values(area).reduce((sum, texts) => sum + Object.keys(texts).length, 0);
}

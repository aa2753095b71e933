import type { OptionNode } from "./json-schema.ts";
import { fieldsOf } from "./translation.ts";
import { languages } from "./words/languages.ts";
import type { Words } from "./words/texts.ts";

/** What is wrong with the languages of the options form, one sentence each; empty is good. */
export function languageProblems(options: OptionNode): readonly string[] {
  return Object.entries(languages).flatMap(([language, words]) => wordProblems(options, language, words));
}

/** What one language lacks, has left over, or has translated although it must stay. */
export function wordProblems(options: OptionNode, language: string, words: Words): readonly string[] {
  const kinds = [
    ["titles", "title"],
    ["descriptions", "description"],
  ] as const;
  return kinds.flatMap(([file, kind]) => {
    const english = englishTexts(options, kind);
    return [...differences(english, words[file]), ...changedWords(english, words[file])].map(
      (problem) => `addon/words/${language}/${file}.ts: ${problem}`,
    );
  });
}

/** Where an English text stands, and which of its words are values that an owner writes. */
interface Source {
  readonly paths: readonly string[];
  readonly values: readonly string[];
}

type English = ReadonlyMap<string, Source>;

function englishTexts(options: OptionNode, kind: "title" | "description"): English {
  const texts = new Map<string, Source>();
  walk(options, "", (option, path) => {
    const text = option[kind];
    if (text === undefined) return;
    const { paths, values } = texts.get(text) ?? { paths: [], values: [] };
    // A title names the thing and not its value: "Critical from risk level" is not about `critical`.
    const own = kind === "description" ? valuesOf(option) : [];
    texts.set(text, { paths: [...paths, path], values: [...values, ...own] });
  });
  return texts;
}

function walk(options: OptionNode, before: string, visit: (option: OptionNode, path: string) => void): void {
  for (const [key, option] of Object.entries(options.properties ?? {})) {
    const path = `${before}${key}`;
    visit(option, path);
    const fields = fieldsOf(option);
    if (fields) walk(fields, `${path}.`, visit);
  }
}

/** Select values cannot be translated in Home Assistant's form, and lists are filled with the words of their default. */
function valuesOf({ const: only, enum: choices = [], items, default: preset }: OptionNode): string[] {
  const list = Array.isArray(preset) ? preset : [];
  return [only, ...choices, ...(items?.enum ?? []), ...list].filter((value) => typeof value === "string");
}

function differences(english: English, texts: Words["titles"]): string[] {
  const missing = [...english].filter(([text]) => !texts[text]?.trim());
  const leftOver = Object.keys(texts).filter((text) => !english.has(text));
  return [
    ...missing.map(
      ([text, { paths }]) =>
        `"${text}" (${paths.join(", ")}) is not translated. Translate it, then run \`npm run generate\`.`,
    ),
    ...leftOver.map(
      (text) =>
        `no option says "${text}" any more. Remove it; if the English was reworded, see whether the translation still fits and put it under the new English.`,
    ),
  ];
}

function changedWords(english: English, texts: Words["titles"]): string[] {
  return [...english].flatMap(([text, { paths, values }]) => {
    const translated = texts[text];
    if (!translated) return [];
    const present = new Set(wordsOf(translated).flatMap((word) => [word, ...word.split(/[-'’]/)]));
    const changed = wordsOf(text).filter(
      (word) => (values.includes(word) || isCode(word)) && !present.has(word),
    );
    return [...new Set(changed)].map(
      (word) => `the text for ${paths.join(", ")} must hold "${word}" as it stands.`,
    );
  });
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).map((word) => word.replaceAll(/^[("«„]+|[.,;:)"»“]+$/g, ""));
}

/** Placeholders, addresses, numbers, names with _, paths, and abbreviations but for AI, which has its own in each language. */
function isCode(word: string): boolean {
  return /[\d_{}/\\@]|\w\.\w|^[A-Z]{3,}$/.test(word);
}

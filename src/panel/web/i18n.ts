import type { de } from "./languages/de/index.ts";

/** How long the page waits for its words before it speaks English. */
const WORDS_WAIT_MS = 5000;
const ENGLISH = "en";
/** English for those whose language we do not have: most of them read the 24-hour clock. */
const FALLBACK_LOCALE = "en-GB";

/** All that the panel says: the English is the key. What is not translated does not compile. */
export type Text = keyof typeof de;
type Words = Readonly<Record<Text, string>>;
type Value = string | number;

type NamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
/** What a text wants to be filled in, besides what is `Given`; nothing where it has no other `{name}`. */
type ValuesOf<T extends string, Given = never> = [Exclude<NamesIn<T>, Given>] extends [never]
  ? []
  : [Readonly<Record<Exclude<NamesIn<T>, Given>, Value>>];

/** A text with nothing to fill in. */
export type PlainText = { [T in Text]: [NamesIn<T>] extends [never] ? T : never }[Text];

/** Each language is a chunk of its own, so that nobody loads what they do not read. */
const languages: Readonly<Record<string, () => Promise<Words>>> = {
  de: async () => (await import("./languages/de/index.ts")).de,
  fr: async () => (await import("./languages/fr/index.ts")).fr,
  nl: async () => (await import("./languages/nl/index.ts")).nl,
  es: async () => (await import("./languages/es/index.ts")).es,
};

let words: Readonly<Record<string, string>> = {};
let spoken = FALLBACK_LOCALE;

/** What dates and numbers are written in, as `de-AT`: the same language as the words. */
export const locale = (): string => spoken;

/**
 * Loads the words of the first of these languages (BCP 47) that we have. Never throws: without them the panel
 * speaks English.
 */
export async function loadWords(wanted: readonly string[]): Promise<void> {
  const known = wanted.find((tag) => baseOf(tag) === ENGLISH || Object.hasOwn(languages, baseOf(tag)));
  await speak(known ?? FALLBACK_LOCALE).catch(() => speak(FALLBACK_LOCALE));
}

async function speak(tag: string): Promise<void> {
  const [canonical = FALLBACK_LOCALE] = Intl.getCanonicalLocales(tag);
  const loaded = await Promise.race([languages[baseOf(tag)]?.() ?? {}, tooLate()]);
  words = loaded;
  spoken = canonical;
}

const baseOf = (tag: string): string => tag.split("-")[0]?.toLowerCase() ?? "";

function tooLate(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("The words of this language did not come in time.")), WORDS_WAIT_MS);
  });
}

/** Says it in the reader's language, with `{name}`s filled in; numbers are written as that language writes them. */
export function t<T extends Text>(text: T, ...[values]: ValuesOf<T>): string {
  return fill(translated(text), values ?? {});
}

/** Says how many: `one` and `many` both hold `{n}`, as French says `0 clip` and English `0 clips`. */
export function counted<Many extends Text>(
  one: Text,
  many: Many,
  n: number,
  ...[values]: ValuesOf<Many, "n">
): string {
  return fill(translated(rules().select(n) === "one" ? one : many), { ...values, n });
}

/** A word from elsewhere, as the class of an object is: translated if it is known, else as it came. */
export const named = (word: string): string => translated(word);

/** Makes a formatter once for each language, and not before that is known. */
export function forLocale<T>(make: (tag: string) => T): () => T {
  let made: { readonly tag: string; readonly formatter: T } | undefined;
  return () => {
    if (made?.tag !== spoken) made = { tag: spoken, formatter: make(spoken) };
    return made.formatter;
  };
}

const rules = forLocale((tag) => new Intl.PluralRules(tag));
const numbers = forLocale((tag) => new Intl.NumberFormat(tag));

function translated(text: string): string {
  return Object.hasOwn(words, text) ? (words[text] ?? text) : text;
}

function fill(text: string, values: Readonly<Record<string, Value>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? whole;
    return typeof value === "number" ? numbers().format(value) : value;
  });
}

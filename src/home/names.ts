import { type CameraSlug, slugOf } from "#domain/ids.ts";
import { de } from "./words/de.ts";
import { en, type Word, type Words } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { nl } from "./words/nl.ts";

export const languages = { en, de, fr, nl, es } as const satisfies Readonly<Record<string, Words>>;
export type Language = keyof typeof languages;

const FALLBACK: Language = "en";

/** The language of ours for Home Assistant's: `de-CH` is `de`; what we do not speak is English. */
export function languageOf(tag: string | undefined): Language {
  const base = tag?.toLowerCase().split(/[-_]/)[0];
  return isLanguage(base) ? base : FALLBACK;
}

/** What an entity is called there. */
export function nameOf(word: Word, place: string | undefined, language: Language): string {
  // As a function: a name with `$&` in it is a name.
  return languages[language][word].replace("{place}", () => place ?? "");
}

/**
 * The id that Home Assistant makes of the English name by itself, for where the name is in another language: automations
 * and blueprints that others share find the same ids in every house.
 */
export function entityIdOf(
  platform: string,
  device: CameraSlug | "porchlight",
  word: Word,
  place: string | undefined,
): string {
  const name = en[word].replace("{place}", () => (place === undefined ? "" : slugOf(place)));
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  return `${platform}.${device}_${plain}`;
}

function isLanguage(base: string | undefined): base is Language {
  return base !== undefined && Object.hasOwn(languages, base);
}

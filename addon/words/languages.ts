import { descriptions as deDescriptions } from "./de/descriptions.ts";
import { titles as deTitles } from "./de/titles.ts";
import { descriptions as esDescriptions } from "./es/descriptions.ts";
import { titles as esTitles } from "./es/titles.ts";
import { descriptions as frDescriptions } from "./fr/descriptions.ts";
import { titles as frTitles } from "./fr/titles.ts";
import { descriptions as nlDescriptions } from "./nl/descriptions.ts";
import { titles as nlTitles } from "./nl/titles.ts";
import type { Words } from "./texts.ts";

/** The languages of the options form besides English, by Home Assistant's own tag for each. */
export const languages = {
  de: { titles: deTitles, descriptions: deDescriptions },
  fr: { titles: frTitles, descriptions: frDescriptions },
  nl: { titles: nlTitles, descriptions: nlDescriptions },
  es: { titles: esTitles, descriptions: esDescriptions },
} as const satisfies Readonly<Record<string, Words>>;

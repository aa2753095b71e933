import type { Alert } from "#domain/alert.ts";
import { clockTime, type Locale } from "#domain/clock-time.ts";

export const headWords = ["title", "camera", "objects", "zones", "risk", "activity", "time"] as const;
export const textWords = [...headWords, "summary"] as const;
type Word = (typeof textWords)[number];

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** What is wrong with a template, as the rest of a sentence that begins with its name. */
export function templateProblem(template: string, words: readonly string[]): string | undefined {
  const unknown = [...template.matchAll(PLACEHOLDER)].find(([, word = ""]) => !words.includes(word));
  if (unknown === undefined) return undefined;
  return `must not hold ${unknown[0]}, as only ${words.map((word) => `{${word}}`).join(", ")} are filled in`;
}

/** Fills a template without problems in. What a camera or a model said is put in once, and never filled in itself. */
export function fillTemplate(template: string, alert: Alert, locale: Locale): string {
  const values: Readonly<Record<Word, string>> = {
    title: alert.title,
    camera: alert.camera_title,
    objects: alert.objects.join(", "),
    zones: alert.zones.join(", "),
    risk: alert.risk_level ?? "unrated",
    activity: alert.activity_type?.replaceAll("_", " ") ?? "",
    time: clockTime(alert.ts, locale),
    summary: alert.summary ?? alert.title,
  };
  const filled = template.replaceAll(PLACEHOLDER, (whole, word: string) =>
    word in values ? values[word as Word] : whole,
  );
  return filled.trim();
}

import type { CameraWire, ClipWire } from "#api/wire.ts";
import { forLocale, locale, named, type Text, t } from "./i18n.ts";

/** Words and numbers as people read them. */

const clock = forLocale((tag) => new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit" }));
const clockWithSeconds = forLocale(
  (tag) => new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
);
const longDay = forLocale(
  (tag) => new Intl.DateTimeFormat(tag, { weekday: "long", day: "numeric", month: "long" }),
);
const listed = forLocale((tag) => new Intl.ListFormat(tag, { type: "conjunction" }));
const percents = forLocale((tag) => new Intl.NumberFormat(tag, { style: "percent" }));
const tenths = forLocale(
  (tag) => new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);
const whole = forLocale((tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 0 }));

export const timeOf = (iso: string): string => clock().format(new Date(iso));
export const exactTimeOf = (iso: string): string => clockWithSeconds().format(new Date(iso));

/** `Today`, `Yesterday`, else weekday and date, by the clock on the reader's wall. */
export function dayOf(iso: string, now = new Date()): string {
  const daysAgo = nearDayOf(iso, now);
  if (daysAgo === undefined) return longDay().format(new Date(iso));
  return daysAgo === 0 ? t("Today") : t("Yesterday");
}

/** How many days ago, if it is not longer ago than yesterday. */
function nearDayOf(iso: string, now: Date): 0 | 1 | undefined {
  const day = new Date(iso);
  const midnight = (daysAgo: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo);
  if (day >= midnight(0)) return 0;
  return day >= midnight(1) ? 1 : undefined;
}

export const dayAndTimeOf = (iso: string): string => `${dayOf(iso)}, ${exactTimeOf(iso)}`;

/** The same within a sentence, where seconds are noise: `yesterday, 08:15`. */
export function sinceOf(iso: string, now = new Date()): string {
  const daysAgo = nearDayOf(iso, now);
  if (daysAgo === undefined) return `${dayOf(iso, now)}, ${timeOf(iso)}`;
  return `${daysAgo === 0 ? t("today") : t("yesterday")}, ${timeOf(iso)}`;
}

/** `8 s`, `2 min`, `2 min 5 s`, `3 h 20 min`, `4 d 2 h`. */
export function spanOf(seconds: number): string {
  const all = Math.max(0, Math.round(seconds));
  if (all < 60) return t("{n} s", { n: all });
  if (all < 3600) return join(Math.floor(all / 60), "{n} min", all % 60, "{n} s");
  if (all < 86_400) return join(Math.floor(all / 3600), "{n} h", Math.floor((all % 3600) / 60), "{n} min");
  return join(Math.floor(all / 86_400), "{n} d", Math.floor((all % 86_400) / 3600), "{n} h");
}

type Unit = "{n} s" | "{n} min" | "{n} h" | "{n} d";

function join(big: number, bigUnit: Unit, small: number, smallUnit: Unit): string {
  const first = t(bigUnit, { n: big });
  return small === 0 ? first : `${first} ${t(smallUnit, { n: small })}`;
}

/** How long something took, ms: `0.8 s`, `2 min`. */
export function tookOf(ms: number): string {
  return ms < 10_000 ? t("{n} s", { n: tenths().format(ms / 1000) }) : spanOf(ms / 1000);
}

/** `0:07`, `12:30`: a place in a clip. */
export function placeOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const byteUnits = ["{n} bytes", "{n} kB", "{n} MB", "{n} GB", "{n} TB"] as const satisfies readonly Text[];

/** `3.4 MB`, with powers of 1000 as on the box of the disk. */
export function sizeOf(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), byteUnits.length - 1);
  const value = bytes / 1000 ** power;
  const digits = value < 10 && power > 0 ? tenths() : whole();
  return t(byteUnits[power] ?? "{n} bytes", { n: digits.format(value) });
}

export const percentOf = (fraction: number): string => percents().format(fraction);

/** `a person (92%), a car and a dog`: names joined as in speech. */
export const listOf = (names: readonly string[]): string => listed().format(names);

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** `a person`, `an airplane`; in languages where an article has a gender the name alone. */
export function oneOf(label: string): string {
  if (!locale().startsWith("en")) return named(label);
  return `${/^[aeiou]/.test(label) ? "an" : "a"} ${label}`;
}

/** What a clip shows: in the words of whoever described it, else in a word or two. */
export function titleOf(clip: ClipWire): string {
  const title = clip.analysis_result?.title?.trim() ?? "";
  if (title !== "") return title;
  const seen = clip.filter_result?.detected_classes ?? [];
  if (seen.length > 0) return capital(listOf(seen.slice(0, 3).map(named)));
  switch (clip.trigger) {
    case "motion":
      return t("Motion");
    case "upload":
      return t("Uploaded clip");
    case "command":
      return t("Recorded on request");
    case "schedule":
      return t("Recorded on schedule");
  }
}

const cameraStateWords = {
  starting: "Starting",
  live: "Live",
  unreachable: "Unreachable",
  unauthorized: "Wrong password",
  not_found: "No such stream",
  silent: "No picture",
  frozen: "Frozen",
  lost: "Lost",
  unsupported: "Not supported",
  off: "Off",
} as const satisfies Record<CameraWire["state"], Text>;

export const stateOf = (camera: CameraWire): string => t(cameraStateWords[camera.state]);

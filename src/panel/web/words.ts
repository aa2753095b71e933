import type { CameraWire, ClipWire } from "#api/wire.ts";

/** Words and numbers as people read them. */

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

export const timeOf = (iso: string): string => clock.format(new Date(iso));
export const exactTimeOf = (iso: string): string => clockWithSeconds.format(new Date(iso));

/** `Today`, `Yesterday`, else weekday and date, by the clock on the reader's wall. */
export function dayOf(iso: string, now = new Date()): string {
  const day = new Date(iso);
  const midnight = (daysAgo: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo);
  if (day >= midnight(0)) return "Today";
  return day >= midnight(1) ? "Yesterday" : longDay.format(day);
}

export const dayAndTimeOf = (iso: string): string => `${dayOf(iso)}, ${exactTimeOf(iso)}`;

/** The same within a sentence, where seconds are noise: `yesterday, 08:15`. */
export const sinceOf = (iso: string): string =>
  `${dayOf(iso).replace(/^(Today|Yesterday)$/, (day) => day.toLowerCase())}, ${timeOf(iso)}`;

/** `8 s`, `2 min`, `2 min 5 s`, `3 h 20 min`, `4 d 2 h`. */
export function spanOf(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return join(Math.floor(whole / 60), "min", whole % 60, "s");
  if (whole < 86_400) return join(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "min");
  return join(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3600), "h");
}

function join(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** `0:07`, `12:30`: a place in a clip. */
export function placeOf(ms: number): string {
  const whole = Math.floor(ms / 1000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const byteUnits = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** `3.4 MB`, with powers of 1000 as on the box of the disk. */
export function sizeOf(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), byteUnits.length - 1);
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${byteUnits[power] ?? ""}`;
}

export const percentOf = (fraction: number): string => `${Math.round(fraction * 100)}%`;

/** `a person (92%), a car and a dog`: names joined as in speech. */
export function listOf(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? "";
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** `a person`, `an airplane`. */
export const oneOf = (label: string): string => `${/^[aeiou]/.test(label) ? "an" : "a"} ${label}`;

/** What a clip shows: in the words of whoever described it, else in a word or two. */
export function titleOf(clip: ClipWire): string {
  const title = clip.analysis_result?.title?.trim() ?? "";
  if (title !== "") return title;
  const seen = clip.filter_result?.detected_classes ?? [];
  if (seen.length > 0) return capital(listOf(seen.slice(0, 3)));
  switch (clip.trigger) {
    case "motion":
      return "Motion";
    case "upload":
      return "Uploaded clip";
    case "command":
      return "Recorded on request";
    case "schedule":
      return "Recorded on schedule";
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
} as const satisfies Record<CameraWire["state"], string>;

export const stateOf = (camera: CameraWire): string => cameraStateWords[camera.state];

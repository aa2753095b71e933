import type { TimeWindow, Weekday } from "#domain/alert-settings.ts";
import { type Text, t } from "./i18n.ts";
import { listOf, spanOf } from "./words.ts";

export const dayWords = {
  mon: { short: "Mon", long: "Mondays" },
  tue: { short: "Tue", long: "Tuesdays" },
  wed: { short: "Wed", long: "Wednesdays" },
  thu: { short: "Thu", long: "Thursdays" },
  fri: { short: "Fri", long: "Fridays" },
  sat: { short: "Sat", long: "Saturdays" },
  sun: { short: "Sun", long: "Sundays" },
} as const satisfies Record<Weekday, { short: Text; long: Text }>;

const workdays = "mon tue wed thu fri";
const weekend = "sat sun";
/** So far from six o'clock the sun rises and sets where most people live. */
const SUN_ROAMS_MIN = 240;
const order = Object.keys(dayWords) as Weekday[];

/** A time of day, or so many minutes from where the sun rises or sets. */
export type PointParts =
  | { readonly kind: "clock"; readonly time: string }
  | { readonly kind: "sunrise" | "sunset"; readonly offsetMinutes: number };

/** Reads `22:30`, `sunset`, `sunrise-00:30`. */
export function readPoint(point: string): PointParts {
  const sun = /^(sunrise|sunset)(?:([+-])(\d\d):(\d\d))?$/.exec(point);
  if (sun === null) return { kind: "clock", time: point };
  const [, kind, sign, hours = "0", minutes = "0"] = sun;
  const offset = Number(hours) * 60 + Number(minutes);
  return {
    kind: kind === "sunrise" ? "sunrise" : "sunset",
    offsetMinutes: sign === "-" && offset !== 0 ? -offset : offset,
  };
}

export function writePoint(parts: PointParts): string {
  if (parts.kind === "clock") return parts.time;
  const { kind, offsetMinutes } = parts;
  if (offsetMinutes === 0) return kind;
  const away = Math.abs(offsetMinutes);
  const two = (count: number): string => String(count).padStart(2, "0");
  return `${kind}${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(away / 60))}:${two(away % 60)}`;
}

/** `30 min before`, `at`, `1 h after`. */
export function offsetWords(minutes: number): string {
  if (minutes === 0) return t("at");
  const span = spanOf(Math.abs(minutes) * 60);
  return minutes < 0 ? t("{span} before", { span }) : t("{span} after", { span });
}

/** `22:30`, `sunset`, `30 min before sunrise`. */
export function pointWords(point: string): string {
  const parts = readPoint(point);
  if (parts.kind === "clock") return parts.time;
  const sun = t(parts.kind);
  return parts.offsetMinutes === 0 ? sun : `${offsetWords(parts.offsetMinutes)} ${sun}`;
}

/** `Every day`, `From Monday to Friday`, `Mondays and Thursdays`. */
export function daysWords(days: readonly Weekday[]): string {
  const chosen = order.filter((day) => days.includes(day));
  if (chosen.length === 0 || chosen.length === order.length) return t("Every day");
  if (chosen.join(" ") === workdays) return t("Mondays to Fridays");
  if (chosen.join(" ") === weekend) return t("At weekends");
  return listOf(chosen.map((day) => t(dayWords[day].long)));
}

/** `Every day from 22:00 to 06:30 of the next day.` */
export function windowSentence({ days, from, to }: TimeWindow): string {
  const said = { days: daysWords(days), from: pointWords(from), to: pointWords(to) };
  return endsNextDay(readPoint(from), readPoint(to))
    ? t("{days} from {from} to {to} of the next day.", said)
    : t("{days} from {from} to {to}.", said);
}

/** As far as it holds all year round: nobody knows here when the sun rises and sets. */
function endsNextDay(from: PointParts, to: PointParts): boolean {
  const gap = minuteOf(to) - minuteOf(from);
  const isMixed = (from.kind === "clock") !== (to.kind === "clock");
  return isMixed && Math.abs(gap) < SUN_ROAMS_MIN ? false : gap <= 0;
}

function minuteOf(point: PointParts): number {
  if (point.kind !== "clock") return (point.kind === "sunrise" ? 6 : 18) * 60 + point.offsetMinutes;
  const [hours = "0", minutes = "0"] = point.time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

import { type TimeWindow, type Weekday, weekdays } from "./alert-settings.ts";
import { type Place, sunOf } from "./sun.ts";

/** A window from one moment to another. Unix ms; the end does not belong to it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The latest that begins may still last: offsets reach 6 h over the next day. */
const DAYS_BEFORE = 2;
/** What is coming is looked for in so many days, so that a window of one weekday is found. */
const DAYS_AFTER = 8;
const MINUTE_MS = 60_000;

/** How a window stands now. */
export type WindowNow =
  /** It is in force until then (Unix ms), others that follow without a gap included. */
  | { readonly kind: "inside"; readonly window: TimeWindow; readonly untilMs: number }
  /** `next` is the one that begins first; missing where none does within a week. */
  | { readonly kind: "outside"; readonly next: Span | undefined }
  /** None of those that can be told is in force, and others need the sun at a place that nobody knows. */
  | { readonly kind: "unknown" };

/** Which of some windows is in force. The local clock and the sun of the house decide. */
export function windowNow(
  windows: readonly TimeWindow[],
  nowMs: number,
  place: Place | undefined,
): WindowNow {
  const told = windows.flatMap((window) =>
    spansAround(window, nowMs, place).map((span) => ({ window, span })),
  );
  const inside = told.find(({ span }) => span.fromMs <= nowMs && nowMs < span.toMs);
  if (inside) {
    const spans = told.map(({ span }) => span);
    return { kind: "inside", window: inside.window, untilMs: endOf(spans, nowMs) };
  }
  if (place === undefined && windows.some(needsSun)) return { kind: "unknown" };
  const [next] = told.filter(({ span }) => span.fromMs > nowMs).sort((a, b) => a.span.fromMs - b.span.fromMs);
  return { kind: "outside", next: next?.span };
}

export function needsSun({ from, to }: TimeWindow): boolean {
  return kindOf(from) !== "clock" || kindOf(to) !== "clock";
}

/** `22:00 to 06:30`, `sunset to sunrise on Mon and Tue`. */
export function windowWords({ days, from, to }: TimeWindow): string {
  const on = days.map((day) => day.charAt(0).toUpperCase() + day.slice(1));
  return `${from} to ${to}${on.length === 0 ? "" : ` on ${on.join(", ")}`}`;
}

/** Where those that overlap or follow one another come to an end. */
function endOf(spans: readonly Span[], nowMs: number): number {
  let endMs = nowMs;
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    if (fromMs <= endMs && toMs > endMs) endMs = toMs;
  }
  return endMs;
}

/** All that could be in force or come next, in no order. None where the sun is asked for and the place not known. */
function spansAround(window: TimeWindow, nowMs: number, place: Place | undefined): Span[] {
  if (needsSun(window) && place === undefined) return [];
  const now = new Date(nowMs);
  const spans: Span[] = [];
  for (let day = -DAYS_BEFORE; day <= DAYS_AFTER; day++) {
    const noon = new Date(now.getFullYear(), now.getMonth(), now.getDate() + day, 12);
    if (window.days.length > 0 && !window.days.includes(weekdayOf(noon))) continue;
    const span = spanOf(window, noon, place);
    if (span.fromMs < span.toMs) spans.push(span);
  }
  return spans;
}

/** The window that begins on the day of `noon`. Empty where its end lies before its beginning. */
function spanOf({ from, to }: TimeWindow, noon: Date, place: Place | undefined): Span {
  const fromMs = momentOf(from, noon, place);
  const sameDayMs = momentOf(to, noon, place);
  return {
    fromMs,
    toMs: endsNextDay(from, to, fromMs, sameDayMs) ? momentOf(to, nextDay(noon), place) : sameDayMs,
  };
}

/**
 * A day by the sun never ends on the next one and a night always does: short ones, less their offsets, are empty. Clock
 * times are compared as they are read, so that an hour left out in spring does not make a window a day long.
 */
function endsNextDay(from: string, to: string, fromMs: number, sameDayMs: number): boolean {
  const kinds = `${kindOf(from)} ${kindOf(to)}`;
  if (kinds === "sunrise sunset") return false;
  if (kinds === "clock clock") return to <= from;
  return kinds === "sunset sunrise" || sameDayMs <= fromMs;
}

function momentOf(point: string, noon: Date, place: Place | undefined): number {
  const kind = kindOf(point);
  if (kind === "clock") {
    const [hour, minute] = point.split(":").map(Number);
    return new Date(noon.getFullYear(), noon.getMonth(), noon.getDate(), hour, minute).getTime();
  }
  if (place === undefined) throw new RangeError("nobody knows where the sun is");
  const sun = sunOf(noon.getTime(), place);
  return (kind === "sunrise" ? sun.sunriseMs : sun.sunsetMs) + offsetMs(point.slice(kind.length));
}

function kindOf(point: string): "clock" | "sunrise" | "sunset" {
  if (point.startsWith("sunrise")) return "sunrise";
  return point.startsWith("sunset") ? "sunset" : "clock";
}

/** `+00:30`, `-01:00` or nothing. */
function offsetMs(text: string): number {
  if (text === "") return 0;
  const [hours = 0, minutes = 0] = text.slice(1).split(":").map(Number);
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * MINUTE_MS;
}

function nextDay(noon: Date): Date {
  return new Date(noon.getFullYear(), noon.getMonth(), noon.getDate() + 1, 12);
}

function weekdayOf(noon: Date): Weekday {
  // Sunday is 0 for JavaScript, and the last for us.
  return weekdays[(noon.getDay() + 6) % 7] ?? "mon";
}

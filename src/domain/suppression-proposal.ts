import { groupOf } from "./detection.ts";
import type { Box } from "./geometry.ts";
import type { ClipId } from "./ids.ts";
import { err, ok, type Result } from "./result.ts";
import { PLACES_MAX, type SuppressionDraft } from "./suppression.ts";
import { type AlertGrounds, decisiveOf, isTooRisky } from "./suppression-evidence.ts";
import { footOf } from "./track-seen.ts";

/** Around a foot, of the frame: a detector's box wavers by some hundredths, and a cat does not stand still. */
const MARGIN_MIN = 0.03;
/** Across, of the box's width; up and down, of its height. */
const MARGIN_OF_WIDTH = 0.5;
const MARGIN_OF_HEIGHT = 0.25;
/** How much smaller or larger the same thing may be the next time. */
const SMALLER = 0.7;
const LARGER = 1.4;
const HOUR = 60;
const DAY = 24 * HOUR;
/** A place of this share of the picture is as good as all of it. */
const ALL_OF_PICTURE = 0.5;
const WIDEN_HOURS = 3;
/** Wider than this is as good as all day. */
const HOURS_MAX = 12;

/**
 * The narrowest that hides this alert: what was seen, where its feet stood, as large as it was, within an hour of its
 * own. A sentence where it cannot be hidden.
 */
export function propose(
  alert: AlertGrounds,
  alertsOn: readonly string[],
  from: ClipId,
): Result<SuppressionDraft, string> {
  if (isTooRisky(alert)) {
    return err(
      "The vision model found a high risk in it. Such an alert is told whatever was not interesting before.",
    );
  }
  const decisive = decisiveOf(alert, alertsOn);
  if (decisive.length === 0) {
    return err(
      "No single thing is known that made this alert, so there is nothing to go by. What the camera alerts on is among its options.",
    );
  }
  const heights = decisive.map(({ box }) => box.height);
  const times = decisive.map(({ atMs }) => atMs);
  return ok({
    camera: alert.camera,
    labels: [...new Set(decisive.map(({ label }) => label))].toSorted(),
    places: merged(decisive.map(({ box }) => placeAround(box))),
    height: { min: SMALLER * Math.min(...heights), max: Math.min(1, LARGER * Math.max(...heights)) },
    hours: hoursAround(Math.min(...times), Math.max(...times)),
    from_clip: from,
  });
}

export const dimensions = ["place", "size", "hours", "labels"] as const;
export type Dimension = (typeof dimensions)[number];

/** One step wider in one way; nothing where it is as wide as can be. */
export function widen(draft: SuppressionDraft, dimension: Dimension): SuppressionDraft | undefined {
  const { places, height, hours, labels } = draft;
  switch (dimension) {
    case "place":
      return places === null ? undefined : { ...draft, places: widerPlaces(places) };
    case "size":
      return height === null ? undefined : { ...draft, height: null };
    case "hours":
      return hours === null ? undefined : { ...draft, hours: widerHours(hours) };
    case "labels": {
      const wider = [...new Set(labels.map((label) => groupOf(label) ?? label))].toSorted();
      return wider.join() === labels.join() ? undefined : { ...draft, labels: wider };
    }
  }
}

function placeAround(box: Box): Box {
  const { x, y } = footOf(box);
  const across = Math.max(MARGIN_MIN, MARGIN_OF_WIDTH * box.width);
  const upDown = Math.max(MARGIN_MIN, MARGIN_OF_HEIGHT * box.height);
  return between(x - across, y - upDown, x + across, y + upDown);
}

function between(left: number, top: number, right: number, bottom: number): Box {
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  return { x, y, width: Math.min(1, right) - x, height: Math.min(1, bottom) - y };
}

/** Rectangles that overlap become one, and so do the nearest where there are too many. */
function merged(places: readonly Box[]): Box[] {
  let all = [...places];
  for (;;) {
    const pair = closest(all);
    if (!pair || (pair.waste > 0 && all.length <= PLACES_MAX)) return all;
    all = [...all.filter((_, index) => index !== pair.a && index !== pair.b), pair.both];
  }
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly both: Box;
  /** What the one around both covers that neither did; negative where they overlap. */
  readonly waste: number;
}

function closest(all: readonly Box[]): Pair | undefined {
  let best: Pair | undefined;
  for (const [a, first] of all.entries()) {
    for (const [b, second] of all.entries()) {
      if (b <= a) continue;
      const both = around(first, second);
      const waste = overlap(first, second) ? -1 : areaOf(both) - areaOf(first) - areaOf(second);
      if (!best || waste < best.waste) best = { a, b, both, waste };
    }
  }
  return best;
}

const areaOf = ({ width, height }: Box): number => width * height;

function overlap(a: Box, b: Box): boolean {
  const isBeside = a.x > b.x + b.width || b.x > a.x + a.width;
  return !isBeside && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

function around(a: Box, b: Box): Box {
  return between(
    Math.min(a.x, b.x),
    Math.min(a.y, b.y),
    Math.max(a.x + a.width, b.x + b.width),
    Math.max(a.y + a.height, b.y + b.height),
  );
}

/** Twice as wide and as high; the whole picture where that is most of it. */
function widerPlaces(places: readonly Box[]): Box[] | null {
  const wider = merged(
    places.map(({ x, y, width, height }) =>
      between(x - width / 2, y - height / 2, x + 1.5 * width, y + 1.5 * height),
    ),
  );
  return wider.reduce((sum, place) => sum + areaOf(place), 0) >= ALL_OF_PICTURE ? null : wider;
}

/** From an hour before the full hour to an hour after the next. */
function hoursAround(firstMs: number, lastMs: number): SuppressionDraft["hours"] {
  const from = new Date(firstMs).getHours() * HOUR - HOUR;
  const to = new Date(lastMs).getHours() * HOUR + 2 * HOUR;
  return { from: (from + DAY) % DAY, to: to % DAY };
}

function widerHours({ from, to }: NonNullable<SuppressionDraft["hours"]>): SuppressionDraft["hours"] {
  const length = ((to - from + DAY) % DAY) + 2 * WIDEN_HOURS * HOUR;
  if (length > HOURS_MAX * HOUR) return null;
  const more = WIDEN_HOURS * HOUR;
  return { from: (from - more + DAY) % DAY, to: (to + more) % DAY };
}

import type { Clip } from "#domain/clip.ts";
import type { FilterResult } from "#domain/detection.ts";
import type { Box } from "#domain/geometry.ts";

/** Closer together, two pictures show the same. */
export const GAP_MIN_MS = 400;
/** What was seen a little before the first or after the last picture was seen in it. */
const OUTSIDE_MS = 1000;
/** The last picture of a clip may be that much earlier than its end. */
const END_MS = 300;
/** Just come into view, a thing is still at the edge. */
const INSIDE_MS = 500;

/** One time of a clip that is worth a picture. */
export interface Moment {
  /** From the start of the clip. */
  readonly atMs: number;
  readonly why: "surest" | "told" | "enters" | "leaves" | "event" | "spread";
  /** The key frame at or before that time; missing where none is known. */
  readonly keyMs?: number | undefined;
  /** Where the thing is then. */
  readonly box?: Box | undefined;
}

export interface MomentWish {
  readonly clip: Pick<Clip, "startedAtMs" | "durationMs" | "live">;
  readonly seen: Pick<FilterResult, "detections">;
  readonly max: number;
  /** Of the key frames, ms; none where they are not known. */
  readonly keys: readonly number[];
}

/**
 * Which times of a clip to show, at most `max`, in their order. First what is surest and what was told, then the coming
 * and going of each thing, then zones and lines, and the rest where the gaps are largest. A key frame near by is taken
 * instead where the time is not meant to the tenth of a second, as it costs a twentieth to decode.
 */
export function momentsOf({ clip, seen, max, keys }: MomentWish): readonly Moment[] {
  const endMs = Math.max(0, clip.durationMs - END_MS);
  const chosen: Moment[] = [];
  const isFree = (atMs: number) => chosen.every((other) => Math.abs(other.atMs - atMs) >= GAP_MIN_MS);
  const take = (wish: Wish) => {
    if (chosen.length >= max) return;
    const moment = atKey(wish, keys, endMs);
    if (isFree(moment.atMs)) chosen.push(moment);
    else if (wish.box) lendBox(chosen, wish);
  };
  for (const tier of tiersOf(clip, seen, endMs)) for (const wish of farthestFirst(tier, chosen)) take(wish);
  fill({ chosen, max, endMs, take });
  return chosen.toSorted((a, b) => a.atMs - b.atMs);
}

interface Wish {
  readonly atMs: number;
  readonly why: Moment["why"];
  readonly box?: Box | undefined;
  /** How much earlier or later will do as well. */
  readonly earlierMs: number;
  readonly laterMs: number;
}

function tiersOf(
  clip: MomentWish["clip"],
  seen: MomentWish["seen"],
  endMs: number,
): readonly (readonly Wish[])[] {
  const since = (at: string) => Date.parse(at) - clip.startedAtMs;
  const within = (wish: Wish) => wish.atMs >= -OUTSIDE_MS && wish.atMs <= endMs + OUTSIDE_MS;
  const clamped = (wish: Wish): Wish => ({ ...wish, atMs: Math.min(endMs, Math.max(0, wish.atMs)) });
  const tidy = (wishes: readonly Wish[]) => wishes.filter(within).map(clamped);

  const sharp = { earlierMs: 120, laterMs: 120 };
  const surest = seen.detections
    .toSorted((a, b) => b.score - a.score)
    .map(({ at_ms, box }): Wish => ({ atMs: at_ms, why: "surest", box, ...sharp }));
  const told = (clip.live?.alert?.told ?? []).map(
    ({ at, box }): Wish => ({ atMs: since(at), why: "told", box, ...sharp }),
  );
  const comings = (clip.live?.objects ?? []).flatMap(({ first_at, last_at }): Wish[] => [
    { atMs: since(first_at) + INSIDE_MS, why: "enters", earlierMs: 0, laterMs: 1500 },
    { atMs: since(last_at) - INSIDE_MS, why: "leaves", earlierMs: 1500, laterMs: 0 },
  ]);
  const events = (clip.live?.events ?? []).map(
    ({ at }): Wish => ({ atMs: since(at), why: "event", earlierMs: 700, laterMs: 700 }),
  );
  return [
    tidy(surest.slice(0, 1)),
    tidy(told.slice(0, 1)),
    tidy(comings),
    tidy(surest.slice(1)),
    tidy(events),
  ];
}

/** The ones that add most: each time the farthest from all that are chosen already. */
function* farthestFirst(wishes: readonly Wish[], chosen: readonly Moment[]): Generator<Wish> {
  const left = [...wishes];
  const room = (wish: Wish) => Math.min(...chosen.map(({ atMs }) => Math.abs(atMs - wish.atMs)));
  while (left.length > 0) {
    let best = 0;
    for (let i = 1; i < left.length; i++) {
      const [one, other] = [left[i], left[best]];
      if (one && other && room(one) > room(other)) best = i;
    }
    yield* left.splice(best, 1);
  }
}

interface Filling {
  readonly chosen: readonly Moment[];
  readonly max: number;
  readonly endMs: number;
  readonly take: (wish: Wish) => void;
}

/** The rest, each in the middle of the largest gap; the ends of the clip are gaps as well. */
function fill({ chosen, max, endMs, take }: Filling): void {
  while (chosen.length < max) {
    const before = chosen.length;
    const times = chosen.map(({ atMs }) => atMs).sort((a, b) => a - b);
    const { from, to } = largestGap([-endMs / (2 * max), ...times, endMs * (1 + 1 / (2 * max))]);
    const slack = Math.max(0, (to - from) / 3);
    const atMs = Math.min(endMs, Math.max(0, (from + to) / 2));
    take({ atMs, why: "spread", earlierMs: slack, laterMs: slack });
    // What is cheap may be too near to what there is.
    if (chosen.length === before) take({ atMs, why: "spread", earlierMs: 0, laterMs: 0 });
    if (chosen.length === before) return;
  }
}

function largestGap(times: readonly number[]): { readonly from: number; readonly to: number } {
  let largest = { from: 0, to: 0 };
  for (const [i, to] of times.entries()) {
    const from = times[i - 1];
    if (from !== undefined && to - from > largest.to - largest.from) largest = { from, to };
  }
  return largest;
}

function atKey(wish: Wish, keys: readonly number[], endMs: number): Moment {
  const { atMs, why, box, earlierMs, laterMs } = wish;
  const near = keys.filter(
    (key) => key >= atMs - earlierMs && key <= atMs + laterMs && key >= 0 && key <= endMs,
  );
  const [nearest] = near.toSorted((a, b) => Math.abs(a - atMs) - Math.abs(b - atMs));
  // Between key frames the earlier the cheaper: all since the last one is to be decoded.
  const isLoose = why === "spread" || why === "leaves";
  const time = nearest ?? (isLoose && keys.length > 0 ? Math.max(0, atMs - earlierMs) : atMs);
  return { atMs: time, why, keyMs: keys.findLast((key) => key <= time), box };
}

/** Two things at one time are one picture; one without a box takes over the other's if it is of that very time. */
function lendBox(chosen: Moment[], wish: Wish): void {
  const at = chosen.findIndex(
    ({ atMs, box }) => !box && Math.abs(atMs - wish.atMs) <= Math.max(wish.earlierMs, wish.laterMs),
  );
  const moment = chosen[at];
  if (moment) chosen[at] = { ...moment, box: wish.box };
}

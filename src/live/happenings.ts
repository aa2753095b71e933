import type { HappeningId } from "#domain/ids.ts";
import { type Book, makeBook } from "./book.ts";
import type { Moment } from "./follower.ts";
import { makeTeller, type Teller } from "./teller.ts";

/** A capture is told of as soon as its trigger is; what is seen until then waits for it. */
export const CAPTURE_WAIT_MS = 1_000;
/** What is seen while it waits. */
const HELD_MAX = 64;
/** The last happenings, whose clips may still be being finished. */
const EPISODES_MAX = 8;

/** What is known of one happening; of none while nothing is recorded. */
export interface Episode {
  readonly id: HappeningId | undefined;
  readonly book: Book;
  readonly teller: Teller;
  looks: number;
  /** Something went on for a while that nobody looked at. */
  wasBlind: boolean;
}

/** To which happening belongs what is seen. Monotonic ms. */
export interface Happenings {
  /** `fromMs`: what is newer belongs to what begins. */
  begin(nowMs: number, fromMs: number): void;
  capture(id: HappeningId, nowMs: number): void;
  end(nowMs: number): void;
  /** Hands the moment on as soon as it is known where it belongs. */
  put(moment: Moment): void;
  /** To be called from time to time. */
  check(nowMs: number): void;
  readonly current: Episode;
  of(id: HappeningId): Episode | undefined;
}

/** `goesOnMs`: so long after the end a capture is still on, and what begins anew belongs to it. */
export function makeHappenings(
  { cameraName, goesOnMs }: { readonly cameraName: string; readonly goesOnMs: number },
  deliver: (moment: Moment, episode: Episode) => void,
): Happenings {
  const episodes = makeShelf();
  /** Since when nothing was looked at, and since when a capture was told of meanwhile. */
  let overMs: number | undefined = Number.NEGATIVE_INFINITY;
  let earlyMs = Number.NEGATIVE_INFINITY;
  let waiting: { readonly untilMs: number; readonly fromMs: number } | undefined;
  let held: readonly Moment[] = [];

  const open = (id: HappeningId | undefined, fromMs: number) => openEpisode(cameraName, id, fromMs);
  let current = open(undefined, Number.NEGATIVE_INFINITY);

  const release = () => {
    waiting = undefined;
    const moments = held;
    held = [];
    for (const moment of moments) deliver(moment, current);
  };

  return {
    begin(nowMs, fromMs) {
      const isStillOn = overMs === undefined || nowMs - overMs <= goesOnMs;
      if (!isStillOn && nowMs - earlyMs > CAPTURE_WAIT_MS) {
        release();
        current = open(undefined, fromMs);
        waiting = { untilMs: nowMs + CAPTURE_WAIT_MS, fromMs };
      }
      overMs = undefined;
    },
    capture(id, nowMs) {
      if (overMs !== undefined) earlyMs = nowMs;
      if (current.id !== id) {
        const before = current;
        current = episodes.get(id) ?? open(id, waiting?.fromMs ?? nowMs);
        if (waiting) current.looks += before.looks;
        episodes.put(id, current);
      }
      release();
    },
    end(nowMs) {
      overMs = nowMs;
    },
    put(moment) {
      if (!waiting) return deliver(moment, current);
      held = [...held, moment];
      if (held.length >= HELD_MAX) release();
    },
    check(nowMs) {
      if (waiting && nowMs >= waiting.untilMs) release();
    },
    get current() {
      return current;
    },
    of: (id) => episodes.get(id),
  };
}

function openEpisode(cameraName: string, id: HappeningId | undefined, fromMs: number): Episode {
  return { id, book: makeBook(fromMs), teller: makeTeller(cameraName), looks: 0, wasBlind: false };
}

function makeShelf() {
  const episodes = new Map<HappeningId, Episode>();
  return {
    get: (id: HappeningId) => episodes.get(id),
    put(id: HappeningId, episode: Episode): void {
      episodes.delete(id);
      episodes.set(id, episode);
      const [oldest] = episodes.keys();
      if (episodes.size > EPISODES_MAX && oldest) episodes.delete(oldest);
    },
  };
}

import type { Size } from "#vision/motion/size.ts";
import { makeViewMemory, type ViewMemory } from "./memory.ts";
import { VIEW_TIMING, type ViewTiming } from "./timing.ts";
import { makeView, type ViewVerdict } from "./view.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const NOON = 12;
const HOURS = 24;
const LOOK_MS = VIEW_TIMING.lookMs;

/** When each thing was first told, in minutes since the show began; what was never told is not in it. */
export type Told = Partial<Record<keyof ViewVerdict, number>>;

export interface ViewBench {
  readonly memory: ViewMemory;
  /** Shows pictures, again and again, for so long; each time a little different, as a sensor does. */
  show(pictures: readonly Uint8Array[], forMs: number, everyMs?: number): Told;
  /** The same, byte for byte. */
  repeat(pictures: readonly Uint8Array[], forMs: number, everyMs?: number): Told;
  /** Nothing comes for so long. */
  pause(forMs: number): void;
  /** What is told now. */
  now(): readonly string[];
  accept(): void;
}

/** A view from noon on. */
export function openView(size: Size, memory = makeViewMemory(), timing: ViewTiming = VIEW_TIMING): ViewBench {
  const view = makeView(size, memory, timing);
  let atMs = 0;
  let shown = 0;
  let verdict: ViewVerdict = { covered: false, moved: false, frozen: false };

  const play = (next: () => Uint8Array, forMs: number, everyMs: number): Told => {
    const told: Told = {};
    const fromMs = atMs;
    for (; atMs < fromMs + forMs; atMs += everyMs) {
      verdict = view.next(next(), atMs, Math.floor(NOON + atMs / HOUR) % HOURS);
      for (const fault of faultsOf(verdict)) told[fault] ??= (atMs - fromMs) / MINUTE;
    }
    return told;
  };
  const from = (pictures: readonly Uint8Array[]) => () =>
    pictures[shown++ % pictures.length] ?? new Uint8Array();
  const sensed = (picture: Uint8Array): Uint8Array => {
    const own = Uint8Array.from(picture);
    // Three pixels in the middle count the pictures.
    const middle = Math.floor(own.length / 2);
    own.set(
      [shown & 7, (shown >> 3) & 7, (shown >> 6) & 255].map((n, i) => (own[middle + i] ?? 0) ^ n),
      middle,
    );
    return own;
  };

  return {
    memory,
    show: (pictures, forMs, everyMs = LOOK_MS) => {
      const next = from(pictures);
      return play(() => sensed(next()), forMs, everyMs);
    },
    repeat: (pictures, forMs, everyMs = LOOK_MS) => play(from(pictures), forMs, everyMs),
    pause(forMs) {
      atMs += forMs;
    },
    now: () => faultsOf(verdict),
    accept: view.accept,
  };
}

const faultsOf = (verdict: ViewVerdict) =>
  (["covered", "moved", "frozen"] as const).filter((fault) => verdict[fault]);

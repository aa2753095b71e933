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
  /** Shows pictures, again and again from the first, for so long. */
  show(pictures: readonly Uint8Array[], forMs: number, everyMs?: number): Told;
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

  return {
    memory,
    show(pictures, forMs, everyMs = LOOK_MS) {
      const told: Told = {};
      const fromMs = atMs;
      for (; atMs < fromMs + forMs; atMs += everyMs) {
        const picture = pictures[shown++ % pictures.length] ?? new Uint8Array();
        verdict = view.next(picture, atMs, Math.floor(NOON + atMs / HOUR) % HOURS);
        for (const fault of faultsOf(verdict)) told[fault] ??= (atMs - fromMs) / MINUTE;
      }
      return told;
    },
    pause(forMs) {
      atMs += forMs;
    },
    now: () => faultsOf(verdict),
    accept: view.accept,
  };
}

const faultsOf = (verdict: ViewVerdict) =>
  (["covered", "moved", "frozen"] as const).filter((fault) => verdict[fault]);

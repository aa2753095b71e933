import type { Stage } from "#domain/clip-state.ts";
import type { Backoff } from "./retry.ts";

const MINUTE_MS = 60_000;

export interface StageRule extends Backoff {
  /** Clips at work at once. */
  readonly concurrency: number;
  /** One attempt may take this long. */
  readonly timeoutMs: number;
  /** Then the stage is given up. Counted over restarts, so a clip that kills the app does so only so often. */
  readonly attemptsMax: number;
  /** After so many failures in a row the owner is told. */
  readonly tellAfter: number;
  /** Its clips wait for days: while none gets through, they rest together and not each for itself. */
  readonly restsTogether: boolean;
}

/** How hard each stage is tried. The journal, not the memory, is the queue: see docs/design/pipeline.md. */
export const stageRules = {
  // Never given up: the evidence leaves the house even if it takes days. The deadline is for a storage that forgot its
  // own: four clips of 150 MB take an hour and a half together where the house sends 1 Mbit/s.
  upload: {
    concurrency: 4,
    timeoutMs: 4 * 60 * MINUTE_MS,
    attemptsMax: Number.POSITIVE_INFINITY,
    tellAfter: 3,
    restsTogether: true,
    firstMs: 2000,
    capMs: 5 * MINUTE_MS,
  },
  // Given up half a minute after it began to fail: time to load a model, and an alert that says "the detector failed"
  // is still worth something.
  filter: {
    concurrency: 2,
    timeoutMs: 2 * MINUTE_MS,
    attemptsMax: 6,
    tellAfter: 6,
    restsTogether: false,
    firstMs: 2000,
    capMs: 10_000,
  },
  // The desk in front of the analyzers has its own turns, its own limits and always an answer: see docs/design/analyst.md.
  // So many clips stand before it that one with an alert can overtake; the deadline is for a bug of ours.
  vlm: {
    concurrency: 16,
    timeoutMs: 16 * MINUTE_MS,
    attemptsMax: 3,
    tellAfter: 3,
    restsTogether: false,
    firstMs: 2000,
    capMs: 10_000,
  },
  // Bounded by the age of the clip instead: see NOTIFY_AGE_MAX_MS.
  notify: {
    concurrency: 8,
    timeoutMs: 30_000,
    attemptsMax: Number.POSITIVE_INFINITY,
    tellAfter: 10,
    restsTogether: true,
    firstMs: 1000,
    capMs: MINUTE_MS,
  },
  // Small, and follows the clip wherever it went: waits as long as the upload did.
  sidecar: {
    concurrency: 2,
    timeoutMs: 5 * MINUTE_MS,
    attemptsMax: Number.POSITIVE_INFINITY,
    tellAfter: 3,
    restsTogether: true,
    firstMs: 2000,
    capMs: 5 * MINUTE_MS,
  },
} as const satisfies Record<Stage, StageRule>;

import type { Component } from "./components.ts";
import { Kind } from "./kind.ts";

/** The frames of the last moments. What differs from them moves; what only differs from the background stands. */
export interface Recent {
  /** Remembers the frame if the newest remembered one is old enough. */
  keep(frame: Uint8Array, atMs: number): void;
  /** The frame of `lagMs` ago, or the one before this where frames come less often. */
  before(atMs: number): Uint8Array | undefined;
  forget(): void;
}

const SLOTS = 4;

export function makeRecent(pixels: number, lagMs: number): Recent {
  const slots = Array.from({ length: SLOTS }, () => ({ frame: new Uint8Array(pixels), atMs: 0 }));
  const spacingMs = lagMs / (SLOTS - 1);
  let kept: typeof slots = [];

  return {
    keep(frame, atMs) {
      const newest = kept[0];
      if (newest !== undefined && atMs - newest.atMs < spacingMs) return;
      const slot = kept.length < SLOTS ? slots[kept.length] : kept.at(-1);
      if (slot === undefined) return;
      slot.frame.set(frame);
      slot.atMs = atMs;
      kept = [slot, ...kept.filter((other) => other !== slot)];
    },
    before(atMs) {
      return (kept.find((slot) => atMs - slot.atMs >= lagMs) ?? kept.at(-1))?.frame;
    },
    forget() {
      kept = [];
    },
  };
}

const SHIFT_STEP = 7;

/** By how many levels the background part of the picture got brighter since `before`. */
export function brightening(frame: Uint8Array, before: Uint8Array, kinds: Uint8Array): number {
  let sum = 0;
  let n = 0;
  for (let i = 0; i < frame.length; i += SHIFT_STEP) {
    if (kinds[i] !== Kind.background) continue;
    sum += (frame[i] ?? 0) - (before[i] ?? 0);
    n++;
  }
  return n === 0 ? 0 : sum / n;
}

/** The difference of two frames has twice the variance of one. */
const SIGMAS_SQUARED = 2 * 4 * 4;

/** How many pixels of the component changed since `before`, beyond noise and the change of light. */
export function countChanged(
  frame: Uint8Array,
  before: Uint8Array,
  variance: Float32Array,
  order: Int32Array,
  { from, to }: Component,
  { shift, levels }: { readonly shift: number; readonly levels: number },
): number {
  const floor = levels * levels;
  let count = 0;
  for (let at = from; at < to; at++) {
    const i = order[at] ?? 0;
    const change = (frame[i] ?? 0) - (before[i] ?? 0) - shift;
    const noise = SIGMAS_SQUARED * (variance[i] ?? 0);
    if (change * change > (noise > floor ? noise : floor)) count++;
  }
  return count;
}

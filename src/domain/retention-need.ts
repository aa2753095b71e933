import type { RetentionRules } from "./retention-settings.ts";

/** Space is made down to this part of the limit, so that not every clip begins a new round. */
export const LOW_MARK = 0.9;
/** A floor above this part of the disk could never be kept. */
const FLOOR_SHARE_MAX = 0.5;

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface Use {
  readonly keptBytes: number;
  readonly disk: DiskSpace;
}

/** Which limit asks for space: the one for clips, or the one for the whole disk. */
export type Limit = "size" | "free";

export interface Need {
  readonly limit: Limit;
  /** What the limit says. */
  readonly limitBytes: number;
  /** How much must go to keep it. */
  readonly bytes: number;
}

/** How much must go to reach the low mark; nothing while no limit is broken. */
export function needOf(use: Use, rules: RetentionRules, isDraining: boolean): Need | undefined {
  const low = brokenLimits(use, rules, LOW_MARK);
  const broken = isDraining ? low : brokenLimits(use, rules);
  return worstOf(low.filter(({ limit }) => broken.some((other) => other.limit === limit)));
}

/** The limit that is broken; a full disk hurts more than the clips alone. */
export function shortageOf(use: Use, rules: RetentionRules): Need | undefined {
  return brokenLimits(use, rules).at(-1);
}

/** When so much is gone. */
export function after({ keptBytes, disk }: Use, bytes: number): Use {
  return { keptBytes: keptBytes - bytes, disk: { ...disk, freeBytes: disk.freeBytes + bytes } };
}

/** How much of this disk stays free. */
export function floorBytes({ totalBytes }: DiskSpace, { minFreeBytes }: RetentionRules): number {
  return Math.min(minFreeBytes, totalBytes * FLOOR_SHARE_MAX);
}

function brokenLimits({ keptBytes, disk }: Use, rules: RetentionRules, mark = 1): readonly Need[] {
  const { maxBytes = Number.POSITIVE_INFINITY } = rules;
  const floor = floorBytes(disk, rules);
  const needs: readonly Need[] = [
    { limit: "size", limitBytes: maxBytes, bytes: Math.ceil(keptBytes - maxBytes * mark) },
    { limit: "free", limitBytes: floor, bytes: Math.ceil(floor / mark - disk.freeBytes) },
  ];
  return needs.filter(({ bytes }) => bytes > 0);
}

function worstOf(needs: readonly Need[]): Need | undefined {
  return needs.toSorted((a, b) => b.bytes - a.bytes)[0];
}

import { holdOf, type KeptClip, type KeptGroup } from "./kept-clip.ts";
import type { RetentionRules } from "./retention-settings.ts";

/** Where a clip stands in its group. */
export interface EndPosition {
  readonly id: string;
  readonly endedAtMs: number;
}

/** What the planner wants to read: the clips of a group that come after this one, those first that ended first. */
export interface Want {
  readonly group: KeptGroup;
  readonly after: EndPosition | undefined;
}

/** Reads on the way: each want is answered with a page; an empty one is the end of the group. */
export type Reading<T> = Generator<Want, T, readonly KeptClip[]>;

/** The clips of one group that may go, the one first that ended first. Reads no further than it is asked. */
export interface Queue {
  readonly group: KeptGroup;
  /** Stays the first until it is dropped. */
  first(): Reading<KeptClip | undefined>;
  drop(): void;
}

export function makeQueue(group: KeptGroup, nowMs: number, rules: RetentionRules): Queue {
  let page: readonly KeptClip[] = [];
  let index = 0;
  let isAtEnd = false;
  return {
    group,
    *first() {
      for (;;) {
        for (; index < page.length; index += 1) {
          const clip = page[index];
          const hold = clip && holdOf(clip, nowMs, rules);
          if (clip && hold === undefined) return clip;
          // Too young to be without a copy, and those behind it are younger still.
          isAtEnd ||= hold === "copy_missing";
        }
        if (isAtEnd) return undefined;
        page = yield { group, after: page.at(-1) };
        index = 0;
        isAtEnd = page.length === 0;
      }
    },
    drop: () => {
      index += 1;
    },
  };
}

/** The queue whose first clip ended before those of the others, with that clip; nothing where all are empty. */
export function* oldestOf(
  queues: readonly Queue[],
): Reading<{ readonly queue: Queue; readonly clip: KeptClip } | undefined> {
  let oldest: { queue: Queue; clip: KeptClip } | undefined;
  for (const queue of queues) {
    const clip = yield* queue.first();
    if (clip && (!oldest || isBefore(clip, oldest.clip))) oldest = { queue, clip };
  }
  return oldest;
}

function isBefore(a: KeptClip, b: KeptClip): boolean {
  return a.endedAtMs === b.endedAtMs ? a.id < b.id : a.endedAtMs < b.endedAtMs;
}

import type { Clock } from "#ports/clock.ts";
import type { Documents } from "./on-off.ts";
import { makeRate } from "./rate.ts";

/** Of one camera, however much goes on in front of it. The newest state of each kind waits, older ones are skipped. */
export const LIVE_STATES_PER_S_MAX = 10;

/** Says what changed in some documents, at a pace that a broker and a small computer can follow. */
export interface PacedStates {
  /** How they are now. What waits longest goes first. */
  offer(documents: Documents): void;
  /** Says all of them at once, whatever was said before. */
  repeat(documents: Documents): void;
  /** Nobody was told anything: of one document, or of all. */
  forget(leaf?: string): void;
}

export interface PacedParts {
  readonly tell: (leaf: string, text: string) => void;
  /** Resolves once what was told is out: with a slow broker the newest state waits here, not a queue of old ones there. */
  readonly isOut: () => Promise<void>;
  readonly clock: Clock;
}

export function makePacedStates({ tell, isOut, clock }: PacedParts, signal: AbortSignal): PacedStates {
  const told = new Map<string, string>();
  /** In the order in which they changed. */
  const waiting = new Map<string, string>();
  const rate = makeRate(LIVE_STATES_PER_S_MAX, clock);
  let isTelling = false;

  function tellOne(leaf: string, text: string): void {
    waiting.delete(leaf);
    told.set(leaf, text);
    tell(leaf, text);
  }

  async function tellWaiting(): Promise<void> {
    if (isTelling) return;
    isTelling = true;
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const waitMs = rate.waitMs();
      if (waitMs > 0) {
        await clock.sleep(waitMs, signal).catch(() => undefined);
        if (signal.aborted) return;
        continue;
      }
      rate.note();
      tellOne(...next);
      await isOut();
    }
    isTelling = false;
  }

  return {
    offer(documents) {
      for (const [leaf, text] of Object.entries(documents)) {
        if (told.get(leaf) === text) waiting.delete(leaf);
        else waiting.set(leaf, text);
      }
      void tellWaiting();
    },
    repeat(documents) {
      for (const [leaf, text] of Object.entries(documents)) tellOne(leaf, text);
    },
    forget(leaf) {
      for (const texts of [told, waiting]) {
        if (leaf === undefined) texts.clear();
        else texts.delete(leaf);
      }
    },
  };
}

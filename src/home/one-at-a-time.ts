import { Failure, failureMessage } from "#domain/failure.ts";
import type { Logger } from "#ports/logger.ts";

/** Runs long work one after another; what is newer can cut short what runs. */
export interface OneAtATime {
  /** After what runs now. The world's failures end the work quietly: the next connection begins it anew. */
  queue(work: (signal: AbortSignal) => Promise<void>): void;
  /** Instead of what runs and waits now. */
  replace(work: (signal: AbortSignal) => Promise<void>): void;
  settled(): Promise<void>;
}

const WAITING_MAX = 16;

export function makeOneAtATime(log: Logger, signal: AbortSignal): OneAtATime {
  let round = new AbortController();
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;

  async function next(before: Promise<void>, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const until = AbortSignal.any([signal, round.signal]);
    await before;
    waiting -= 1;
    if (until.aborted) return;
    try {
      await work(until);
    } catch (cause) {
      if (until.aborted) return;
      if (!(cause instanceof Failure)) throw cause;
      log.debug({ reason: failureMessage(cause) }, "work for home assistant interrupted");
    }
  }

  function add(work: (signal: AbortSignal) => Promise<void>): void {
    waiting += 1;
    tail = next(tail, work);
  }

  return {
    queue(work) {
      // Each piece of work looks at the present: enough of them wait already.
      if (waiting < WAITING_MAX) add(work);
    },
    replace(work) {
      round.abort();
      round = new AbortController();
      add(work);
    },
    settled: () => tail,
  };
}

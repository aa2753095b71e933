import { Failure } from "#domain/failure.ts";

/** Pictures that wait on a side. Each clip that is looked through has one, live cameras have one together. */
export const WAITING_MAX = 32;

/** Who looks with the model: live cameras, or finished clips. */
export type Side = "live" | "clip";

/**
 * The model's time, one picture after another. While both sides wait they take turns, so neither waits for more than one
 * picture of the other. On one side the order is that of asking.
 */
export interface Turns {
  /** Runs `job` when it is its turn. Aborted while it waits, it is never begun. */
  take<T>(side: Side, job: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** How many wait on a side; not the one whose turn it is. */
  waiting(side: Side): number;
}

export function makeTurns(): Turns {
  const queues: Readonly<Record<Side, Set<() => void>>> = { live: new Set(), clip: new Set() };
  let isBusy = false;
  let last: Side = "clip";

  function grant(): void {
    if (isBusy) return;
    const other = last === "live" ? "clip" : "live";
    const side = queues[other].size > 0 ? other : last;
    const [next] = queues[side];
    if (!next) return;
    queues[side].delete(next);
    [isBusy, last] = [true, side];
    next();
  }

  async function turn(side: Side, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw aborted();
    if (queues[side].size >= WAITING_MAX) throw tooMuch();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      // Already granted, it ends with the job, which obeys the signal too.
      if (queues[side].delete(resolve)) reject(aborted());
    };
    queues[side].add(resolve);
    signal.addEventListener("abort", onAbort, { once: true });
    grant();
    await promise.finally(() => signal.removeEventListener("abort", onAbort));
  }

  return {
    take: async (side, job, signal) => {
      await turn(side, signal);
      try {
        return await job();
      } finally {
        isBusy = false;
        grant();
      }
    },
    waiting: (side) => queues[side].size,
  };
}

const aborted = (): Failure => new Failure("aborted", "The detector was told to stop.");
const tooMuch = (): Failure =>
  new Failure("unavailable", "The detector has too much to do and takes no more pictures now.");

import type { Failure } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";

/** A server that restarts is no news. */
export const TELL_AFTER_MS = 60_000;
/** So long it must be well before it is called well: a server that comes and goes is one problem. */
export const STEADY_MS = 30_000;

const KEY = "postgres";

export interface TroubleParts {
  readonly clock: Pick<Clock, "monotonic">;
  problem(key: string, sentence?: string): void;
}

/** Tells the owner late of what may pass, at once of what only he can put right, and takes it back late. */
export interface Trouble {
  failed(failure: Failure): void;
  /** The server has just answered. */
  well(): void;
}

export function makeTrouble({ clock, problem }: TroubleParts): Trouble {
  let failingSinceMs: number | undefined;
  let wellSinceMs: number | undefined;
  let isTold = false;

  return {
    failed({ kind, message }) {
      const nowMs = clock.monotonic();
      wellSinceMs = undefined;
      failingSinceMs ??= nowMs;
      isTold ||= kind === "rejected" || nowMs - failingSinceMs >= TELL_AFTER_MS;
      if (isTold) problem(KEY, `${message} Clips are not affected; all is delivered later.`);
    },
    well() {
      if (failingSinceMs === undefined) return;
      wellSinceMs ??= clock.monotonic();
      if (clock.monotonic() - wellSinceMs < STEADY_MS) return;
      if (isTold) problem(KEY);
      failingSinceMs = undefined;
      wellSinceMs = undefined;
      isTold = false;
    },
  };
}

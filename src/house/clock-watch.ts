import type { Clock } from "#ports/clock.ts";

const CHECK_MS = 10_000;
/** Time servers correct by less, and a machine that stalls for a minute has not lost its clock. */
const STEP_MS = 5 * 60_000;
/** A step is told so long; then whoever looks for a clip of that hour has read it. */
export const STEP_TOLD_MS = 60 * 60_000;
/** Clips may end a little after now: cameras hand pictures on late, and clocks are corrected back by a little. */
const AHEAD_MS = 10 * 60_000;
/** As long as retention doubts the clock. */
export const AHEAD_TOLD_MS = 24 * 60 * 60_000;
/** No clock that is right says an earlier time: this program did not exist. To be moved with each release. */
export const BUILT_MS = Date.UTC(2026, 10, 1);
const PROBLEM = "clock";

export interface ClockWatchParts {
  readonly clock: Clock;
  /** When the newest clip ended, as the journal says at the start (Unix ms). */
  readonly newestEndMs: number | undefined;
  problem(key: string, sentence?: string): void;
}

interface Step {
  readonly byMs: number;
  readonly toWallMs: number;
  readonly untilSteadyMs: number;
}

/**
 * Compares the clock on the wall with the one that never goes back. Nothing here puts anything right: what lasts is
 * counted on the steady clock everywhere, and the owner is told which times are not to be believed.
 */
export function openClockWatch({ clock, newestEndMs, problem }: ClockWatchParts): AsyncDisposable {
  const stop = new AbortController();
  const aheadUntilMs = clock.monotonic() + AHEAD_TOLD_MS;
  let last = { wallMs: clock.now(), steadyMs: clock.monotonic() };
  let step: Step | undefined;

  const look = () => {
    const now = { wallMs: clock.now(), steadyMs: clock.monotonic() };
    const byMs = now.wallMs - last.wallMs - (now.steadyMs - last.steadyMs);
    last = now;
    if (Math.abs(byMs) >= STEP_MS) {
      step = { byMs, toWallMs: now.wallMs, untilSteadyMs: now.steadyMs + STEP_TOLD_MS };
    } else if (step && now.steadyMs >= step.untilSteadyMs) {
      step = undefined;
    }
    const isAheadTold = now.steadyMs < aheadUntilMs;
    problem(PROBLEM, sentenceOf(now.wallMs, step, isAheadTold ? newestEndMs : undefined));
  };
  const watch = async () => {
    while (!stop.signal.aborted) {
      look();
      await clock.sleep(CHECK_MS, stop.signal).catch(() => undefined);
    }
  };
  const ended = watch();

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

/** The worst of what is wrong now. */
function sentenceOf(
  nowMs: number,
  step: Step | undefined,
  newestEndMs: number | undefined,
): string | undefined {
  if (nowMs < BUILT_MS) {
    return `The clock of this machine says ${timeOf(nowMs)}, which cannot be: Porchlight is newer than that. Clips and alerts carry wrong times, and places on the internet may refuse the connection. Set the time of this machine, or let it reach a time server.`;
  }
  if (step) {
    const { byMs, toWallMs } = step;
    const slept = byMs > 0 ? ", or it slept so long" : "";
    return `The clock of this machine was set ${byMs > 0 ? "forward" : "back"} by ${spanOf(Math.abs(byMs))}${slept}, to ${timeOf(toWallMs)}. Clips and alerts from before may carry a wrong time, and for a day no clip is deleted for its age if it was more than an hour. If the clock is right now, there is nothing to do.`;
  }
  if (newestEndMs !== undefined && newestEndMs - nowMs > AHEAD_MS) {
    return `The newest clip is of ${timeOf(newestEndMs)}, but the clock of this machine says ${timeOf(nowMs)}: it is wrong now, or was when that clip was recorded. Check the time of this machine. For a day no clip is deleted for its age.`;
  }
  return undefined;
}

/** Of the whole world, as nobody knows here whether the local time is right: `2026-11-20 12:05 UTC`. */
function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function spanOf(ms: number): string {
  if (ms < HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  return ms < 2 * DAY_MS ? `${Number((ms / HOUR_MS).toFixed(1))} h` : `${Math.round(ms / DAY_MS)} days`;
}

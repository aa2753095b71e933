import type { ClipState } from "#domain/clip-state.ts";
import { Failure } from "#domain/failure.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { needOf } from "#domain/retention-need.ts";
import { shortageSentence } from "#domain/retention-words.ts";
import { attempt } from "#pipeline/attempt.ts";
import { slept } from "#pipeline/retry.ts";
import type { Retention } from "#ports/retention.ts";
import { makeClockTrust } from "./clock-trust.ts";
import { makeCompareBeat } from "./compare-beat.ts";
import { dryRun, type RoundParts, runRound } from "./round.ts";

/** How often free space is looked at; a clip that is finished asks at once. */
export const CHECK_MS = 60_000;
/** How often age is looked at. */
export const ROUND_EVERY_MS = 60 * 60_000;
/** The pause after each look, however many clips are finished meanwhile. */
export const PAUSE_MS = 5000;
/** The next try where the last one could not make enough room. */
export const STUCK_MS = 5 * 60_000;
const ROUND_TIMEOUT_MS = 30 * 60_000;
const CHECK_TIMEOUT_MS = 30_000;
const PROBLEM = "retention";

export interface RetentionOptions extends Omit<RoundParts, "trust" | "beat" | "inTurn"> {
  problem(key: string, sentence?: string): void;
}

/** Keeps clips within their limits. Only one round runs at a time. Disposing ends it between two clips. */
export interface OpenRetention extends Retention, AsyncDisposable {
  /** What the pipeline writes down. */
  note(event: ClipEvent, state: ClipState): void;
  /** The clock has jumped: nothing is deleted for its age. */
  isClockInDoubt(): boolean;
}

export function openRetention(options: RetentionOptions): OpenRetention {
  const { clock, store, archive, onEvent } = options;
  const trust = makeClockTrust(clock);
  const parts: RoundParts = { ...options, trust, beat: makeCompareBeat(clock), inTurn: makeTurns() };
  const stop = new AbortController();
  const keeping = openKeeping(parts, options, stop.signal);

  return {
    note(event, { bytes }) {
      if (event.type === "clip_captured") keeping.grew(bytes);
      if (event.type === "clip_done") keeping.wake();
    },
    isClockInDoubt: trust.isInDoubt,
    preview: (signal) => dryRun(parts, AbortSignal.any([signal, stop.signal])),
    star: (id, starred) =>
      parts.inTurn(async () => {
        const state = await store.get(id);
        if (!state) return undefined;
        if (state.deleted_at !== null) throw new Failure("rejected", "This clip was deleted already.");
        if (state.starred === starred) return state;
        const at = new Date(clock.now()).toISOString();
        await archive.star(id, starred, at);
        const after = { ...state, starred };
        onEvent({ clip_id: id, type: starred ? "clip_starred" : "clip_unstarred", at }, after);
        return after;
      }),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await keeping.ended;
      await parts.inTurn(async () => undefined);
    },
  };
}

/** Looks after the limits until the signal aborts. */
function openKeeping(parts: RoundParts, { problem, log }: RetentionOptions, stop: AbortSignal) {
  const { clock, rules, shelf } = parts;
  let nap = new AbortController();
  let keptBytes = 0;
  let isCut = false;
  let isDraining = false;
  let nextRoundMs = clock.monotonic();
  let stuckUntilMs = 0;

  const isDue = async () => {
    if (clock.monotonic() >= nextRoundMs) return true;
    if (clock.monotonic() < stuckUntilMs) return false;
    const limits = { clock, timeoutMs: CHECK_TIMEOUT_MS, signal: stop };
    const disk = await attempt(limits, () => shelf.space());
    return disk.ok && needOf({ keptBytes, disk: disk.value }, rules, false) !== undefined;
  };
  const keep = async () => {
    const limits = { clock, timeoutMs: ROUND_TIMEOUT_MS, signal: stop };
    const done = await attempt(limits, (signal) => runRound(parts, isDraining, signal));
    if (!done.ok) {
      if (done.error.kind === "aborted") return;
      log.warn({ err: done.error.cause }, "clips not tidied up");
      problem(PROBLEM, `Old clips cannot be deleted: ${done.error.message}`);
      stuckUntilMs = clock.monotonic() + STUCK_MS;
      nextRoundMs = stuckUntilMs;
      return;
    }
    const { plan, deletedBytes } = done.value;
    keptBytes = plan.keptBytes - deletedBytes;
    isCut = done.value.isCut;
    // What goes for its age alone is no reason to make more room.
    isDraining = plan.isCut && (isDraining || plan.deletions.some(({ cause }) => cause.kind !== "age"));
    nextRoundMs = clock.monotonic() + (isCut ? 0 : ROUND_EVERY_MS);
    stuckUntilMs = plan.shortage ? clock.monotonic() + STUCK_MS : 0;
    problem(PROBLEM, shortageSentence(plan));
  };
  const run = async () => {
    while (!stop.aborted) {
      if (await isDue()) await keep();
      await slept(clock, PAUSE_MS, stop);
      if (!isCut) await slept(clock, CHECK_MS - PAUSE_MS, AbortSignal.any([stop, nap.signal]));
      nap = new AbortController();
    }
  };

  return {
    ended: run(),
    wake: () => nap.abort(),
    grew: (bytes: number) => {
      keptBytes += bytes;
    },
  };
}

/** Steps that each wait for the one before, whatever became of it. */
function makeTurns(): RoundParts["inTurn"] {
  let last: Promise<unknown> = Promise.resolve();
  return (step) => {
    const mine = last.then(step, step);
    last = mine;
    return mine;
  };
}

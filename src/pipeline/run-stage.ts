import type { Findings } from "#domain/clip-progress.ts";
import type { Stage } from "#domain/clip-state.ts";
import type { ClipId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { err, ok, type Result } from "#domain/result.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import { attempt, type Trouble } from "./attempt.ts";
import type { Lane, Place } from "./lane.ts";
import type { Ledger } from "./ledger.ts";
import { pauseMs, slept } from "./retry.ts";
import { type StageRule, stageRules } from "./stage-rules.ts";
import type { LaneName } from "./steps-now.ts";

/** Every attempt up to this one is written down, then each whose number is a power of two: days of retries stay few rows. */
const ATTEMPTS_ALL_RECORDED = 8;

/** What a clip's way through the stages needs of the pipeline. */
export interface StageContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  problem(key: string, sentence?: string): void;
  /** The clip found no place in a lane, or lost it to one that matters more. */
  onMissed(id: ClipId, lane: LaneName): void;
  /** Aborts what runs. */
  readonly stop: AbortSignal;
  /** Aborts what only waits for its next attempt; before `stop`, so that the rest can finish. */
  readonly rest: AbortSignal;
}

export interface Step<T> {
  readonly stage: Stage;
  readonly lane: Lane;
  /** One of several storages or notifiers: the stage is over when all are, which is for the caller to write down. */
  readonly place?: string;
  /** What people call that place, where the owner should read it. */
  readonly title?: string;
  /** Aborts while it only waits: the step is not wanted any more. */
  readonly enough?: AbortSignal;
  /** Whether its turn comes before that of others. */
  readonly isUrgent?: () => boolean;
  run(signal: AbortSignal): Promise<T>;
  /** What the state learns of a success; a sentence where the stage turned out to have nothing to do. */
  learn(value: T): Findings | string;
  /** Unix ms after which it is not tried again. */
  readonly untilMs?: number;
}

/**
 * Takes one stage to its end: waits for a turn, tries, retries what may pass by itself, writes each step down.
 *
 * `aborted` means that the stage is not over: shutdown, or no place in the lane. The journal has it, and a later start
 * or sweep takes it up again.
 */
export async function runStage<T>(
  context: StageContext,
  ledger: Ledger,
  step: Step<T>,
): Promise<Result<T, StageError>> {
  const { stage, lane, isUrgent } = step;
  const { camera_name, start_ts } = ledger.state;
  const rule = stageRules[stage];
  const startedAtMs = Date.parse(start_ts);
  using place = lane.join({ camera: camera_name, startedAtMs, ...(isUrgent && { isUrgent }) });
  const missed = () => context.onMissed(ledger.state.clip_id, laneOf(step));
  if (!place) {
    missed();
    return later(stage);
  }
  place.lost.addEventListener("abort", missed, { once: true });
  const enough = step.enough ? [step.enough] : [];
  using rest = eitherOf(context.rest, place.lost, ...enough);
  using atFirst = eitherOf(context.stop, ...enough);

  const first = ledger.state.stages[stage].attempts + 1;
  let successes = lane.rest?.successes() ?? 0;
  for (let number = first; ; number += 1) {
    if (number > rule.attemptsMax) return await giveUp(context, ledger, step);
    const patience = number === first ? atFirst.signal : rest.signal;
    const { outcome, next } = await tryOnce(context, ledger, step, {
      number,
      place,
      rule,
      patience,
      successes,
    });
    if (next === "over") return outcome;
    successes = lane.rest?.successes() ?? 0;
    if (next === "turn") continue;
    const isOver = !(await slept(context.clock, pauseMs(rule, number, context.random), rest.signal));
    if (isOver) return later(stage);
  }
}

/** As `AbortSignal.any`, which is not let go as long as the one that lives longer is there. */
function eitherOf(...signals: readonly AbortSignal[]): Disposable & { readonly signal: AbortSignal } {
  const both = new AbortController();
  const abort = () => both.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  }
  return {
    signal: both.signal,
    [Symbol.dispose]: () => {
      for (const signal of signals) signal.removeEventListener("abort", abort);
    },
  };
}

interface Try {
  readonly number: number;
  readonly rule: StageRule;
  readonly place: Place;
  /** Ends the wait for a turn. */
  readonly patience: AbortSignal;
  /** How many clips had got through the lane when this one last failed. */
  readonly successes: number;
}

interface Tried<T> {
  readonly outcome: Result<T, StageError>;
  /** `rest`: it tries again after a rest of its own; `turn`: in its next turn, as the whole lane rests. */
  readonly next: "over" | "rest" | "turn";
}

async function tryOnce<T>(
  context: StageContext,
  ledger: Ledger,
  step: Step<T>,
  { number, rule, place, patience, successes }: Try,
): Promise<Tried<T>> {
  const { clock, problem, stop } = context;
  const { stage } = step;
  const where = step.place === undefined ? {} : { place: step.place };
  const turn = await place.turn(patience).then(ok, err);
  if (!turn.ok) return { outcome: later(stage), next: "over" };
  using _turn = turn.value;

  if (isRecorded(number)) await ledger.note({ type: "stage_started", stage, ...where, attempt: number });
  const beganMs = clock.monotonic();
  const outcome = await attempt({ clock, timeoutMs: rule.timeoutMs, signal: stop }, step.run);
  const facts = { stage, ...where, attempt: number, duration_ms: Math.round(clock.monotonic() - beganMs) };
  if (!outcome.ok) {
    const isInTime = number < rule.attemptsMax && ledger.nowMs() < (step.untilMs ?? Number.POSITIVE_INFINITY);
    const willRetry = outcome.error.kind === "unavailable" && isInTime;
    // Before its turn ends: nobody else need find out the same.
    const next = willRetry ? restAfter(step.lane, successes) : "over";
    await noteFailure(context, ledger, step, { ...facts, trouble: outcome.error, willRetry });
    return { outcome: err({ stage, ...outcome.error }), next };
  }
  step.lane.rest?.succeeded();

  problem(problemKey(stage, step.place));
  const learnt = step.learn(outcome.value);
  if (typeof learnt === "string") await ledger.note({ type: "stage_skipped", ...facts, error: learnt });
  else await ledger.note({ type: doneType(step), ...facts }, learnt);
  return { outcome, next: "over" };
}

/** Where others get through it is this clip that must rest; else it is the lane. */
function restAfter({ rest }: Lane, successes: number): "rest" | "turn" {
  if (rest === undefined || rest.successes() > successes) return "rest";
  rest.failed();
  return "turn";
}

interface Failing {
  readonly stage: Stage;
  readonly place?: string;
  readonly attempt: number;
  readonly duration_ms: number;
  readonly trouble: Trouble;
  readonly willRetry: boolean;
}

async function noteFailure<T>(
  { log, problem }: StageContext,
  ledger: Ledger,
  step: Step<T>,
  { trouble, willRetry, ...facts }: Failing,
): Promise<void> {
  // The journal still says that it runs: at the next start it is taken up again.
  if (trouble.kind === "aborted") return;

  const { stage } = facts;
  const { clip_id, camera_title } = ledger.state;
  if (!willRetry || facts.attempt >= stageRules[stage].tellAfter) {
    problem(problemKey(stage, facts.place), problemSentence(step, camera_title, trouble.message));
  }
  if (willRetry && !isRecorded(facts.attempt)) return;
  const isBug = trouble.kind === "internal";
  const fields = { clip: clip_id, ...facts, kind: trouble.kind, willRetry, reason: trouble.message };
  // What will be tried again is told by the problem's sentence, once, and not by each clip that waits.
  if (willRetry) log.debug(fields, "stage failed");
  else log.warn(isBug ? { ...fields, err: trouble.cause } : fields, "stage failed");
  await ledger.note({
    // One place of several does not end the stage.
    type: willRetry ? "stage_failed" : refusedType(step),
    ...facts,
    error: trouble.message,
    error_kind: trouble.kind,
    will_retry: willRetry,
  });
}

function doneType<T>({ stage, place }: Step<T>): ClipEvent["type"] {
  if (place === undefined) return "stage_completed";
  return stage === "notify" ? "alert_told" : "copy_stored";
}

function refusedType<T>({ stage, place }: Step<T>): ClipEvent["type"] {
  if (place === undefined) return "stage_failed";
  return stage === "notify" ? "alert_refused" : "copy_refused";
}

const laneOf = <T>({ stage, place }: Step<T>): LaneName =>
  place === undefined ? { stage } : { stage, place };

/** A shutdown, or no place in the lane. */
function later(stage: Stage): Result<never, StageError> {
  return err({ stage, kind: "aborted", message: "Its turn comes later.", cause: undefined });
}

/** The attempts of earlier runs were all there are: each of them may have taken the app down with it. */
async function giveUp<T>(
  { problem }: StageContext,
  ledger: Ledger,
  step: Step<T>,
): Promise<Result<never, StageError>> {
  const { stage } = step;
  const { attempts, last_error } = ledger.state.stages[stage];
  const message = `Given up after ${attempts} attempts${last_error === null ? "." : `: ${last_error}`}`;
  problem(problemKey(stage, step.place), problemSentence(step, ledger.state.camera_title, message));
  await ledger.note({
    type: "stage_failed",
    stage,
    error: message,
    error_kind: "internal",
    will_retry: false,
  });
  return err({ stage, kind: "internal", message, cause: undefined });
}

function isRecorded(number: number): boolean {
  return number <= ATTEMPTS_ALL_RECORDED || Number.isInteger(Math.log2(number));
}

const problemKey = (stage: Stage, place?: string) =>
  place === undefined ? `pipeline.${stage}` : `pipeline.${stage}.${place}`;

const failedWords = {
  upload: "could not be stored",
  filter: "could not be searched for objects",
  vlm: "could not be described",
  notify: "made an alert that could not be sent",
  sidecar: "could not be given its description",
} as const satisfies Record<Stage, string>;

function problemSentence<T>({ stage, title }: Step<T>, camera: string, message: string): string {
  const by = title === undefined ? "" : ` by ${title}`;
  return `A clip of ${camera} ${failedWords[stage]}${by}: ${message}`;
}

import { Alert } from "#domain/alert.ts";
import {
  type AlertTestResult,
  type AlertTestStep,
  type AlertTestStepResult,
  outcomeOf,
} from "#domain/alert-test.ts";
import type { Clip } from "#domain/clip.ts";
import { newClipState } from "#domain/clip-state.ts";
import type { Decision } from "#domain/decision.ts";
import type { FilterResult } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import { clipIdOf, HappeningId, slugOf } from "#domain/ids.ts";
import { isStageError, type StageError } from "#domain/stage-error.ts";
import { alertOf } from "#pipeline/alert.ts";
import { attempt } from "#pipeline/attempt.ts";
import type { AlertPolicy } from "#ports/alert-policy.ts";
import type { Clock } from "#ports/clock.ts";
import type { ObjectFilter, TestClip } from "#ports/object-filter.ts";
import { RETURN_TIMEOUT_MS, type SendParts, sendAndHear } from "./send-and-hear.ts";

/** No camera: nothing that is kept or counted may know this name. */
const TEST_NAME = "Alert test";
export const TEST_SLUG = slugOf(TEST_NAME);
/** Stands for what a model cannot be shown. The rules of the test alert on it. */
export const STAND_IN_LABEL = "person";

const CLIP_TIMEOUT_MS = 60_000;
const LOOK_TIMEOUT_MS = 2 * 60_000;
const THINK_TIMEOUT_MS = 1000;

export interface AlertTestParts extends SendParts {
  readonly filter: ObjectFilter;
  /** The real rules, with settings that alert at `TEST_SLUG`. */
  readonly policy: AlertPolicy;
  readonly clock: Clock;
}

/** What a step found out, and what may have to be said of it although it did not fail. */
interface Shown<T> {
  readonly value: T;
  readonly notShown?: string;
}

/** How each step's failure is told. */
const failedWords = {
  clip: "The clip for the test alert could not be made",
  look: "The detector did not get through the clip of the test alert",
  decide: "The alert rules did not let the test alert through",
  word: "The test alert could not be put into words",
  send: "The test alert could not be sent",
  return: `The test alert did not come back from the broker within ${RETURN_TIMEOUT_MS / 1000} s`,
} as const satisfies Record<AlertTestStep, string>;

/**
 * Sends one made alert the way of the true ones, step by step, and looks whether it arrives. It knows no journal, no
 * storage and no house, so nothing of it can be left in them. `undefined` where the signal aborted.
 */
export async function runAlertTest(
  parts: AlertTestParts,
  signal: AbortSignal,
): Promise<AlertTestResult | undefined> {
  const { clock, policy } = parts;
  const began = { wallMs: clock.now(), steadyMs: clock.monotonic() };
  const steps: AlertTestStepResult[] = [];

  async function take<T>(
    step: AlertTestStep,
    timeoutMs: number,
    work: (signal: AbortSignal) => Promise<Shown<T>>,
  ): Promise<T | Failure> {
    const startMs = clock.monotonic();
    const done = await attempt({ clock, timeoutMs, signal }, work);
    const duration_ms = Math.round(clock.monotonic() - startMs);
    if (done.ok) {
      const { value, notShown } = done.value;
      const status = notShown === undefined ? "passed" : "not_shown";
      steps.push({ step, status, duration_ms, said: notShown ?? null });
      return value;
    }
    const { kind, message, cause } = done.error;
    steps.push({ step, status: "failed", duration_ms, said: cut(`${failedWords[step]}: ${message}`) });
    return new Failure(kind, message, { cause });
  }

  const made = await take("clip", CLIP_TIMEOUT_MS, (both) => makeClip(parts, began.wallMs, both));
  const seen =
    made instanceof Failure ? made : await take("look", LOOK_TIMEOUT_MS, (both) => look(parts, made, both));
  // What a failed detector leaves, the true alerts have to do with as well.
  const evidence = seen instanceof Failure ? stageErrorOf(seen) : seen;
  const decision = await take("decide", THINK_TIMEOUT_MS, async () => decide(policy, evidence));
  const alert = await take("word", THINK_TIMEOUT_MS, async () =>
    word(
      { evidence, decision, clip: made instanceof Failure ? undefined : made.clip },
      clock.now(),
      began.wallMs,
    ),
  );
  if (!(alert instanceof Failure)) await sendAndHear(parts, alert, take);
  if (signal.aborted) return undefined;

  const duration_ms = Math.round(clock.monotonic() - began.steadyMs);
  return { at: new Date(clock.now()).toISOString(), outcome: outcomeOf(steps), duration_ms, steps };
}

interface MadeClip {
  readonly clip: Clip;
  readonly test: TestClip;
}

async function makeClip(
  { filter }: AlertTestParts,
  nowMs: number,
  signal: AbortSignal,
): Promise<Shown<MadeClip>> {
  const test = await filter.testClip?.(signal);
  if (!test) throw new Failure("rejected", "This detector cannot make one.");
  const { path, durationMs, bytes, video } = test;
  return { value: { test, clip: { ...identityOf(nowMs), path, durationMs, bytes, video } } };
}

function identityOf(nowMs: number) {
  const id = clipIdOf(TEST_SLUG, nowMs, 1);
  return {
    id,
    happening: HappeningId.parse(id),
    camera: TEST_SLUG,
    cameraName: TEST_NAME,
    part: 1,
    trigger: "schedule",
    source: "alert_test",
    startedAtMs: nowMs,
  } as const;
}

async function look(
  { filter }: AlertTestParts,
  { clip, test: { label, wanted } }: MadeClip,
  signal: AbortSignal,
): Promise<Shown<FilterResult>> {
  const seen = await filter.detect(clip, wanted, signal);
  if (label === undefined) {
    const notShown = `The clip of the test alert was searched, but the model ${seen.model} knows nothing that can be drawn: whether it recognises things was not shown.`;
    return { value: { ...seen, detected_classes: [STAND_IN_LABEL] }, notShown };
  }
  if (seen.detected_classes.includes(label)) return { value: seen };
  throw new Failure(
    "internal",
    `It did not see the ${label} on it. Restart Porchlight; if it stays blind, choose another model.`,
  );
}

function stageErrorOf({ kind, message, cause }: Failure): StageError {
  return { stage: "filter", kind, message, cause };
}

function decide(policy: AlertPolicy, filter: FilterResult | StageError): Shown<Decision> {
  const decision = policy.decide({ camera: TEST_SLUG, filter, analysis: undefined });
  if (!decision.notify) throw new Failure("internal", decision.explanation);
  return { value: decision };
}

interface Story {
  readonly clip: Clip | undefined;
  readonly evidence: FilterResult | StageError;
  readonly decision: Decision | Failure;
}

/** With the words of a true alert, of whatever the steps before have left. */
function word({ clip, evidence, decision }: Story, nowMs: number, beganMs: number): Shown<Alert> {
  const state = newClipState(
    clip ?? { ...identityOf(beganMs), path: "", durationMs: 0, bytes: 0, video: noVideo },
  );
  const isBlind = isStageError(evidence);
  const filter = { ...state.stages.filter, status: isBlind ? ("error" as const) : ("ok" as const) };
  const told = {
    ...state,
    stages: { ...state.stages, filter },
    filter_result: isBlind ? null : evidence,
    alert_decision: decision instanceof Failure ? null : decision,
  };
  const alert = Alert.safeParse(alertOf(told, { nowMs }));
  if (!alert.success || !alert.data.summary?.includes(TEST_NAME)) {
    throw new Failure("internal", "Its sentence does not say where it happened.");
  }
  return { value: alert.data };
}

const noVideo = { codec: "h264", width: 0, height: 0, audio: "none" } as const;

const SAID_CHARS_MAX = 1000;
const cut = (text: string) =>
  text.length <= SAID_CHARS_MAX ? text : `${text.slice(0, SAID_CHARS_MAX - 1)}…`;

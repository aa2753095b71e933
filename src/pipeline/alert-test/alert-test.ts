import { AlertTestResult, alertTestSentence } from "#domain/alert-test.ts";
import { attempt } from "#pipeline/attempt.ts";
import { slept } from "#pipeline/retry.ts";
import type { AlertTest, AlertTestState } from "#ports/alert-test.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { type AlertTestParts, runAlertTest } from "./run-alert-test.ts";

/** After a start cameras, broker and model come first. */
export const FIRST_AFTER_MS = 2 * 60_000;
/** Twice a day. */
export const EVERY_MS = 12 * 60 * 60_000;
/** A test that failed is repeated before anybody is told. */
export const AGAIN_AFTER_MS = 60_000;
/** While it fails, so that the owner soon sees that what he did has helped. */
export const FAILING_EVERY_MS = 15 * 60_000;
/** Clips come first, but a detector that is busy for ever is tested too: it costs as much as one clip. */
export const BUSY_MAX_MS = 10 * 60_000;
const BUSY_LOOK_MS = 2000;
const SETTING_TIMEOUT_MS = 10_000;
const PROBLEM = "alert_test";
const KEY = "alert_test.last";

export interface AlertTestOptions extends AlertTestParts {
  readonly settings: SettingStore;
  readonly log: Logger;
  /** The detector has clips to look at, or is not ready. */
  isBusy(): boolean;
  problem(key: string, sentence?: string): void;
  /** After each test, and at the start with what is known from before. */
  onResult(result: AlertTestResult): void;
}

/** Disposing ends the test that runs. */
export interface OpenAlertTest extends AlertTest, AsyncDisposable {}

/** Tests the alert path soon after the start, twice a day, and whenever it is asked for. */
export function openAlertTest(options: AlertTestOptions): OpenAlertTest {
  const stop = new AbortController();
  let state: AlertTestState = "idle";
  let last: AlertTestResult | undefined;
  let nap = new AbortController();

  const become = (next: AlertTestState) => {
    state = next;
  };
  const keep = (result: AlertTestResult) => {
    last = result;
    options.onResult(result);
  };
  const rest = async (ms: number) => {
    await slept(options.clock, ms, AbortSignal.any([stop.signal, nap.signal]));
    nap = new AbortController();
  };
  const run = async () => {
    const before = await readLast(options);
    if (before) keep(before);
    let failures = 0;
    await rest(FIRST_AFTER_MS);
    while (!stop.signal.aborted) {
      const result = await testOnce(options, become, stop.signal);
      become("idle");
      if (!result) return;
      keep(result);
      await writeLast(options, result);
      failures = result.outcome === "failed" ? failures + 1 : 0;
      tell(options, result, failures);
      await rest(pauseMs(failures));
    }
  };
  const ended = run();

  return {
    state: () => state,
    last: () => last,
    request() {
      if (state !== "idle" || stop.signal.aborted) return;
      // Said at once, so that whoever asks next sees that it was heard.
      state = "waiting";
      nap.abort();
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

function pauseMs(failures: number): number {
  if (failures === 0) return EVERY_MS;
  return failures === 1 ? AGAIN_AFTER_MS : FAILING_EVERY_MS;
}

async function testOnce(
  options: AlertTestOptions,
  become: (state: AlertTestState) => void,
  signal: AbortSignal,
): Promise<AlertTestResult | undefined> {
  const { clock, isBusy } = options;
  become("waiting");
  const sinceMs = clock.monotonic();
  while (isBusy() && clock.monotonic() - sinceMs < BUSY_MAX_MS) {
    if (!(await slept(clock, BUSY_LOOK_MS, signal))) return undefined;
  }
  become("running");
  return await runAlertTest(options, signal);
}

/** Once may be chance; the second time in a row somebody must know that no alert would come. */
function tell({ log, problem }: AlertTestOptions, result: AlertTestResult, failures: number): void {
  const { outcome, duration_ms: durationMs } = result;
  log.info({ outcome, durationMs, failures }, "alert path tested");
  if (failures === 0) problem(PROBLEM);
  else if (failures >= 2) problem(PROBLEM, alertTestSentence(result));
}

async function readLast({ settings, clock, log }: AlertTestOptions): Promise<AlertTestResult | undefined> {
  const read = await attempt({ clock, timeoutMs: SETTING_TIMEOUT_MS, signal: NEVER }, () =>
    settings.read(KEY),
  );
  if (read.ok) return AlertTestResult.safeParse(read.value).data;
  log.warn({ reason: read.error.message }, "last alert test not read");
  return undefined;
}

async function writeLast({ settings, clock, log }: AlertTestOptions, result: AlertTestResult): Promise<void> {
  const limits = { clock, timeoutMs: SETTING_TIMEOUT_MS, signal: NEVER };
  const written = await attempt(limits, () => settings.write(KEY, result));
  if (!written.ok) log.warn({ reason: written.error.message }, "alert test only known until the next start");
}

/** What is known is written down during the shutdown too: it takes a millisecond. */
const NEVER = new AbortController().signal;

import type { Alert } from "#domain/alert.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { failureKind, failureMessage } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { StateStore } from "#ports/state-store.ts";
import {
  advanced,
  type Checkpoint,
  firstCheckpoint,
  readCheckpoint,
  writeCheckpoint,
} from "./digest-checkpoint.ts";
import { collect } from "./digest-collect.ts";
import { digestMail } from "./digest-mail.ts";
import { type DigestPeriod, dueBefore } from "./digest-times.ts";
import { type Mailer, openMailer } from "./email-mailer.ts";
import type { EmailSettings } from "./settings.ts";

/** Between two looks at the clock, which may be set meanwhile. */
const LOOK_MS = 30_000;
/** After a failure that may pass; doubled each time. */
export const RETRY_MS = 5 * 60_000;
const RETRY_MS_MAX = 60 * 60_000;
/** A checkpoint so far ahead is from a clock that was wrong. */
const AHEAD_MS_MAX = 8 * 24 * 60 * 60_000;
const PROBLEM = "email_digest";

export interface DigestParts {
  readonly settings: EmailSettings;
  readonly store: Pick<StateStore, "clips" | "settings">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly mediaDir: string;
  /** Where the panel is for a browser, with a slash at its end. */
  readonly panelAddress?: string | undefined;
  /** What is told of a clip. */
  alertOf(state: ClipState): Alert;
  problem(key: string, sentence?: string): void;
}

/**
 * Mails all alerts since the last digest, every morning or on Monday morning, whatever their risk; nothing after a quiet
 * time. What was told is kept in the store after the mail was taken: a restart skips nothing, and if it falls between
 * the two the same mail goes out once more, with the same Message-ID.
 */
export async function openDigest(parts: DigestParts): Promise<AsyncDisposable> {
  const { settings, clock, problem } = parts;
  const { digest: period } = settings;
  if (period === "never" || settings.host === undefined) return { async [Symbol.asyncDispose]() {} };
  const mailer = await openMailer(settings, { clock, problem });
  const stop = new AbortController();
  const ended = keepUp({ ...parts, period, mailer, stop: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

interface Keeper extends DigestParts {
  readonly period: DigestPeriod;
  readonly mailer: Mailer;
  readonly stop: AbortSignal;
}

/** Looks at the clock until it is stopped. */
async function keepUp(keeper: Keeper): Promise<void> {
  const { period, clock, log, stop, problem } = keeper;
  let failures = 0;
  // What was refused for good is tried anew with the next digest, not before: some servers lock accounts for that.
  let refusedDue: number | undefined;
  while (!stop.aborted) {
    const due = dueBefore(period, clock.now());
    try {
      if (due !== refusedDue) {
        await sendIfDue(keeper, due);
        if (failures > 0) problem(PROBLEM);
        failures = 0;
      }
    } catch (cause) {
      if (stop.aborted) return;
      const reason = failureMessage(cause);
      failures += 1;
      if (failureKind(cause) === "rejected") refusedDue = due;
      log.warn({ reason, failures }, "digest not mailed");
      problem(PROBLEM, `The digest could not be mailed. ${reason}`);
    }
    await clock.sleep(pauseMs(failures), stop).catch(() => undefined);
  }
}

async function sendIfDue(keeper: Keeper, due: number): Promise<void> {
  const { store, log, mailer, mediaDir, panelAddress, alertOf, stop } = keeper;
  const checkpoint = await checkpointOf(keeper, due);
  if (due <= checkpoint.until) return;
  const { alerts, told } = await collect(store.clips, checkpoint, due, alertOf);
  if (alerts.length > 0) {
    const id = `digest.${new Date(due).toISOString().replace(/[-:]|\.000/g, "")}.${checkpoint.box}`;
    const sinceMs = Math.max(checkpoint.until, checkpoint.since);
    await mailer.send(await digestMail(alerts, { id, sinceMs, mediaDir, panelAddress }), stop);
    log.info({ alerts: alerts.length }, "digest mailed");
  }
  await writeCheckpoint(store.settings, advanced(checkpoint, due, told));
}

/** The first digest tells of what happened since it was switched on. */
async function checkpointOf({ store, clock }: Keeper, due: number): Promise<Checkpoint> {
  const kept = await readCheckpoint(store.settings);
  if (kept !== undefined && kept.until <= clock.now() + AHEAD_MS_MAX) return kept;
  const first = firstCheckpoint(due, clock.now());
  await writeCheckpoint(store.settings, first);
  return first;
}

function pauseMs(failures: number): number {
  return failures === 0 ? LOOK_MS : Math.min(RETRY_MS * 2 ** (failures - 1), RETRY_MS_MAX);
}

import { stat } from "node:fs/promises";
import { failureMessage } from "#domain/failure.ts";
import { raiseSuspicion } from "#platform/sqlite.ts";
import { type CopyOutcome, copySqlite } from "#platform/sqlite-copy.ts";
import type { StoreContext } from "#ports/plugin.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { foundSound, PROBLEM } from "./damage.ts";

const COPY_EVERY_MS = 24 * 60 * 60_000;
/** The start has other things to do. */
const SETTLE_MS = 10 * 60_000;
const LOOK_EVERY_MS = 60 * 60_000;
/** At a shutdown: 20 s are all there is, and the clips come first. */
const CLOSING_MS = 3000;
/** One that failed may have met a full disk; two in a row are told. */
const FAILURES_TOLD = 2;
const COPY_PROBLEM = "database_copy";

export interface SelfCareParts extends Pick<StoreContext, "clock" | "log" | "problem"> {
  readonly path: string;
  readonly copy: string;
  readonly settings: SettingStore;
}

/**
 * Once a day copies the database to a file of its own and looks whether the copy is sound. Disposing makes a last copy
 * if one is due, and has ended within seconds whether it was made or not.
 */
export function openSelfCare(parts: SelfCareParts): AsyncDisposable {
  const closing = new AbortController();
  const startedAt = parts.clock.monotonic();
  const care = makeCare(parts);
  const ended = look(parts, care, closing.signal);
  let closed: Promise<void> | undefined;
  const close = async () => {
    closing.abort();
    await ended;
    const isSettled = parts.clock.monotonic() - startedAt >= SETTLE_MS;
    if (isSettled && (await isDue(parts))) await care(AbortSignal.timeout(CLOSING_MS));
  };
  return { [Symbol.asyncDispose]: () => (closed ??= close()) };
}

type Care = (signal: AbortSignal) => Promise<void>;

async function look(parts: SelfCareParts, care: Care, signal: AbortSignal): Promise<void> {
  const pause = async (ms: number) => await parts.clock.sleep(ms, signal).catch(() => undefined);
  await pause(SETTLE_MS);
  while (!signal.aborted) {
    if (await isDue(parts)) await care(signal);
    await pause(LOOK_EVERY_MS);
  }
}

/** A copy from the future was made by a clock that was wrong. */
async function isDue({ copy, clock }: SelfCareParts): Promise<boolean> {
  const made = await stat(copy).catch(() => undefined);
  return made === undefined || Math.abs(clock.now() - made.mtimeMs) >= COPY_EVERY_MS;
}

/** One copy, and what the owner learns of it. Never throws. */
function makeCare(parts: SelfCareParts): Care {
  const { path, copy, clock, log, problem } = parts;
  let failures = 0;

  const tell = async (outcome: CopyOutcome): Promise<void> => {
    failures = 0;
    problem(COPY_PROBLEM);
    if (outcome.outcome === "copied") {
      log.info({ bytes: outcome.bytes }, "database copied");
      return await foundSound(parts.settings, clock.now(), problem);
    }
    log.error({ path, words: outcome.words }, "database damaged");
    await suspect(parts);
  };

  return async (signal) => {
    try {
      await tell(await copySqlite(path, copy, signal));
    } catch (cause) {
      if (signal.aborted) return;
      failures += 1;
      log.warn({ err: cause, failures }, "database not copied");
      if (failures < FAILURES_TOLD) return;
      problem(
        COPY_PROBLEM,
        `The daily copy of the database cannot be made: ${failureMessage(cause)} Should the database be damaged, or a backup of Home Assistant be put back, what was learned since the last copy is lost. Make room on the disk; it is tried again every hour.`,
      );
    }
  };
}

/** The database is damaged: the next start looks at all of it, puts it aside and begins from the copy. */
export async function suspect({ path, problem }: Pick<SelfCareParts, "path" | "problem">): Promise<void> {
  await raiseSuspicion(path).catch(() => undefined);
  problem(
    PROBLEM,
    "The database is damaged. Restart Porchlight: it then goes on with the last sound copy, and takes up newer clips from the disk. If this comes back, have the disk or memory card looked at.",
  );
}

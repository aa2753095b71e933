import { Failure } from "#domain/failure.ts";
import { type PostgresAddress, readPostgresUrl } from "#platform/postgres-address.ts";
import { postgresFailure } from "#platform/postgres-trouble.ts";
import { runSession, type SessionParts } from "./session.ts";
import { makeTrouble } from "./trouble.ts";

const FIRST_PAUSE_MS = 1000;
const PAUSE_MAX_MS = 60_000;

export interface ReplicaParts extends SessionParts {
  readonly url: string;
  problem(key: string, sentence?: string): void;
}

/**
 * Delivers the journal to a Postgres database, in order and at least once, for as long as it is open. Nothing waits for
 * it: where the database is away it goes on later, from the last entry that the database has.
 */
export function openReplica(parts: ReplicaParts): AsyncDisposable {
  const closing = new AbortController();
  const ended = replicate(parts, closing.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await ended;
    },
  };
}

async function replicate(parts: ReplicaParts, signal: AbortSignal): Promise<void> {
  const { clock, log } = parts;
  const trouble = makeTrouble(parts);
  let failures = 0;
  let said: string | undefined;
  const onContact = () => {
    failures = 0;
    said = undefined;
    trouble.well();
  };
  while (!signal.aborted) {
    const failure = await failureOf(parts, onContact, signal);
    if (signal.aborted) return;
    failures += 1;
    trouble.failed(failure);
    const delayMs = pauseMs(failure, failures);
    log.debug({ delayMs, err: failure.cause }, "postgres failed");
    // Said once and not every minute for days.
    if (failure.message !== said) log.warn({ reason: failure.message }, "postgres not reached");
    said = failure.message;
    await clock.sleep(delayMs, signal).catch(() => undefined);
  }
}

/** Runs one session to its end, which is always a failure or the abort. */
async function failureOf(parts: ReplicaParts, onContact: () => void, signal: AbortSignal): Promise<Failure> {
  let address: PostgresAddress | undefined;
  try {
    address = readPostgresUrl(parts.url);
    return await runSession(parts, address, onContact, signal);
  } catch (cause) {
    if (cause instanceof Failure) return cause;
    if (address) return postgresFailure(address, cause);
    throw cause;
  }
}

/**
 * Cut by up to half at random, so that a street of boxes does not come back in one moment. What only a person can put
 * right is not asked for every second.
 */
function pauseMs({ kind }: Failure, failures: number): number {
  const doubled = FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 30);
  const fullMs = kind === "rejected" ? PAUSE_MAX_MS : Math.min(PAUSE_MAX_MS, doubled);
  return fullMs * (1 - Math.random() / 2);
}

import { setImmediate as breathe } from "node:timers/promises";
import { Failure } from "#domain/failure.ts";
import { type Deletion, planRetention } from "#domain/retention.ts";
import { attempt } from "#pipeline/attempt.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { RetentionPreview } from "#ports/retention.ts";
import type { ClipArchive } from "#ports/state-store.ts";
import type { ClockTrust } from "./clock-trust.ts";
import { deleteClip } from "./delete-clip.ts";
import { type ReconcileParts, reconcile } from "./reconcile.ts";
import { survey } from "./survey.ts";

/** Deletions of one round; then what has changed meanwhile is looked at. */
export const DELETIONS_MAX = 2000;
/** After so many in a row that fail, it is the disk and not the clip. */
const FAILURES_MAX = 3;
const DELETE_TIMEOUT_MS = 10_000;
/** The story of a clip outlives its video by this long, */
export const ROWS_KEPT_MS = 30 * 24 * 60 * 60_000;
/** and there are at most this many such stories: about 100 MB. */
export const ROWS_MAX = 20_000;
/** Forgotten in one transaction: some milliseconds. */
const FORGET_AT_ONCE = 100;

export interface RoundParts extends ReconcileParts {
  readonly archive: ClipArchive;
  readonly shelf: ClipShelf;
  readonly trust: ClockTrust;
  /** Runs one step after the other, stars included: what was just starred is not deleted. */
  inTurn<T>(step: () => Promise<T>): Promise<T>;
}

export interface RoundResult extends RetentionPreview {
  readonly deletedBytes: number;
  /** The plan was longer than one round. */
  readonly isCut: boolean;
}

/** Looks at journal and disk, puts them in line, deletes what the plan says, and forgets old stories. */
export async function runRound(
  parts: RoundParts,
  isDraining: boolean,
  signal: AbortSignal,
): Promise<RoundResult> {
  const found = await survey(parts, signal);
  parts.trust.look(
    found.clips.reduce((newest, { endedAtMs }) => Math.max(newest, endedAtMs), 0) || undefined,
  );
  await reconcile(parts, found, signal);
  const preview = previewOf(parts, found, isDraining);
  const { deletions } = preview.plan;
  const deletedBytes = await deleteAll(parts, deletions.slice(0, DELETIONS_MAX), signal);
  await forgetOld(parts, signal);
  return { ...preview, deletedBytes, isCut: deletions.length > DELETIONS_MAX };
}

/** What a round would delete now. */
export function previewOf(
  { rules, clock, trust }: Pick<RoundParts, "rules" | "clock" | "trust">,
  { clips, disk }: Pick<Awaited<ReturnType<typeof survey>>, "clips" | "disk">,
  isDraining: boolean,
): RetentionPreview {
  const nowMs = clock.now();
  const isClockInDoubt = trust.isInDoubt();
  const plan = planRetention({ clips, disk, rules, nowMs, isClockInDoubt, isDraining });
  return { plan, rules, disk, nowMs, isClockInDoubt };
}

async function deleteAll(
  parts: RoundParts,
  deletions: readonly Deletion[],
  signal: AbortSignal,
): Promise<number> {
  let bytes = 0;
  let failures = 0;
  for (const deletion of deletions) {
    signal.throwIfAborted();
    const limits = { clock: parts.clock, timeoutMs: DELETE_TIMEOUT_MS, signal: NEVER };
    const deleted = await parts.inTurn(() => attempt(limits, () => deleteClip(parts, deletion)));
    if (deleted.ok && deleted.value) bytes += deletion.clip.bytes;
    failures = deleted.ok ? 0 : failures + 1;
    if (!deleted.ok && failures >= FAILURES_MAX) {
      const { kind, message, cause } = deleted.error;
      throw new Failure(kind, message, { cause });
    }
    await breathe();
  }
  return bytes;
}

async function forgetOld({ archive, clock }: RoundParts, signal: AbortSignal): Promise<void> {
  const beforeMs = clock.now() - ROWS_KEPT_MS;
  while (!signal.aborted && (await archive.forget(beforeMs, ROWS_MAX, FORGET_AT_ONCE)) > 0) await breathe();
}

/** A clip that is begun is finished, also during the shutdown: it takes milliseconds. */
const NEVER = new AbortController().signal;

import { setImmediate as breathe } from "node:timers/promises";
import { Failure } from "#domain/failure.ts";
import type { Deletion } from "#domain/retention.ts";
import { attempt } from "#pipeline/attempt.ts";
import type { RetentionPreview } from "#ports/retention.ts";
import type { ClipArchive } from "#ports/state-store.ts";
import type { ClockTrust } from "./clock-trust.ts";
import { type CompareParts, compare } from "./compare.ts";
import type { CompareBeat } from "./compare-beat.ts";
import { deleteClip } from "./delete-clip.ts";
import { readPlan, type Survey, type SurveyParts, survey } from "./survey.ts";

/** Deletions of one round; then what has changed meanwhile is looked at. */
export const DELETIONS_MAX = 500;
/** Clips named in a dry run that go, that stay, and that are held, each. */
const NAMED_MAX = 100;
/** After so many in a row that fail, it is the disk and not the clip. */
const FAILURES_MAX = 3;
const DELETE_TIMEOUT_MS = 10_000;
/** The story of a clip outlives its video by this long, */
export const ROWS_KEPT_MS = 30 * 24 * 60 * 60_000;
/** and there are at most this many such stories: about 100 MB. */
export const ROWS_MAX = 20_000;
/**
 * Where copies elsewhere are deleted after a while, a story is kept until then and a month more: it is what knows of the
 * copy. But there are at most this many, about 500 MB: of what is forgotten before, the copy stays.
 */
export const COPIED_ROWS_MAX = 100_000;
/** Forgotten in one transaction: some milliseconds. */
const FORGET_AT_ONCE = 50;
/** Forgotten in one round: as many as it deletes, so that stories do not pile up. */
const FORGOTTEN_MAX = DELETIONS_MAX;

export interface RoundParts extends CompareParts {
  readonly archive: ClipArchive;
  readonly shelf: CompareParts["shelf"] & SurveyParts["shelf"];
  readonly trust: ClockTrust;
  readonly beat: CompareBeat;
  /** Runs one step after the other, stars included: what was just starred is not deleted. */
  inTurn<T>(step: () => Promise<T>): Promise<T>;
}

export interface RoundResult extends RetentionPreview {
  readonly deletedBytes: number;
  /** There is more to do than one round does. */
  readonly isCut: boolean;
}

/** Looks at what is kept, deletes what the plan says, and forgets old stories; now and then compares with the disk. */
export async function runRound(
  parts: RoundParts,
  isDraining: boolean,
  signal: AbortSignal,
): Promise<RoundResult> {
  const { clock, trust, beat } = parts;
  const look = () => survey(parts, clock.now(), signal);
  let found = await look();
  trust.look(found.groups.reduce((newest, { newestMs }) => Math.max(newest, newestMs), 0) || undefined);
  let isWhole = true;
  if (beat.isDue(found)) {
    isWhole = await compare(parts, signal);
    found = await look();
    beat.done(found, isWhole);
  }
  const preview = await previewOf(parts, found, { isDraining, namedMax: 0 }, signal);
  const deletedBytes = await deleteAll(parts, preview.plan.deletions, signal);
  await forgetOld(parts, signal);
  return { ...preview, deletedBytes, isCut: preview.plan.isCut || !isWhole };
}

/** What a round would delete now, and what it would not. */
export async function dryRun(parts: RoundParts, signal: AbortSignal): Promise<RetentionPreview> {
  const found = await survey(parts, parts.clock.now(), signal);
  return previewOf(parts, found, { isDraining: false, namedMax: NAMED_MAX }, signal);
}

async function previewOf(
  { rules, clock, trust, archive }: RoundParts,
  { groups, disk }: Survey,
  wish: { readonly isDraining: boolean; readonly namedMax: number },
  signal: AbortSignal,
): Promise<RetentionPreview> {
  const nowMs = clock.now();
  const isClockInDoubt = trust.isInDoubt();
  const now = { groups, disk, rules, nowMs, isClockInDoubt };
  const plan = await readPlan(archive, { ...now, ...wish, deletionsMax: DELETIONS_MAX }, signal);
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
    failures = deleted.ok ? 0 : failures + 1;
    if (!deleted.ok && failures >= FAILURES_MAX) {
      const { kind, message, cause } = deleted.error;
      throw new Failure(kind, message, { cause });
    }
    if (deleted.ok && deleted.value !== "kept") {
      if (deleted.value !== "missing") bytes += deletion.clip.bytes;
      if (deleted.value !== "deleted") parts.beat.suspect();
    }
    await breathe();
  }
  return bytes;
}

async function forgetOld(parts: RoundParts, signal: AbortSignal): Promise<void> {
  const { archive, clock, trust, rules } = parts;
  // A clock that jumped must not make every story too old; that there are too many of them is no matter of time.
  const beforeMs = trust.isInDoubt() ? 0 : clock.now() - ROWS_KEPT_MS;
  const longestMs = Math.max(...rules.copyLimits.map(({ keepMs }) => keepMs));
  const copied =
    rules.copyLimits.length === 0 ? undefined : { beforeMs: beforeMs - longestMs, keep: COPIED_ROWS_MAX };
  for (let gone = 0; gone < FORGOTTEN_MAX && !signal.aborted; ) {
    const count = await archive.forget(beforeMs, ROWS_MAX, FORGET_AT_ONCE, copied);
    if (count === 0) return;
    gone += count;
    await breathe();
  }
}

/** A clip that is begun is finished, also during the shutdown: it takes milliseconds. */
const NEVER = new AbortController().signal;

import { setImmediate as breathe } from "node:timers/promises";
import type { KeptGroup } from "#domain/kept-clip.ts";
import { planRetention, type RetentionInput, type RetentionPlan } from "#domain/retention.ts";
import type { DiskSpace } from "#domain/retention-need.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { ClipArchive } from "#ports/state-store.ts";

/** A group is often not wanted further than this, */
const FIRST_PAGE = 50;
/** and else read in pages of about a millisecond. */
const PAGE = 500;

export interface Survey {
  readonly groups: readonly KeptGroup[];
  readonly disk: DiskSpace;
}

export interface SurveyParts {
  readonly archive: Pick<ClipArchive, "groups" | "page">;
  readonly shelf: Pick<ClipShelf, "isEmpty" | "space">;
}

/** What is kept, by the journal's totals: as quick for a million clips as for one. */
export async function survey(
  { archive, shelf }: SurveyParts,
  nowMs: number,
  signal: AbortSignal,
): Promise<Survey> {
  const groups = await archive.groups(nowMs);
  // Not one clip is there: then most likely the disk is not, and nothing on it can be deleted.
  const isAway = groups.some(({ isFinished }) => isFinished) && (await shelf.isEmpty(signal));
  return { groups: isAway ? [] : groups, disk: await shelf.space() };
}

/** Plans, and reads what the planner asks for. */
export async function readPlan(
  archive: Pick<ClipArchive, "page">,
  input: RetentionInput,
  signal: AbortSignal,
): Promise<RetentionPlan> {
  const planning = planRetention(input);
  let step = planning.next();
  while (!step.done) {
    signal.throwIfAborted();
    const { group, after } = step.value;
    const page = await archive.page(group, after ? PAGE : FIRST_PAGE, after);
    // SQLite answers at once: without a pause a long plan would hold up the video.
    await breathe();
    step = planning.next(page);
  }
  return step.value;
}

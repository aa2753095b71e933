import type { ClipState } from "#domain/clip-state.ts";
import type { ClipId } from "#domain/ids.ts";
import type { RetentionPlan } from "#domain/retention.ts";
import type { DiskSpace } from "#domain/retention-need.ts";
import type { RetentionRules } from "#domain/retention-settings.ts";

/** What would be deleted now, and all that it follows from. */
export interface RetentionPreview {
  readonly plan: RetentionPlan;
  readonly rules: RetentionRules;
  readonly disk: DiskSpace;
  /** Unix ms. */
  readonly nowMs: number;
  /** The clock has jumped, so nothing is deleted for its age. */
  readonly isClockInDoubt: boolean;
}

/** How long clips stay on the disk, for those who look and for the owner's stars. */
export interface Retention {
  /** Deletes nothing. */
  preview(signal: AbortSignal): Promise<RetentionPreview>;
  /**
   * Gives a clip a star, or takes it away; `undefined` for a clip that nobody knows. Throws `Failure` where it was
   * deleted already. Once this has resolved, a starred clip is not deleted.
   */
  star(id: ClipId, starred: boolean): Promise<ClipState | undefined>;
}

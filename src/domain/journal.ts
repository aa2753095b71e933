import { z } from "zod";
import { stages } from "./clip-state.ts";
import { ClipId } from "./ids.ts";

/** What happened to a clip, in order: one row of the append-only `clip_events`. */
export const ClipEvent = z.object({
  clip_id: ClipId,
  type: z.enum([
    "clip_captured",
    "stage_started",
    "stage_completed",
    "stage_skipped",
    "stage_failed",
    "copy_stored",
    "copy_refused",
    "copy_deleted",
    "clip_fetched",
    "alert_told",
    "alert_refused",
    "decided",
    "clip_done",
    "clip_recovered",
    "copy_wanted",
    "clip_starred",
    "clip_unstarred",
    "clip_deleted",
  ]),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  stage: z.enum(stages).optional(),
  /** Which of several it speaks of: of a copy the storage, of an alert the notifier. */
  place: z.string().optional(),
  attempt: z.int().min(1).optional(),
  duration_ms: z.number().min(0).optional(),
  error: z.string().optional(),
  error_kind: z.enum(["unavailable", "rejected", "aborted", "internal"]).optional(),
  will_retry: z.boolean().optional(),
  /** A sentence: why a clip was deleted. */
  reason: z.string().optional(),
});
export type ClipEvent = z.output<typeof ClipEvent>;

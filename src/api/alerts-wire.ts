import { z } from "@hono/zod-openapi";
import { alertPhases } from "#domain/alert.ts";
import { clipStatuses } from "#domain/clip-state.ts";
import { CameraSlug, ClipId, HappeningId } from "#domain/ids.ts";

const At = z.iso.datetime();

/** One happening that somebody was told of, or would have been, and how far it has come. */
export const AlertStoryWire = z.object({
  /** The happening's id: the `alert_id` that notifiers get. */
  id: HappeningId,
  camera: CameraSlug,
  camera_title: z.string(),
  /** `detected` while it goes on, `confirmed` when its clip was searched, `described` by a model. */
  phase: z.enum(alertPhases),
  /** For machines: `object=person`, `zone=porch`, `suppressed`. */
  reason: z.string(),
  /** For people. */
  sentence: z.string(),
  objects: z.array(z.string()),
  zones: z.array(z.string()),
  first_at: At,
  last_at: At,
  /** From first to last; none while nothing is recorded of it yet. */
  clips: z.array(
    z.object({
      id: ClipId,
      status: z.enum(clipStatuses),
      start_ts: At,
      end_ts: At,
      /** Where verified copies lie: `local` is this machine's own disk. */
      stored: z.array(z.string()),
      view_url: z.string().nullable(),
      has_snapshot: z.boolean(),
      /** Its files here were deleted. */
      deleted: z.boolean(),
    }),
  ),
  /** When somebody was told: while it went on, and with the clip. null where nobody was. */
  told_at: z.object({ live: At.nullable(), clip: At.nullable() }),
  /** It was told so late that nothing should ring. */
  late: z.boolean(),
  /** Of it, or of a part of it, nobody is told: the owner found such things not interesting. */
  suppressed: z.boolean(),
});
export type AlertStoryWire = z.output<typeof AlertStoryWire>;

export const AlertPage = z.object({
  alerts: z.array(AlertStoryWire),
  /** Pass as `cursor`, with the same filter, to get the next page; null at the end. */
  next: z.string().nullable(),
});
export type AlertPage = z.output<typeof AlertPage>;

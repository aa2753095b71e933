import { z } from "@hono/zod-openapi";
import { CameraSlug, ClipId } from "#domain/ids.ts";
import { holds } from "#domain/kept-clip.ts";

const Choice = z.object({
  clip_id: ClipId,
  camera_name: CameraSlug,
  bytes: z.number(),
  starred: z.boolean(),
  alert: z.boolean(),
  /** A sentence. */
  reason: z.string(),
});

/** How many there are in all; `clips` names the first of them. */
const Choices = z.object({ count: z.int(), bytes: z.number(), clips: z.array(Choice) });
export type Choices = z.output<typeof Choices>;

/** A dry run of retention: what goes, what must stay, and what may go but stays, each with its reason. */
export const RetentionWire = z.object({
  at: z.iso.datetime(),
  kept_bytes: z.number(),
  free_bytes: z.number(),
  total_bytes: z.number(),
  /** Null: no limit. */
  max_local_size_bytes: z.number().nullable(),
  min_free_bytes: z.number(),
  cameras: z.array(z.object({ camera_name: z.string(), bytes: z.number(), share_percent: z.number() })),
  /** In the order in which they would go. */
  would_delete: Choices.extend({
    /** A round deletes so many and no more; the next one goes on. */
    more: z.boolean(),
  }),
  /** Never deleted as they are now. */
  protected: Choices.extend({
    reasons: z.array(
      z.object({ hold: z.enum(holds), count: z.int(), bytes: z.number(), reason: z.string() }),
    ),
  }),
  /** Next in line. */
  stays: Choices,
  /** What the owner should know: a limit that cannot be kept, or a clock in doubt. */
  notes: z.array(z.string()),
});
export type RetentionWire = z.output<typeof RetentionWire>;

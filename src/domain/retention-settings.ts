import { z } from "zod";
import type { CopyLimit } from "./copy-limits.ts";

const DAY_MS = 24 * 60 * 60_000;
const DAYS_MAX = 3650;
const BYTES_MAX = 1_000_000_000_000_000;

/** How long clips stay on this disk. The defaults suit a small computer with 64 GB that also runs Home Assistant. */
export const RetentionSettings = z.object({
  max_local_size_bytes: z.int().min(0).max(BYTES_MAX).default(20_000_000_000).meta({
    title: "Space for clips (bytes)",
    description:
      "When the videos take more than this, the oldest are deleted; those with an alert last. 0 means no limit.",
  }),
  min_free_bytes: z.int().min(0).max(BYTES_MAX).default(5_000_000_000).meta({
    title: "Always free (bytes)",
    description:
      "So much of the disk stays free for Home Assistant and its backups, at most half of the disk. 0 means that it may be filled.",
  }),
  max_age_days: z.int().min(0).max(DAYS_MAX).default(30).meta({
    title: "Keep clips (days)",
    description: "Older clips are deleted although there is space. 0 means that they are kept.",
  }),
  alerts_max_age_days: z.int().min(0).max(DAYS_MAX).default(90).meta({
    title: "Keep alerts (days)",
    description:
      "The same for clips that made an alert; never less than other clips. 0 means that they are kept.",
  }),
  camera_share_percent: z.int().min(5).max(100).default(50).meta({
    title: "Largest share of a camera (percent)",
    description:
      "Where space is needed, a camera that fills more than this gives way first, so that a busy one cannot push out the others.",
  }),
});
export type RetentionSettings = z.output<typeof RetentionSettings>;

/**
 * What applies while the owner's settings cannot be read. The defaults would delete what was to be kept for longer, so
 * only a disk that is nearly full is made room on.
 */
export const cautiousRetention = {
  max_local_size_bytes: 0,
  max_age_days: 0,
  alerts_max_age_days: 0,
} as const satisfies Partial<RetentionSettings>;

/** The settings as the planner reckons with them; `undefined` is no limit. */
export interface RetentionRules {
  readonly maxBytes: number | undefined;
  readonly minFreeBytes: number;
  readonly maxAgeMs: number | undefined;
  readonly alertMaxAgeMs: number | undefined;
  /** Of all that is kept, 0 to 1. */
  readonly cameraShare: number;
  /** Copies go elsewhere: a clip that has none may not be deleted here. */
  readonly needsCopy: boolean;
  /** Each of these places must have one. */
  readonly places: readonly string[];
  /** Where copies are deleted after a while, an older clip needs none. */
  readonly copyLimits: readonly CopyLimit[];
}

export function retentionRules(
  settings: RetentionSettings,
  needsCopy: boolean,
  places: readonly string[] = [],
  copyLimits: readonly CopyLimit[] = [],
): RetentionRules {
  const { max_local_size_bytes, min_free_bytes, max_age_days, alerts_max_age_days } = settings;
  const isAlertForEver = max_age_days === 0 || alerts_max_age_days === 0;
  return {
    maxBytes: max_local_size_bytes === 0 ? undefined : max_local_size_bytes,
    minFreeBytes: min_free_bytes,
    maxAgeMs: max_age_days === 0 ? undefined : max_age_days * DAY_MS,
    alertMaxAgeMs: isAlertForEver ? undefined : Math.max(max_age_days, alerts_max_age_days) * DAY_MS,
    cameraShare: settings.camera_share_percent / 100,
    needsCopy,
    places,
    copyLimits,
  };
}

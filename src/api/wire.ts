import { z } from "@hono/zod-openapi";
import { Alert } from "#domain/alert.ts";
import { cameraStates } from "#domain/camera.ts";
import { ClipState } from "#domain/clip-state.ts";
import { decodeMethods } from "#domain/decode.ts";
import { CameraId, CameraSlug } from "#domain/ids.ts";
import { ClipEvent } from "#domain/journal.ts";
import { pictureFaultKinds } from "#domain/picture-fault.ts";
import { AlertTestWire } from "./alert-test-wire.ts";

/** What the HTTP API says. Snake case, times ISO 8601 UTC, paths relative to the panel's own address. */

export const ProblemWire = z.object({ key: z.string(), sentence: z.string(), since: z.iso.datetime() });
export type ProblemWire = z.output<typeof ProblemWire>;

export const HealthWire = z.object({
  /** `degraded`: running, but something is wrong; see problems. */
  status: z.enum(["healthy", "degraded"]),
  version: z.string(),
  uptime_s: z.number(),
  cameras: z.object({ configured: z.int(), live: z.int() }),
  broker: z.enum(["connected", "disconnected"]),
  problems: z.int(),
});
export type HealthWire = z.output<typeof HealthWire>;

export const CameraWire = z.object({
  id: CameraId,
  slug: CameraSlug,
  name: z.string(),
  state: z.enum(cameraStates),
  reason: z.string(),
  since: z.iso.datetime(),
  retry_at: z.iso.datetime().nullable(),
  video: z.object({ codec: z.string(), width: z.int(), height: z.int(), audio: z.string() }).nullable(),
  /** What is wrong with its picture; none while all is well. */
  faults: z.array(
    z.object({ kind: z.enum(pictureFaultKinds), sentence: z.string(), since: z.iso.datetime() }),
  ),
  motion: z.boolean(),
  present: z.array(z.enum(["person", "vehicle", "animal"])),
  switches: z.object({
    detection: z.boolean(),
    recording: z.boolean(),
    notifications: z.boolean(),
    analysis: z.boolean(),
  }),
  last_alert: Alert.nullable(),
});
export type CameraWire = z.output<typeof CameraWire>;

/** A clip's stored state without paths of this machine. */
export const ClipWire = ClipState.omit({ local_path: true, snapshot_path: true }).extend({
  has_snapshot: z.boolean(),
});
export type ClipWire = z.output<typeof ClipWire>;

export const ClipPage = z.object({
  clips: z.array(ClipWire),
  /** Pass as `cursor`, with the same filters, to get the next page; null at the end. */
  next: z.string().nullable(),
});
export type ClipPage = z.output<typeof ClipPage>;

export const ClipDetail = z.object({ clip: ClipWire, events: z.array(ClipEvent) });
export type ClipDetail = z.output<typeof ClipDetail>;

/** Devices that somebody deleted in Home Assistant. */
export const HiddenWire = z.object({ hub: z.boolean(), cameras: z.array(CameraSlug) });
export type HiddenWire = z.output<typeof HiddenWire>;

/** Everything that a person needs to help an owner, without a secret. */
export const DiagnosticsWire = z.object({
  health: HealthWire,
  problems: z.array(ProblemWire),
  versions: z.record(z.string(), z.string()),
  /** Running and waiting jobs per stage (an upload's also per place), and the bound on waiting ones. */
  queues: z.array(
    z.object({
      stage: z.string(),
      place: z.string().optional(),
      running: z.int(),
      waiting: z.int(),
      limit: z.int(),
    }),
  ),
  /** Clips that are not stored yet where they should be; how long ago the oldest of them ended. */
  copies_waiting: z.object({ clips: z.int(), bytes: z.int(), oldest_s: z.int() }),
  /** What was measured at the bounds of buffers and queues. */
  measured: z.array(
    z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() }),
  ),
  disk: z.object({ free_bytes: z.int(), total_bytes: z.int(), clips_bytes: z.int(), clips: z.int() }),
  detector: z.object({ model: z.string(), provider: z.string(), reason: z.string() }).nullable(),
  /** Live frames since the start; null while nobody looks at any. `look_ms` is the median of the last looks. */
  live: z.object({ waiting: z.int(), looked: z.int(), dropped: z.int(), look_ms: z.number() }).nullable(),
  /** How video is decoded where something moves, and why; null while that is not asked yet. */
  decode: z.object({ method: z.enum(decodeMethods), reason: z.string() }).nullable(),
  memory: z.object({ rss_bytes: z.int(), heap_bytes: z.int() }),
  alerts_today: z.int(),
  alert_test: AlertTestWire,
  /** What leaves the house, a sentence each; none by default. */
  leaves_home: z.array(z.string()),
});
export type DiagnosticsWire = z.output<typeof DiagnosticsWire>;

export { Alert as AlertWire };

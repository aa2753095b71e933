import type { VideoFormat } from "./camera.ts";
import type { CameraSlug, ClipId, HappeningId } from "./ids.ts";
import type { LiveSummary } from "./live-summary.ts";

/** Why a capture began. */
export const triggers = ["motion", "upload", "command", "schedule"] as const;
export type Trigger = (typeof triggers)[number];

/** The finished, immutable file of one capture (or of one part of a long one). */
export interface Clip {
  readonly id: ClipId;
  readonly happening: HappeningId;
  readonly camera: CameraSlug;
  readonly cameraName: string;
  /** 1 for the first clip of its happening; a long capture is rotated into 2, 3… */
  readonly part: number;
  readonly trigger: Trigger;
  /** The plugin that made it: `rtsp`. */
  readonly source: string;
  /** Absolute path of the MP4. */
  readonly path: string;
  /** Absolute path of the JPEG beside it. Absent where no picture could be decoded. */
  readonly snapshotPath?: string;
  /** Unix ms of the first frame, from its arrival. */
  readonly startedAtMs: number;
  /** From media time, ms. */
  readonly durationMs: number;
  readonly bytes: number;
  readonly video: VideoFormat;
  /** What was seen while it was recorded; absent where nobody looked. */
  readonly live?: LiveSummary;
}

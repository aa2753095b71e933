import type { CameraId, CameraSlug } from "./ids.ts";

/** A configured camera, by its three names. */
export interface Camera {
  readonly id: CameraId;
  readonly slug: CameraSlug;
  /** The owner's name for it, shown to people. */
  readonly name: string;
}

/**
 * What a camera's main stream is doing. All but `live` and `starting` mean that nothing can be recorded.
 *
 * - `unreachable`: no connection (refused, no route, name not found, timed out)
 * - `unauthorized`: the camera refuses the user name or password
 * - `not_found`: it answers, but has no stream at that address
 * - `silent`: connected, but no picture arrives
 * - `frozen`: data arrives, but its clock stands still
 * - `lost`: the stream ended or was cut
 * - `unsupported`: a codec that we cannot record
 * - `off`: recording and detection are switched off, or the camera is not enabled
 */
export const cameraStates = [
  "starting",
  "live",
  "unreachable",
  "unauthorized",
  "not_found",
  "silent",
  "frozen",
  "lost",
  "unsupported",
  "off",
] as const;
export type CameraState = (typeof cameraStates)[number];

export interface CameraStatus {
  readonly state: CameraState;
  /** A sentence for people: what happens and what to do. Never holds a password. */
  readonly reason: string;
  /** Unix ms of the change to this state. */
  readonly sinceMs: number;
  /** Unix ms of the next connection attempt, while offline. */
  readonly retryAtMs?: number;
  readonly video?: VideoFormat;
}

export interface VideoFormat {
  readonly codec: "h264" | "hevc";
  readonly width: number;
  readonly height: number;
  /** Audio as it is recorded. */
  readonly audio: "aac" | "none";
}

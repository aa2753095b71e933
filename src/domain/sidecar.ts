import type { z } from "zod";
import type { Clip } from "./clip.ts";
import { ClipState, newClipState } from "./clip-state.ts";

/**
 * `{clip_id}.json` beside the clip: what the file's name does not say, so that the journal can be made anew from the
 * disk alone. Holds no path: the media folder may be moved.
 */
export const Sidecar = ClipState.pick({
  schema_version: true,
  clip_id: true,
  happening_id: true,
  camera_name: true,
  camera_title: true,
  part: true,
  trigger: true,
  source: true,
  start_ts: true,
  end_ts: true,
  duration_s: true,
  bytes: true,
  video: true,
  storage_uri: true,
});
export type Sidecar = z.output<typeof Sidecar>;

export function sidecarOf(clip: Clip, storageUri: string): Sidecar {
  return Sidecar.parse({ ...newClipState(clip), storage_uri: storageUri });
}

/** The clip that a sidecar speaks of, where its files lie now. */
export function clipOfSidecar(sidecar: Sidecar, path: string, snapshotPath: string | undefined): Clip {
  return {
    id: sidecar.clip_id,
    happening: sidecar.happening_id,
    camera: sidecar.camera_name,
    cameraName: sidecar.camera_title,
    part: sidecar.part,
    trigger: sidecar.trigger,
    source: sidecar.source,
    path,
    ...(snapshotPath === undefined ? {} : { snapshotPath }),
    startedAtMs: Date.parse(sidecar.start_ts),
    durationMs: sidecar.duration_s * 1000,
    bytes: sidecar.bytes,
    video: sidecar.video,
  };
}

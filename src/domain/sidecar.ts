import { z } from "zod";
import type { Clip } from "./clip.ts";
import { isSettled } from "./clip-progress.ts";
import { ClipState, newClipState, notBegun, stages } from "./clip-state.ts";

const Told = ClipState.omit({ local_path: true, snapshot_path: true, deleted_at: true });

/**
 * `{clip_id}.json` beside the clip: what the file's name does not say, so that the journal can be made anew from the
 * disk alone, and what was found out. Holds no path: the media folder may be moved. While nothing was found out yet, it
 * is the clip's own facts.
 */
export const Sidecar = z.object({
  ...Told.partial().shape,
  ...Told.pick({
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
  }).shape,
});
export type Sidecar = z.output<typeof Sidecar>;

export function sidecarOf(state: ClipState): Sidecar {
  return Sidecar.parse(state);
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

/** What the journal would say of a clip of which only the files are left. What was being done is to be done again. */
export function stateOfSidecar(clip: Clip, known: Sidecar | undefined): ClipState {
  const fresh = newClipState(clip);
  const logs = known?.stages;
  if (!known || !logs) return fresh;
  const kept = Object.fromEntries(
    stages.map((stage) => [stage, isSettled(logs[stage]) ? logs[stage] : notBegun]),
  );
  return ClipState.parse({ ...fresh, ...known, stages: { ...fresh.stages, ...kept } });
}

import type { CameraStatus } from "#domain/camera.ts";
import type { Clip } from "#domain/clip.ts";
import type { PictureFault } from "#domain/picture-fault.ts";

/** What a source tells while it watches. None of these may throw or be waited for, except `clip`. */
export interface SourceSink {
  status(status: CameraStatus): void;
  /** Motion began or ended. */
  motion(active: boolean): void;
  /** What is wrong with the picture now, said whenever that changes. */
  picture?(faults: readonly PictureFault[]): void;
  /** A finished clip lies on disk. Resolves once the journal knows of it. */
  clip(clip: Clip): Promise<void>;
}

export interface Still {
  readonly jpeg: Uint8Array;
  /** Unix ms at which the picture was taken. */
  readonly atMs: number;
}

/**
 * Watches one camera and makes clips of what happens.
 *
 * `run` settles within five seconds of `signal` aborting, with every open clip closed. It never rejects for
 * the camera's failures: those are states, told to the sink and retried.
 */
export interface ClipSource extends AsyncDisposable {
  run(sink: SourceSink, signal: AbortSignal): Promise<void>;
  /** The newest picture, at most one group of pictures old. Throws `Failure` where there is none. */
  still(signal: AbortSignal): Promise<Still>;
  /** The owner says that what the camera shows now is what it should show. Harmless where nobody watches. */
  acceptView?(): void;
}

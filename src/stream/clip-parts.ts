import type { Camera } from "#domain/camera.ts";
import type { Trigger } from "#domain/clip.ts";
import { HappeningId } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import { type ClipFile, openClipFile } from "./clip-file.ts";
import type { Frame, StreamInit } from "./frame.ts";

/** ffmpeg hands a frame on when it has seen two more (measured); slow cameras are not believed beyond this. */
const DELAY_FRAMES = 2;
const DELAY_MAX_MS = 1000;

export interface ClipPartsOptions {
  readonly folder: string;
  readonly camera: Camera;
  readonly source: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** A clip has ended and waits to be finished. */
  onEnded(file: ClipFile, triggerAtMs: number): void;
  /** Said once the name of the clip's file is known; never for a file that cannot be made. */
  onCapture?(happening: HappeningId): void;
  /** Nothing more can be written. `isCurrent`: to the clip that was being recorded. */
  onFailure(cause: unknown, isCurrent: boolean): void;
}

export interface Beginning {
  readonly init: StreamInit;
  /** The first frame comes first; all that are already there. */
  readonly first: Frame;
  readonly trigger: Trigger;
  /** As the next part of the last happening, if there was one. */
  readonly continues: boolean;
}

/** The clip that is being recorded, and which part of which happening it is. */
export interface ClipParts {
  begin(beginning: Beginning): void;
  /** Marks what was written so far as the time before the trigger. */
  triggered(): void;
  /** False while no clip is open. */
  write(frame: Frame): boolean;
  end(): void;
  /** The next clip, if it does not continue, is a happening of its own. */
  forget(): void;
  /** Length of the open clip in media time; 0 without one. */
  lengthMs(): number;
}

interface OpenClip {
  readonly file: ClipFile;
  readonly firstDtsMs: number;
  triggerAtMs: number;
  endMs: number;
}

export function makeClipParts(options: ClipPartsOptions): ClipParts {
  const { folder, camera, source, clock, log } = options;
  let clip: OpenClip | undefined;
  let happening: { readonly id: Promise<HappeningId>; readonly parts: number } | undefined;

  function begin({ init, first, trigger, continues }: Beginning): void {
    const continued = continues ? happening : undefined;
    const part = (continued?.parts ?? 0) + 1;
    const startedAtMs = first.arrivedAtMs - Math.min(DELAY_MAX_MS, DELAY_FRAMES * first.durationMs);
    const file: ClipFile = openClipFile({
      folder,
      camera: camera.slug,
      init,
      startedAtMs,
      clock,
      facts: async (id) => ({
        cameraName: camera.name,
        // If its first part could not even be made, the happening is named after this one.
        happening: (await continued?.id.catch(() => undefined)) ?? HappeningId.parse(id),
        part,
        trigger,
        source,
        startedAtMs,
      }),
      onFailure: (cause) => options.onFailure(cause, clip?.file === file),
    });
    happening = { id: continued?.id ?? file.id.then((id) => HappeningId.parse(id)), parts: part };
    // What could not be made has no name to tell; `onFailure` tells of it.
    void Promise.all([happening.id, file.id]).then(
      ([id]) => options.onCapture?.(id),
      () => {},
    );
    clip = { file, firstDtsMs: first.dtsMs, triggerAtMs: 0, endMs: first.dtsMs };
    log.info({ part, trigger }, "capture began");
  }

  return {
    begin,
    triggered() {
      if (clip) clip.triggerAtMs = clip.endMs - clip.firstDtsMs;
    },
    write(frame) {
      if (!clip) return false;
      if (frame.track === "video") clip.endMs = frame.dtsMs + frame.durationMs;
      clip.file.write(frame);
      return true;
    },
    end() {
      if (clip) options.onEnded(clip.file, clip.triggerAtMs);
      clip = undefined;
    },
    forget() {
      happening = undefined;
    },
    lengthMs: () => (clip ? clip.endMs - clip.firstDtsMs : 0),
  };
}

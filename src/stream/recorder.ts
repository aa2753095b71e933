import type { Camera } from "#domain/camera.ts";
import type { Clip, Trigger } from "#domain/clip.ts";
import type { HappeningId } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import { type CaptureAction, type CaptureEvent, type CaptureRules, makeCapture } from "./capture.ts";
import { clipFolder } from "./clip-name.ts";
import { makeClipParts } from "./clip-parts.ts";
import { openDiskWatch } from "./disk-watch.ts";
import { openFinisher } from "./finisher.ts";
import type { Frame, Ring } from "./frame.ts";
import { makeJoin } from "./pre-roll.ts";

export interface RecorderOptions {
  readonly ring: Ring;
  readonly camera: Camera;
  /** The plugin that the clips come from. */
  readonly source: string;
  readonly mediaDir: string;
  readonly ffmpeg: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly rules: CaptureRules;
  readonly preRollMs: number;
  /** While false nothing is recorded, and what is open is closed. */
  isOn(): boolean;
  /** A finished clip lies on disk. */
  onClip(clip: Clip): Promise<void>;
  /** A clip is being recorded, the first of this happening or a further one. */
  onCapture?(happening: HappeningId): void;
  problem(key: string, sentence?: string): void;
  /** For tests: less than what is asked for otherwise. */
  readonly freeBytesMin?: number;
}

/** Turns motion into clips of what a ring holds and hears. Disposing closes the open clip and finishes it, in 4 s. */
export interface Recorder extends AsyncDisposable {
  /** Something moves, or a recording is asked for. To be said again and again while it lasts. */
  motion(trigger: Trigger): void;
  /** Nothing moves any more: the post-roll runs. */
  quiet(): void;
  /** From the trigger until after the post-roll. */
  readonly isCapturing: boolean;
}

export function openRecorder(options: RecorderOptions): Recorder {
  const { ring, clock, preRollMs } = options;
  const capture = makeCapture(options.rules);
  const joined = makeJoin(ring);
  const interrupt = () => apply({ type: "interrupted", atMs: clock.monotonic() });
  const { parts, disk, close } = openClips(options, interrupt);

  function apply(event: CaptureEvent, frame?: Frame): void {
    for (const action of capture.next(event)) {
      if (action.type === "close") parts.end();
      else open(action, frame);
    }
  }

  function open({ continues, trigger }: Opening, frame: Frame | undefined): void {
    if (!continues) parts.forget();
    const before = frame ? [] : joined.before(preRollMs, continues);
    const first = frame ?? before[0];
    if (!joined.init || !first || disk.isBlocked) return interrupt();
    parts.begin({ init: joined.init, first, trigger, continues });
    for (const old of before) parts.write(old);
    parts.triggered();
  }

  const heard = ring.subscribe((event) => {
    if (event.type !== "frame") interrupt();
    joined.hear(event);
    if (event.type !== "frame") return;
    const { frame } = event;
    if (!options.isOn()) apply({ type: "stop" });
    else if (frame.track === "video") {
      const key = frame.key && !disk.isBlocked;
      apply({ type: "frame", atMs: clock.monotonic(), key, clipMs: parts.lengthMs() }, frame);
    }
    if (parts.write(frame)) joined.wrote(frame);
  });

  return {
    motion(trigger) {
      if (options.isOn()) apply({ type: "motion", atMs: clock.monotonic(), trigger });
    },
    quiet: () => apply({ type: "quiet", atMs: clock.monotonic() }),
    get isCapturing() {
      return capture.state !== "idle" && capture.state !== "closed";
    },
    async [Symbol.asyncDispose]() {
      heard[Symbol.dispose]();
      apply({ type: "stop" });
      await close();
    },
  };
}

type Opening = Extract<CaptureAction, { type: "open" }>;

/** What a recorder writes with. */
function openClips(options: RecorderOptions, interrupt: () => void) {
  const folder = clipFolder(options.mediaDir, options.camera.slug);
  const disk = openDiskWatch({ ...options, folder, onWell: () => finisher.again() });
  const finisher = openFinisher({ ...options, onFailure: disk.failed });
  const parts = makeClipParts({
    ...options,
    folder,
    onEnded: finisher.finish,
    onFailure: (cause, isCurrent) => {
      disk.failed(cause);
      if (isCurrent) interrupt();
    },
  });
  const close = async () => {
    await finisher[Symbol.asyncDispose]();
    await disk[Symbol.asyncDispose]();
  };
  return { parts, disk, close };
}

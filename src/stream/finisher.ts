import type { Camera } from "#domain/camera.ts";
import type { Clip } from "#domain/clip.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipFile } from "./clip-file.ts";
import { finishClip } from "./finish-clip.ts";

/** Clips that may wait to be remuxed. Beyond that they stay as they were recorded, which takes no time. */
const WAITING_MAX = 8;
/** What is not remuxed this long after we were asked to stop stays as it was recorded. */
const STOP_REMUX_AFTER_MS = 2000;
/** How long the journal may take to hear of the last clips. Otherwise they are found at the next start. */
const HAND_ON_MS = 1000;
/** Clips that the disk did not let us finish, and how often each is tried in this run. The rest is for the next start. */
const LEFT_MAX = 100;
const TRIES_MAX = 10;

export interface FinisherOptions {
  readonly camera: Camera;
  readonly ffmpeg: string;
  readonly clock: Clock;
  readonly log: Logger;
  onClip(clip: Clip): Promise<void>;
  /** A clip could not be finished. Its part file stays until `again`, or for the next start. */
  onFailure(cause: unknown): void;
}

/** Closes and finishes clips one after another, beside the recording of the next. */
export interface Finisher extends AsyncDisposable {
  finish(file: ClipFile, triggerAtMs: number): void;
  /** The disk can be written again: what could not be finished is tried once more. */
  again(): void;
}

interface Left {
  readonly file: ClipFile;
  readonly triggerAtMs: number;
  readonly tries: number;
}

export function openFinisher({ camera, ffmpeg, clock, log, onClip, onFailure }: FinisherOptions): Finisher {
  const hurry = new AbortController();
  const handing = new Set<Promise<void>>();
  let left: Left[] = [];
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();

  const finishOne = async ({ file, triggerAtMs, tries }: Left) => {
    try {
      const part = await file.close();
      if (!part) return log.warn({}, "capture left no picture");
      const signal = waiting > WAITING_MAX ? AbortSignal.abort() : hurry.signal;
      const clip = await finishClip(part, { ffmpeg, camera: camera.slug, log, triggerAtMs }, signal);
      log.info(
        { clip: clip.id, durationMs: Math.round(clip.durationMs), bytes: clip.bytes },
        "clip finished",
      );
      handOn(clip);
    } catch (cause) {
      if (tries < TRIES_MAX && left.length < LEFT_MAX) left.push({ file, triggerAtMs, tries: tries + 1 });
      onFailure(cause);
    }
  };
  const begin = (one: Left) => {
    waiting += 1;
    last = last.then(() => finishOne(one)).finally(() => (waiting -= 1));
  };
  const handOn = (clip: Clip) => {
    const handed = onClip(clip)
      .catch((err: unknown) => log.error({ clip: clip.id, err }, "clip was not taken"))
      .finally(() => handing.delete(handed));
    handing.add(handed);
  };

  return {
    finish: (file, triggerAtMs) => begin({ file, triggerAtMs, tries: 1 }),
    again() {
      const now = left;
      left = [];
      for (const one of now) begin(one);
    },
    async [Symbol.asyncDispose]() {
      const timer = setTimeout(() => hurry.abort(), STOP_REMUX_AFTER_MS);
      await last;
      clearTimeout(timer);
      const enough = new AbortController();
      const late = clock.sleep(HAND_ON_MS, enough.signal).catch(() => {});
      await Promise.race([Promise.allSettled(handing), late]);
      enough.abort();
    },
  };
}

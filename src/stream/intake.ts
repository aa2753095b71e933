import type { Clock } from "#ports/clock.ts";
import { makeClockWatch } from "./clock-watch.ts";
import { type Fragment, makeFragmentReader } from "./fragment-reader.ts";
import type { Frame, StreamInit } from "./frame.ts";
import { headFor } from "./parameter-sets.ts";
import { makeRetimer } from "./retime.ts";
import type { RingWriter } from "./ring.ts";
import type { StreamHead } from "./stream-head.ts";

/** A gap between frames counts for less with each frame that follows. */
const GAP_DECAY = 0.98;

export interface IntakeOptions {
  readonly ring: RingWriter;
  readonly clock: Clock;
  readonly frozenSpanMs?: number | undefined;
  /** A session began in the ring: the first, or another after the picture's format changed. */
  onBegin(init: StreamInit): void;
}

/** Takes in what one ffmpeg writes, in chunks of any size, and keeps the ring fed. */
export function makeIntake({ ring, clock, frozenSpanMs, onBegin }: IntakeOptions) {
  const read = makeFragmentReader();
  const video = watchVideo(clock, frozenSpanMs);
  let retimer = makeRetimer();
  let head: StreamHead | undefined;
  let hasBegun = false;

  function take(fragment: Fragment): void {
    if (fragment.track.kind === "video") {
      video.note(fragment);
      if (fragment.key) checkFormat(fragment);
    }
    emit(retimer.push({ fragment, arrivedAtMs: clock.now(), atMs: clock.monotonic() }));
  }

  function checkFormat(keyFrame: Fragment): void {
    const next = head && headFor(head, keyFrame);
    if (!next) return;
    if (video.frames() > 1) restart();
    head = next;
  }

  /** What came so far belongs to the old head; what follows counts from 0 again. */
  function restart(): void {
    emit(retimer.flush());
    retimer = makeRetimer();
    hasBegun = false;
  }

  function emit(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (!hasBegun && frame.key && head) {
        hasBegun = true;
        ring.begin(head.init);
        onBegin(head.init);
      }
      if (hasBegun) ring.push(frame);
    }
  }

  return {
    /** Throws `Failure` if the stream is damaged or of a kind that we cannot record. */
    read(chunk: Uint8Array): void {
      for (const event of read(chunk)) {
        if (event.type === "head") head = event.head;
        else take(event.fragment);
      }
    },
    /** Gives the ring what is still held back, and ends its session. */
    end(): void {
      emit(retimer.flush());
      ring.end();
    },
    video,
  };
}

/** When the picture came last, how often it comes, and whether its clock runs. */
function watchVideo(clock: Clock, frozenSpanMs: number | undefined) {
  const isFrozen = makeClockWatch(frozenSpanMs);
  let hasStoodStill = false;
  let lastMs = clock.monotonic();
  let gapMaxMs = 0;
  let frames = 0;
  return {
    note({ dts, track }: Fragment): void {
      const nowMs = clock.monotonic();
      gapMaxMs = Math.max(gapMaxMs * GAP_DECAY, frames > 0 ? nowMs - lastMs : 0);
      lastMs = nowMs;
      frames += 1;
      hasStoodStill ||= isFrozen((dts * 1000) / track.timescale, nowMs);
    },
    frames: () => frames,
    isClockFrozen: () => hasStoodStill,
    /** Since the last video frame, or since the start. */
    silentMs: () => clock.monotonic() - lastMs,
    /** The longest gap of late: cameras with a frame every few seconds are not silent. */
    gapMaxMs: () => gapMaxMs,
  };
}

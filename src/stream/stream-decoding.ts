import { type DecodeJob, doesAlso } from "./decode-plan.ts";
import type { Frame, Ring, RingEvent, StreamInit } from "./frame.ts";
import type { JobDecoder } from "./job-decoders.ts";

interface Live {
  readonly init: StreamInit;
  readonly session: number;
}

interface Running {
  readonly job: DecodeJob;
  readonly live: Live;
  readonly decoder: JobDecoder;
  needsKey: boolean;
}

export interface DecoderOpener {
  /** `undefined` while it is too early to try again. */
  open(job: DecodeJob, init: StreamInit): JobDecoder | undefined;
  close(decoder: JobDecoder): void;
}

/** One stream, and the decoder that is fed from its ring, if there is one. */
export interface StreamDecoding {
  /** What the ring says, before `choose` is asked again. */
  hear(event: RingEvent): void;
  /** Sees to it that this is what is decoded, beginning with the last key frame; nothing without a job. */
  choose(job: DecodeJob | undefined): void;
  /** A frame that a decoder which begins now finds in the ring is not fed again. */
  feed(frame: Frame): void;
  readonly live: Live | undefined;
  /** Frames that were not decoded because the decoder was behind. */
  readonly dropped: number;
}

export function makeStreamDecoding(ring: Ring, decoders: DecoderOpener): StreamDecoding {
  let live: Live | undefined;
  let running: Running | undefined;
  /** It began with this frame as the newest of the ring. */
  let begunWith: Frame | undefined;
  let dropped = 0;

  const isRight = (job: DecodeJob | undefined): boolean => {
    if (!running || !job) return running === undefined && job === undefined;
    return !running.decoder.isClosed && running.live === live && doesAlso(running.job, job);
  };
  const give = (to: Running, frame: Frame) => {
    if (frame.track === "audio" || (!frame.key && (to.needsKey || to.job.keysOnly))) return;
    to.needsKey = !to.decoder.feed(frame.bytes);
    if (to.needsKey) dropped += 1;
    else to.decoder.fed(frame);
  };

  return {
    hear(event) {
      if (event.type === "init") live = { init: event.init, session: event.session };
      if (event.type === "end") live = undefined;
    },
    choose(job) {
      if (isRight(job)) return;
      if (running) decoders.close(running.decoder);
      running = undefined;
      const decoder = job && live && decoders.open(job, live.init);
      if (!job || !live || !decoder) return;
      running = { job, live, decoder, needsKey: true };
      const { session } = live;
      const frames = ring.gops().findLast((gop) => gop.session === session)?.frames ?? [];
      begunWith = frames.at(-1);
      for (const frame of frames) give(running, frame);
    },
    feed(frame) {
      const isFed = frame === begunWith;
      begunWith = undefined;
      if (running && !isFed) give(running, frame);
    },
    get live() {
      return live;
    },
    get dropped() {
      return dropped;
    },
  };
}

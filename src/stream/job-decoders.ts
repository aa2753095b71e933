import type { LiveFrame } from "#ports/live-detector.ts";
import type { DecodeJob } from "./decode-plan.ts";
import { type Decoder, type DecoderOutput, openDecoder } from "./decoder.ts";
import { isPicked } from "./decoder-args.ts";
import { makeDecoderTrouble } from "./decoder-trouble.ts";
import type { Frame, StreamInit } from "./frame.ts";
import { frameSize } from "./frame-size.ts";
import type { PictureFeedOptions } from "./picture-feed.ts";
import { makePictureTimes } from "./picture-times.ts";

const LUMA_PER_S = 5;
/**
 * At most; a tracker needs 10. Twice that, as only whole frames can be left out: a stream of 25 fps then gives 12.5,
 * where asking for 10 would give 8.3.
 */
export const FRAMES_PER_S_MAX = 20;

/** A decoder that also hears when what it is fed arrived. */
export interface JobDecoder extends Decoder {
  fed(frame: Frame): void;
}

interface TimedOutput {
  readonly output: DecoderOutput;
  fed(frame: Frame): void;
}

/** Opens decoders one after another, tells of those that keep failing, and sees all of them to their end. */
export function makeDecoders(options: PictureFeedOptions) {
  const { clock, log, decoding, cameraName } = options;
  const outputsFor = makeOutputs(options);
  const troubles = {
    motion: makeDecoderTrouble(clock, "motion", (sentence) => options.onTrouble("motion", sentence)),
    frames: makeDecoderTrouble(clock, "frames", (sentence) => options.onTrouble("frames", sentence)),
  };
  const inSoftware = new WeakSet<StreamInit>();
  const closing = new Set<Promise<void>>();
  const close = (decoder: Decoder) => {
    const closed = closeOne(decoder).finally(() => closing.delete(closed));
    closing.add(closed);
  };
  /** Key frames and sub-streams cost too little for the memory that hardware takes for each decoder. */
  const methodOf = ({ from, keysOnly }: DecodeJob, init: StreamInit) =>
    from === "sub" || keysOnly || inSoftware.has(init)
      ? "software"
      : (decoding?.methodFor(init.video.codec) ?? "software");

  return {
    /** `undefined` while it is too early to try again. */
    open(job: DecodeJob, init: StreamInit): JobDecoder | undefined {
      const trouble = troubles[job.luma ? "motion" : "frames"];
      if (!trouble.mayStart()) return undefined;
      const method = methodOf(job, init);
      let hasGiven = false;
      const given = () => {
        hasGiven = true;
        trouble.isWell();
      };
      const outputs = outputsFor(job, init, given);
      const [first, second] = outputs.map(({ output }) => output);
      if (!first) return undefined;
      const decoder = openDecoder({
        keysOnly: job.keysOnly,
        ...options,
        method,
        init,
        outputs: [first, second],
        onEnd(reason) {
          log.warn({ job, method, reason }, "picture decoder ended");
          if (method === "software" || hasGiven) trouble.failed();
          else {
            inSoftware.add(init);
            decoding?.refused(cameraName, method);
          }
          close(decoder);
        },
      });
      return Object.assign(decoder, {
        fed: (frame: Frame) => outputs.forEach((output) => output.fed(frame)),
      });
    },
    close,
    closed: () => Promise.all(closing),
  };
}

async function closeOne(decoder: Decoder): Promise<void> {
  await decoder[Symbol.asyncDispose]();
}

/** What a job's decoder has to give, with the time of each picture. Times go on from decoder to decoder. */
function makeOutputs(options: PictureFeedOptions) {
  const { clock } = options;
  const lumaTimes = makePictureTimes(clock, isPicked(LUMA_PER_S));
  const frameTimes = makePictureTimes(clock, isPicked(FRAMES_PER_S_MAX));

  return ({ from, luma, frames }: DecodeJob, { video }: StreamInit, given: () => void): TimedOutput[] => {
    const outputs: TimedOutput[] = [];
    if (luma) {
      const size = options.sizeOf(video);
      const times = lumaTimes.restart();
      const onPicture = (bytes: Uint8Array) => {
        given();
        const atMs = times.next();
        if (atMs !== undefined) options.onPicture({ ...size, luma: bytes, atMs, from });
      };
      const output = { size, format: "gray", picturesPerS: LUMA_PER_S, onPicture } as const;
      outputs.push({ output, fed: times.fed });
    }
    if (frames) {
      const size = frameSize(video);
      const times = frameTimes.restart();
      const onPicture = (i420: LiveFrame["i420"]) => {
        given();
        const atMs = times.next();
        if (atMs !== undefined) options.onFrame({ ...size, i420, atMs });
      };
      const output = { size, format: "yuv420p", picturesPerS: FRAMES_PER_S_MAX, onPicture } as const;
      outputs.push({ output, fed: times.fed });
    }
    return outputs;
  };
}

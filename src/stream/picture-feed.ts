import type { VideoFormat } from "#domain/camera.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { Logger } from "#ports/logger.ts";
import type { VideoDecoding } from "#ports/video-decoding.ts";
import { type Need, planDecoding, type StreamName } from "./decode-plan.ts";
import type { Size } from "./decoder.ts";
import type { Ring, RingEvent } from "./frame.ts";
import { makeDecoders } from "./job-decoders.ts";
import { makeKeyPace } from "./key-pace.ts";
import { makeStreamDecoding, type StreamDecoding } from "./stream-decoding.ts";

export interface LumaPicture extends Size {
  /** Gray, a byte for each pixel. */
  readonly luma: Uint8Array;
  /** Monotonic ms of what it shows; always later than the last one. */
  readonly atMs: number;
  readonly from: StreamName;
}

export interface PictureFeedOptions {
  readonly main: Ring;
  /** A small stream of the same scene: used for as long as it is alive. */
  readonly sub?: Ring;
  readonly cameraName: string;
  readonly ffmpeg: string;
  /** Software without it. */
  readonly decoding?: VideoDecoding | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** To which size gray pictures are scaled. */
  sizeOf(video: VideoFormat): Size;
  onPicture(picture: LumaPicture): void;
  onFrame(frame: LiveFrame): void;
  /** A sentence when nobody can look for motion any more, or closer; nothing when it works again. */
  onTrouble(of: "motion" | "frames", sentence?: string): void;
  /** Key frames of the main stream come so rarely, ms, that all of it is decoded; nothing when that is over. */
  onRareKeys?(apartMs?: number): void;
}

/**
 * Decoded pictures of what a camera sees, as cheaply as can be. Small gray ones for motion, always: of the sub-stream
 * at 5 fps; without one of the main stream's key frames, and of all of it once something moves. And live frames, while
 * they are needed. A decoder begins with the last key frame, so that nothing is missed.
 */
export interface PictureFeed extends AsyncDisposable {
  /** What is needed from now on. */
  need(need: Need): void;
  /** A stream is there to look at. */
  readonly isLive: boolean;
  /** Frames that were not decoded because a decoder was behind. */
  readonly dropped: number;
}

export function openPictureFeed(options: PictureFeedOptions): PictureFeed {
  const decoders = makeDecoders(options);
  const main = makeStreamDecoding(options.main, decoders);
  const sub = options.sub && makeStreamDecoding(options.sub, decoders);
  const keys = makeRareKeys(options);
  let need: Need = "idle";

  /** Sees to it that what should be decoded is what is decoded. */
  function choose(): void {
    const jobs = planDecoding(need, {
      main: main.live?.init.video,
      sub: sub?.live?.init.video,
      areKeysRare: keys.areRare,
    });
    sub?.choose(jobs.find(({ from }) => from === "sub"));
    main.choose(jobs.find(({ from }) => from === "main"));
  }

  const hear = (stream: StreamDecoding) => (event: RingEvent) => {
    stream.hear(event);
    if (stream === main) keys.hear(event);
    // A frame is a good moment to try again what has failed.
    choose();
    if (event.type === "frame") stream.feed(event.frame);
  };
  const heard = [options.main.subscribe(hear(main))];
  if (options.sub && sub) heard.push(options.sub.subscribe(hear(sub)));

  return {
    need(now) {
      need = now;
      choose();
    },
    get isLive() {
      return main.live !== undefined || sub?.live !== undefined;
    },
    get dropped() {
      return main.dropped + (sub?.dropped ?? 0);
    },
    async [Symbol.asyncDispose]() {
      for (const listener of heard) listener[Symbol.dispose]();
      sub?.choose(undefined);
      main.choose(undefined);
      await decoders.closed();
    },
  };
}

/** Told once it is known how rare they are, and when that changes for the better. */
function makeRareKeys({ onRareKeys }: PictureFeedOptions) {
  const pace = makeKeyPace();
  let toldMs = 0;
  return {
    hear(event: RingEvent): void {
      if (event.type !== "frame") return pace.restart();
      pace.hear(event.frame);
      if (pace.longestMs === toldMs) return;
      toldMs = pace.longestMs;
      onRareKeys?.(toldMs === 0 ? undefined : toldMs);
    },
    get areRare() {
      return pace.isRare;
    },
  };
}

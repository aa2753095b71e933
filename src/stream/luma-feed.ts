import type { VideoFormat } from "#domain/camera.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import { makeDecoderTrouble } from "./decoder-trouble.ts";
import type { Frame, Gop, Ring, RingEvent, StreamInit } from "./frame.ts";
import { isPicked, type LumaDecoder, openLumaDecoder, type Size } from "./luma-decoder.ts";
import { makeLumaTimes } from "./luma-times.ts";

const PICTURES_PER_S = 5;
export interface LumaPicture extends Size {
  /** Gray, a byte for each pixel; overwritten by the next. */
  readonly luma: Uint8Array;
  /** Monotonic ms of what it shows; always later than the last one. */
  readonly atMs: number;
  readonly from: "main" | "sub";
}

export interface LumaFeedOptions {
  readonly main: Ring;
  /** A small stream of the same scene: used for as long as it is alive. */
  readonly sub?: Ring;
  readonly ffmpeg: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** To which size pictures are scaled. */
  sizeOf(video: VideoFormat): Size;
  onPicture(picture: LumaPicture): void;
  /** A sentence when nobody can look for motion any more, nothing when it works again. */
  onTrouble(sentence?: string): void;
}

/**
 * Small gray pictures of what a camera sees, as cheaply as can be: the sub-stream at 5 fps; without one the main
 * stream's key frames, and while awake all of it at 5 fps, beginning with the last key frame so that nothing is missed.
 */
export interface LumaFeed extends AsyncDisposable {
  /** While something is going on, to see when it ends. */
  wake(awake: boolean): void;
  /** A stream is there to look at. */
  readonly isLive: boolean;
  /** Frames that were not decoded because the decoder was behind. */
  readonly dropped: number;
}

type Mode = "sub" | "main" | "keys";

interface Live {
  readonly ring: Ring;
  readonly init: StreamInit;
  readonly session: number;
}

interface Running {
  readonly mode: Mode;
  readonly live: Live;
  readonly decoder: LumaDecoder;
  needsKey: boolean;
}

export function openLumaFeed(options: LumaFeedOptions): LumaFeed {
  const { main, sub } = options;
  const live: { main?: Live; sub?: Live } = {};
  const decoders = makeDecoders(options);
  let running: Running | undefined;
  let awake = false;
  let dropped = 0;

  /** Sees to it that what should be decoded is what is decoded. */
  function choose(): void {
    if (running?.decoder.isClosed) running = undefined;
    const from = live.sub ?? live.main;
    const mode = live.sub ? "sub" : awake ? "main" : "keys";
    if (running && running.mode === mode && running.live === from) return;
    if (running) decoders.close(running.decoder);
    running = undefined;
    const decoder = from && decoders.open(mode, from);
    if (!from || !decoder) return;
    running = { mode, live: from, decoder, needsKey: true };
    for (const frame of newestGop(from)?.frames ?? []) feed(running, frame);
  }

  function feed(to: Running, frame: Frame): void {
    if (frame.track === "audio" || (!frame.key && (to.needsKey || to.mode === "keys"))) return;
    to.needsKey = !to.decoder.feed(frame.bytes);
    if (to.needsKey) dropped += 1;
    else decoders.fed(frame);
  }

  const hear = (name: "main" | "sub", ring: Ring) => (event: RingEvent) => {
    if (event.type === "init") live[name] = { ring, init: event.init, session: event.session };
    else if (event.type === "end") delete live[name];
    const before = running;
    // A frame is a good moment to try again; a decoder that starts here finds it in the ring.
    choose();
    if (event.type !== "frame" || !running || running !== before || running.live.ring !== ring) return;
    feed(running, event.frame);
  };
  const heard = [main.subscribe(hear("main", main)), ...(sub ? [sub.subscribe(hear("sub", sub))] : [])];

  return {
    wake(now) {
      awake = now;
      choose();
    },
    get isLive() {
      return live.main !== undefined || live.sub !== undefined;
    },
    get dropped() {
      return dropped;
    },
    async [Symbol.asyncDispose]() {
      for (const listener of heard) listener[Symbol.dispose]();
      if (running) decoders.close(running.decoder);
      running = undefined;
      await decoders.closed();
    },
  };
}

const newestGop = ({ ring, session }: Live): Gop | undefined =>
  ring.gops().findLast((gop) => gop.session === session);

/** Opens decoders one after another, tells of those that keep failing, and sees all of them to their end. */
function makeDecoders(options: LumaFeedOptions) {
  const { clock, log } = options;
  const trouble = makeDecoderTrouble(clock, options.onTrouble);
  const times = makeLumaTimes(clock, isPicked(PICTURES_PER_S));
  const closing = new Set<Promise<void>>();

  const close = (decoder: LumaDecoder) => {
    const closed = closeOne(decoder).finally(() => closing.delete(closed));
    closing.add(closed);
  };
  return {
    /** `undefined` while it is too early to try again. */
    open(mode: Mode, from: Live): LumaDecoder | undefined {
      if (!trouble.mayStart()) return undefined;
      const size = options.sizeOf(from.init.video);
      times.restart();
      const decoder = openLumaDecoder({
        ...options,
        init: from.init,
        size,
        picturesPerS: PICTURES_PER_S,
        onPicture(luma) {
          trouble.isWell();
          const atMs = times.next();
          if (atMs === undefined) return;
          options.onPicture({ ...size, luma, atMs, from: mode === "sub" ? "sub" : "main" });
        },
        onEnd(reason) {
          log.warn({ mode, reason }, "motion decoder ended");
          trouble.failed();
          close(decoder);
        },
      });
      return decoder;
    },
    fed: times.fed,
    close,
    closed: () => Promise.all(closing),
  };
}

async function closeOne(decoder: LumaDecoder): Promise<void> {
  await decoder[Symbol.asyncDispose]();
}

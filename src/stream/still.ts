import { Failure } from "#domain/failure.ts";
import type { Still } from "#ports/clip-source.ts";
import type { Frame, Ring, StreamInit } from "./frame.ts";
import { jpegOf } from "./jpeg.ts";

export interface StillsOptions {
  readonly ring: Ring;
  readonly ffmpeg: string;
  /** The owner's name for the camera, for sentences. */
  readonly name: string;
}

/** Pictures of what a ring sees now. */
export interface Stills extends AsyncDisposable {
  /** The newest key frame as JPEG, at most 1280 wide. Throws `Failure` where there is none. */
  still(signal: AbortSignal): Promise<Still>;
}

/** Decodes each key frame at most once, and one at a time, however many ask. */
export function openStills({ ring, ffmpeg, name }: StillsOptions): Stills {
  const closing = new AbortController();
  let liveSession: number | undefined;
  let newest: { readonly key: Frame; readonly still: Promise<Still> } | undefined;
  let busy: Promise<unknown> = Promise.resolve();
  const heard = ring.subscribe((event) => {
    liveSession = event.type === "end" ? undefined : event.session;
  });

  const decode = async (init: StreamInit, key: Frame): Promise<Still> => {
    await busy;
    const bytes = Buffer.concat([init.bytes, key.bytes]);
    return { jpeg: await jpegOf(ffmpeg, { bytes }, closing.signal), atMs: key.arrivedAtMs };
  };
  const current = (): Promise<Still> => {
    const gop = ring.gops().at(-1);
    const [key] = gop?.frames ?? [];
    if (!gop || !key || gop.session !== liveSession) {
      throw new Failure("unavailable", `There is no picture from ${name} now.`);
    }
    if (newest?.key === key) return newest.still;
    const still = decode(gop.init, key);
    busy = still.catch(() => {
      // A picture that failed is tried again by the next who asks.
      if (newest?.key === key) newest = undefined;
    });
    newest = { key, still };
    return still;
  };

  return {
    async still(signal) {
      if (signal.aborted) throw new Failure("aborted", "Nobody waits for the picture any more.");
      const aborted = Promise.withResolvers<never>();
      const abort = () => aborted.reject(new Failure("aborted", "Nobody waits for the picture any more."));
      signal.addEventListener("abort", abort, { once: true });
      try {
        return await Promise.race([current(), aborted.promise]);
      } finally {
        signal.removeEventListener("abort", abort);
      }
    },
    async [Symbol.asyncDispose]() {
      heard[Symbol.dispose]();
      closing.abort();
      await busy;
    },
  };
}

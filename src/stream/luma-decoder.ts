import type { Readable, Writable } from "node:stream";
import { failureMessage } from "#domain/failure.ts";
import { openProcess } from "#platform/process.ts";
import type { Clock } from "#ports/clock.ts";
import type { StreamInit } from "./frame.ts";

/** What may wait for a decoder. Past this, frames are dropped until the next key frame. */
const BACKLOG_BYTES_MAX = 16 * 1024 * 1024;
/** Fed for so long without a picture, a decoder is stuck. */
const STALL_MS = 10_000;
/** A little less than the interval asked for, as frames are never quite on time. */
const INTERVAL_SLACK = 0.95;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface LumaDecoderOptions {
  readonly ffmpeg: string;
  readonly init: StreamInit;
  readonly size: Size;
  /** At most so many for a second of media time. */
  readonly picturesPerS: number;
  readonly clock: Clock;
  /** A gray picture, a byte for each pixel. The next one overwrites it. */
  onPicture(luma: Uint8Array): void;
  /** Called once, when it ended by itself or is stuck: what it last said. It has still to be disposed. */
  onEnd(reason: string): void;
}

/** A decoder that is a process of its own: feeding never blocks, and what goes wrong in there stays in there. */
export interface LumaDecoder extends AsyncDisposable {
  /** False if it is so far behind that this was dropped: go on with a key frame. */
  feed(fragment: Uint8Array): boolean;
  readonly isClosed: boolean;
}

export function openLumaDecoder(options: LumaDecoderOptions): LumaDecoder {
  const { ffmpeg, init, size, clock, onPicture, onEnd } = options;
  const opening = openProcess(ffmpeg, argsOf(options));
  const input = makeInput(init.bytes);
  let owedSinceMs: number | undefined;
  let closed = false;
  const end = (reason: string) => {
    if (closed) return;
    closed = true;
    onEnd(reason);
  };

  const run = async () => {
    const child = await opening;
    input.connect(child.stdin);
    readPictures(child.stdout, size.width * size.height, (luma) => {
      owedSinceMs = undefined;
      if (!closed) onPicture(luma);
    });
    await child.exited;
    end(child.stderrTail().trim().split("\n").at(-1) ?? "");
  };
  const running = run().catch((cause: unknown) => end(failureMessage(cause)));

  return {
    feed(fragment) {
      if (closed) return false;
      owedSinceMs ??= clock.monotonic();
      const isStuck = clock.monotonic() - owedSinceMs > STALL_MS;
      if (isStuck) end("stuck");
      return !isStuck && input.write(fragment);
    },
    get isClosed() {
      return closed;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      const child = await opening.catch(() => undefined);
      await child?.stop();
      await running;
    },
  };
}

/** The way into a process that may still be starting; never holds more than the backlog. */
function makeInput(head: Uint8Array) {
  const early: Uint8Array[] = [head];
  let earlyBytes = 0;
  let stdin: Writable | undefined;
  return {
    connect(to: Writable): void {
      stdin = to;
      for (const bytes of early.splice(0)) to.write(bytes);
    },
    write(bytes: Uint8Array): boolean {
      if ((stdin?.writableLength ?? earlyBytes) > BACKLOG_BYTES_MAX) return false;
      if (stdin) stdin.write(bytes);
      else {
        early.push(bytes);
        earlyBytes += bytes.byteLength;
      }
      return true;
    },
  };
}

/** Which frames become pictures, by media time: as the filter below picks them. */
export const isPicked =
  (picturesPerS: number) =>
  (mediaMs: number, lastMs: number): boolean =>
    Math.abs(mediaMs - lastMs) >= intervalMs(picturesPerS);

const intervalMs = (picturesPerS: number): number => (INTERVAL_SLACK * 1000) / picturesPerS;

/** `-fflags nobuffer` would throw away the first key frame; `-threads 1` and low_delay give each picture at once. */
function argsOf({ size, picturesPerS }: LumaDecoderOptions): readonly string[] {
  const interval = (intervalMs(picturesPerS) / 1000).toFixed(3);
  // Not the fps filter: that repeats pictures where frames are missing.
  const select = `select='isnan(prev_selected_t)+gte(abs(t-prev_selected_t),${interval})'`;
  const filter = `${select},scale=${size.width}:${size.height}:flags=fast_bilinear`;
  return [
    ..."-hide_banner -loglevel error -flags low_delay -threads 1 -fpsprobesize 0 -probesize 32".split(" "),
    ..."-analyzeduration 0 -f mp4 -i pipe:0 -map 0:v:0 -filter_threads 1 -vf".split(" "),
    filter,
    ..."-fps_mode passthrough -flush_packets 1 -f rawvideo -pix_fmt gray -threads 1 pipe:1".split(" "),
  ];
}

/** Cuts a stream of bytes into pictures. */
function readPictures(stream: Readable, bytes: number, onPicture: (luma: Uint8Array) => void): void {
  const picture = new Uint8Array(bytes);
  let filled = 0;
  stream.on("data", (chunk: Buffer) => {
    for (let at = 0; at < chunk.byteLength; ) {
      const piece = chunk.subarray(at, at + bytes - filled);
      picture.set(piece, filled);
      filled += piece.byteLength;
      at += piece.byteLength;
      if (filled < bytes) continue;
      filled = 0;
      onPicture(picture);
    }
  });
}

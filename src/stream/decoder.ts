import type { Readable, Writable } from "node:stream";
import type { DecodeMethod } from "#domain/decode.ts";
import { failureMessage } from "#domain/failure.ts";
import { openProcess } from "#platform/process.ts";
import type { Clock } from "#ports/clock.ts";
import { decoderArgs } from "./decoder-args.ts";
import type { StreamInit } from "./frame.ts";

/** What may wait for a decoder. Past this, frames are dropped until the next key frame. */
const BACKLOG_BYTES_MAX = 16 * 1024 * 1024;
/** Fed for so long without a picture, a decoder is stuck. */
const STALL_MS = 10_000;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One of the things that a decoder makes of the same stream. */
export interface DecoderOutput {
  readonly size: Size;
  /** A byte for each pixel; or the Y plane, then U and V at half the size each. */
  readonly format: "gray" | "yuv420p";
  /** At most so many for a second of media time. */
  readonly picturesPerS: number;
  /** Whoever takes the picture owns the bytes. */
  onPicture(bytes: Uint8Array<ArrayBuffer>): void;
}

export interface DecoderOptions {
  readonly ffmpeg: string;
  readonly method: DecodeMethod;
  readonly init: StreamInit;
  /** Only key frames will be fed. */
  readonly keysOnly: boolean;
  readonly outputs: readonly [DecoderOutput, (DecoderOutput | undefined)?];
  readonly clock: Clock;
  /** Called once, when it ended by itself or is stuck: what it last said. It has still to be disposed. */
  onEnd(reason: string): void;
}

/** A decoder that is a process of its own: feeding never blocks, and what goes wrong in there stays in there. */
export interface Decoder extends AsyncDisposable {
  /** False if it is so far behind that this was dropped: go on with a key frame. */
  feed(fragment: Uint8Array): boolean;
  readonly isClosed: boolean;
}

export function openDecoder(options: DecoderOptions): Decoder {
  const { ffmpeg, init, clock, onEnd } = options;
  const [first, second] = options.outputs;
  const hasSecondOutput = second !== undefined;
  const opening = openProcess(ffmpeg, decoderArgs(options), { hasSecondOutput });
  const input = makeInput(init.bytes);
  let owedSinceMs: number | undefined;
  let closed = false;
  const end = (reason: string) => {
    if (closed) return;
    closed = true;
    onEnd(reason);
  };
  const read = (stream: Readable, output: DecoderOutput) => {
    readPictures(stream, pictureBytes(output), (bytes) => {
      owedSinceMs = undefined;
      if (!closed) output.onPicture(bytes);
    });
  };

  const run = async () => {
    const child = await opening;
    input.connect(child.stdin);
    read(child.stdout, first);
    if (second && child.second) read(child.second, second);
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

const pictureBytes = ({ size: { width, height }, format }: DecoderOutput): number =>
  format === "gray" ? width * height : (width * height * 3) / 2;

/** Cuts a stream of bytes into pictures. */
function readPictures(
  stream: Readable,
  bytes: number,
  onPicture: (picture: Uint8Array<ArrayBuffer>) => void,
): void {
  let picture = new Uint8Array(bytes);
  let filled = 0;
  stream.on("data", (chunk: Buffer) => {
    for (let at = 0; at < chunk.byteLength; ) {
      const piece = chunk.subarray(at, at + bytes - filled);
      picture.set(piece, filled);
      filled += piece.byteLength;
      at += piece.byteLength;
      if (filled < bytes) continue;
      const whole = picture;
      picture = new Uint8Array(bytes);
      filled = 0;
      onPicture(whole);
    }
  });
}

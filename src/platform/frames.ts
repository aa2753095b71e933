import { access } from "node:fs/promises";
import type { Readable } from "node:stream";
import { Failure } from "#domain/failure.ts";
import type { Picture } from "#domain/tensor.ts";
import { type Child, openProcess } from "./process.ts";

/** Frames decoded ahead of whoever asks for them. More only cost memory. */
const FRAMES_AHEAD = 2;
/** An hour at two a second. A clip whose clock leaps would give frames without end. */
export const FRAMES_MAX = 7200;
/** So long may one frame take. Past it the decoder is stuck, or the disk. */
const FRAME_TIMEOUT_MS = 30_000;

/** Sizes and places in whole pixels: the frame scaled, and where it lies in the picture. */
export interface FrameFit {
  readonly scaled: { readonly width: number; readonly height: number };
  readonly x: number;
  readonly y: number;
  readonly input: { readonly width: number; readonly height: number };
}

export interface FrameRequest {
  readonly ffmpeg: string;
  readonly path: string;
  readonly fps: number;
  readonly fit: FrameFit;
  /** Grey of the padding, 0 to 255. */
  readonly padding: number;
}

export interface SampledFrame {
  /** Media time from the start of the clip, ms. */
  readonly atMs: number;
  readonly picture: Picture;
}

/** Frames of one clip in order. Disposing stops ffmpeg and waits until it is gone. */
export interface FrameReader extends AsyncDisposable {
  /** `undefined` at the end. One call at a time. Its bytes are the caller's to give away. */
  next(): Promise<SampledFrame | undefined>;
}

/**
 * Samples a clip by one ffmpeg that decodes, scales and pads, and writes planes: what is left to do with a picture is
 * to copy it. A clip that cannot be decoded simply has no frames, as ffmpeg's exit code says nothing.
 * Throws `Failure("rejected")` if the file is not there, `Failure("aborted")` once `signal` aborts.
 */
export async function openFrames(request: FrameRequest, signal: AbortSignal): Promise<FrameReader> {
  if (signal.aborted) throw aborted();
  await access(request.path).catch((cause: unknown) => {
    throw new Failure("rejected", "The clip's file is no longer there, so nobody has looked at it.", {
      cause,
    });
  });
  const child = await openProcess(request.ffmpeg, argumentsOf(request), { stopGraceMs: 0 });
  const filler = makeFiller(child.stdout, request.fit.input);
  const onAbort = () => {
    filler.fail(aborted());
    void child.stop();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  return readerOf(child, filler, request.fps, () => signal.removeEventListener("abort", onAbort));
}

function readerOf(child: Child, filler: Filler, fps: number, forget: () => void): FrameReader {
  let count = 0;
  return {
    next: async () => {
      if (count >= FRAMES_MAX) return undefined;
      const picture = await filler.next();
      return picture && { atMs: (count++ * 1000) / fps, picture };
    },
    [Symbol.asyncDispose]: async () => {
      forget();
      filler.fail(aborted());
      await child.stop();
    },
  };
}

const aborted = (): Failure => new Failure("aborted", "Looking at the clip was stopped.");

function argumentsOf({ path, fps, fit, padding }: FrameRequest): readonly string[] {
  const { scaled, input } = fit;
  const grey = padding.toString(16).padStart(2, "0");
  const filters = [
    // Rounded up, a sample shows the last frame at or before its time; to the nearest, one up to half a period later.
    `fps=${fps}:round=up`,
    `scale=${scaled.width}:${scaled.height}:flags=bicubic`,
    // Before padding: a grey in RGB is off by one or two after conversion.
    "format=gbrp",
    `pad=${input.width}:${input.height}:${fit.x}:${fit.y}:color=0x${grey}${grey}${grey}`,
  ];
  const source = ["-hide_banner", "-nostdin", "-loglevel", "error", "-threads", "2", "-i", `file:${path}`];
  const pictures = ["-map", "0:v:0", "-an", "-sn", "-dn", "-vf", filters.join(",")];
  const target = ["-frames:v", String(FRAMES_MAX), "-pix_fmt", "gbrp", "-f", "rawvideo", "pipe:1"];
  return [...source, ...pictures, ...target];
}

interface Filler {
  /** The next whole picture, `undefined` when the stream has ended. */
  next(): Promise<Picture | undefined>;
  fail(cause: Failure): void;
}

/** Cuts a byte stream, whose chunks may have any size, into pictures; stops reading while enough are ready. */
function makeFiller(stream: Readable, size: { readonly width: number; readonly height: number }): Filler {
  const bytes = 3 * size.width * size.height;
  const ready: Picture[] = [];
  let planes = new Uint8Array(bytes);
  let filled = 0;
  const state: { isOver: boolean; failure?: Failure } = { isOver: false };
  let wake = () => {};

  stream.on("data", (chunk: Uint8Array) => {
    // A stopping ffmpeg's last words.
    if (state.failure) return;
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + bytes - filled);
      planes.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < bytes) break;
      ready.push({ ...size, planes });
      planes = new Uint8Array(bytes);
      filled = 0;
    }
    if (ready.length >= FRAMES_AHEAD) stream.pause();
    wake();
  });
  stream.once("close", () => {
    state.isOver = true;
    wake();
  });

  async function change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      state.failure ??= new Failure(
        "unavailable",
        "The clip could not be read: ffmpeg gave no picture for 30 s.",
      );
      resolve();
    }, FRAME_TIMEOUT_MS);
    wake = resolve;
    await promise;
    clearTimeout(timer);
  }

  return {
    next: async () => {
      while (ready.length === 0 && !state.isOver && !state.failure) await change();
      if (state.failure) throw state.failure;
      const picture = ready.shift();
      if (ready.length < FRAMES_AHEAD) stream.resume();
      return picture;
    },
    fail: (cause) => {
      state.failure ??= cause;
      wake();
    },
  };
}

/** Where a clip's format is not known: the size of its first video stream, as ffmpeg tells it. */
export async function readFrameSize(
  ffmpeg: string,
  path: string,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
  await using child = await openProcess(ffmpeg, ["-hide_banner", "-nostdin", "-i", `file:${path}`]);
  child.stdout.resume();
  await child.exited;
  const match = /Stream #\S+.*: Video: .*?\b(\d{2,5})x(\d{2,5})\b/.exec(child.stderrTail());
  return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

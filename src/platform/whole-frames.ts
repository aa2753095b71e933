import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Failure } from "#domain/failure.ts";
import { openProcess } from "./process.ts";

/** An hour at ten a second. A clip whose clock leaps would give frames without end. */
export const WHOLE_FRAMES_MAX = 36_000;
/** So long may one frame take. Past it the decoder is stuck, or the disk. */
const FRAME_TIMEOUT_MS = 30_000;

export interface WholeFramesRequest {
  readonly ffmpeg: string;
  readonly path: string;
  /** Both even. */
  readonly size: { readonly width: number; readonly height: number };
  readonly format: "yuv420p" | "rgb24";
  /** Frames nearer to the one before are left out; none is ever repeated. */
  readonly intervalMs: number;
}

export interface WholeFrame {
  /** Media time from the start of the clip; always later than the one before. */
  readonly atMs: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The frames of a file, whole, in order, with their own times. One that cannot be decoded has none, as ffmpeg's exit
 * code says nothing. Ends ffmpeg when it is left. Throws `Failure`: `aborted`, or `unavailable` where nothing comes.
 */
export async function* wholeFrames(
  request: WholeFramesRequest,
  signal: AbortSignal,
): AsyncGenerator<WholeFrame, void> {
  if (signal.aborted) throw aborted();
  const options = { stopGraceMs: 0, hasSecondOutput: true };
  await using child = await openProcess(request.ffmpeg, argumentsOf(request), options);
  const watch = makeWatch(() => void child.stop());
  const stop = () => void child.stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const { width, height } = request.size;
    const bytesEach = request.format === "rgb24" ? 3 * width * height : (3 * width * height) / 2;
    const times = child.second ? timesIn(child.second) : undefined;
    let lastMs = Number.NEGATIVE_INFINITY;
    let count = 0;
    watch.expect();
    for await (const bytes of pieces(child.stdout, bytesEach)) {
      const atMs = (await times?.next())?.value ?? lastMs + request.intervalMs;
      watch.rest();
      if (++count > WHOLE_FRAMES_MAX) return;
      if (atMs > lastMs) yield { atMs, bytes };
      lastMs = Math.max(lastMs, atMs);
      watch.expect();
    }
  } finally {
    watch.rest();
    signal.removeEventListener("abort", stop);
  }
  if (signal.aborted) throw aborted();
  if (watch.isOver)
    throw new Failure("unavailable", "The video could not be read: ffmpeg gave no picture for 30 s.");
}

const aborted = (): Failure => new Failure("aborted", "Reading the video was stopped.");

/** A little less than the interval asked for, as frames are never quite on time. */
const SLACK = 0.95;

function argumentsOf({ path, size, format, intervalMs }: WholeFramesRequest): readonly string[] {
  const interval = ((SLACK * intervalMs) / 1000).toFixed(4);
  const filters = [
    // Not the fps filter: that repeats pictures where frames are missing.
    `select='isnan(prev_selected_t)+gte(abs(t-prev_selected_t),${interval})'`,
    `scale=${size.width}:${size.height}:flags=bicubic`,
    // Frames without metadata are not printed.
    "metadata=mode=add:key=t:value=1",
    "metadata=mode=print:file='pipe\\:3':direct=1",
  ];
  const source = ["-hide_banner", "-nostdin", "-loglevel", "error", "-threads", "2", "-i", `file:${path}`];
  const pictures = ["-map", "0:v:0", "-an", "-sn", "-dn", "-vf", filters.join(",")];
  const frames = ["-fps_mode", "passthrough", "-frames:v", String(WHOLE_FRAMES_MAX)];
  return [...source, ...pictures, ...frames, "-pix_fmt", format, "-f", "rawvideo", "pipe:1"];
}

async function* timesIn(stream: Readable): AsyncGenerator<number, undefined> {
  for await (const line of createInterface({ input: stream })) {
    const time = /\bpts_time:(\S+)/.exec(line)?.[1];
    if (time !== undefined) yield Math.max(0, Math.round(Number(time) * 1000)) || 0;
  }
  return undefined;
}

/** A byte stream, whose chunks may have any size, in pieces of one size. What is left at the end is none. */
async function* pieces(stream: Readable, size: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let piece = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + size - filled);
      piece.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < size) break;
      yield piece;
      piece = new Uint8Array(size);
      filled = 0;
    }
  }
}

/** Calls `give` up when what is expected does not come in time. */
function makeWatch(giveUp: () => void) {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  return {
    expect() {
      timer = setTimeout(() => {
        isOver = true;
        giveUp();
      }, FRAME_TIMEOUT_MS);
    },
    rest: () => clearTimeout(timer),
    get isOver() {
      return isOver;
    },
  };
}

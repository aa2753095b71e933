import { type StreamPlan, sessionOutputArgs } from "#stream/session-command.ts";
import { ffmpegOutput } from "./ffmpeg.ts";

/** A file as the session's ffmpeg writes a camera's stream, all at once. */
export const fragmentedBytes = (file: string, plan: StreamPlan): Promise<Buffer> =>
  ffmpegOutput(["-i", file, ...sessionOutputArgs(plan)]);

/** Same seed, same numbers: 0 to 1. */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

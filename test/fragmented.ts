import { runProcess } from "#platform/process.ts";
import type { StreamPlan } from "#stream/session-command.ts";
import { sessionOutputArgs } from "#stream/session-command.ts";

const BYTES_MAX = 64 * 1024 * 1024;

/** A file as the session's ffmpeg writes a camera's stream, all at once. */
export async function fragmentedBytes(file: string, plan: StreamPlan): Promise<Buffer> {
  const { code, stdout, stderr } = await runProcess(
    "ffmpeg",
    ["-nostdin", "-loglevel", "error", "-i", file, ...sessionOutputArgs(plan)],
    { timeoutMs: 60_000, outputBytesMax: BYTES_MAX },
    new AbortController().signal,
  );
  if (code !== 0) throw new Error(`cannot fragment ${file}: ${stderr}`);
  return stdout;
}

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

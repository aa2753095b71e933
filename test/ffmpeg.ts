import { runProcess } from "#platform/process.ts";

const BYTES_MAX = 64 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** What ffmpeg, or ffprobe, writes to standard output. Throws with what it says if it fails. */
export async function ffmpegOutput(
  args: readonly string[],
  program: "ffmpeg" | "ffprobe" = "ffmpeg",
): Promise<Buffer> {
  const { code, stdout, stderr } = await runProcess(
    program,
    [...(program === "ffmpeg" ? ["-nostdin"] : []), "-loglevel", "error", ...args],
    { timeoutMs: TIMEOUT_MS, outputBytesMax: BYTES_MAX },
    new AbortController().signal,
  );
  if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

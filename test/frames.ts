import { runProcess } from "#platform/process.ts";
import { makeFragmentReader } from "#stream/fragment-reader.ts";
import type { Frame, StreamInit } from "#stream/frame.ts";

const BYTES_MAX = 64 * 1024 * 1024;
const running = new AbortController().signal;
const toFragments =
  "-c copy -f mp4 -movflags +empty_moov+default_base_moof+frag_every_frame+separate_moof pipe:1".split(" ");

export interface Recording {
  readonly init: StreamInit;
  readonly frames: readonly Frame[];
}

/** A file as a session would deliver it, all at once. Frames "arrive" at their media time. */
export async function framesOf(file: string): Promise<Recording> {
  const { stdout } = await runProcess(
    "ffmpeg",
    ["-nostdin", "-loglevel", "error", "-i", file, ...toFragments],
    { timeoutMs: 60_000, outputBytesMax: BYTES_MAX },
    running,
  );
  let init: StreamInit | undefined;
  const frames: Frame[] = [];
  for (const event of makeFragmentReader()(stdout)) {
    if (event.type === "head") {
      init = event.head.init;
      continue;
    }
    const { track, key, bytes, dts, duration } = event.fragment;
    const dtsMs = (dts * 1000) / track.timescale;
    const durationMs = (duration * 1000) / track.timescale;
    const isVideo = track.kind === "video";
    frames.push({ track: track.kind, key: isVideo && key, bytes, dtsMs, durationMs, arrivedAtMs: dtsMs });
  }
  if (!init) throw new Error(`no video in ${file}`);
  return { init, frames };
}

/** One hash for each decoded picture. */
export async function pictureHashes(file: string): Promise<readonly string[]> {
  const { stdout } = await runProcess(
    "ffmpeg",
    [
      "-nostdin",
      "-loglevel",
      "error",
      "-i",
      file,
      "-map",
      "0:v",
      "-fps_mode",
      "passthrough",
      "-f",
      "framemd5",
      "-",
    ],
    { timeoutMs: 60_000, outputBytesMax: BYTES_MAX },
    running,
  );
  const lines = stdout.toString("utf8").split("\n");
  return lines.filter((line) => /^\d/.test(line)).map((line) => line.split(",").at(-1)?.trim() ?? "");
}

export interface Probe {
  readonly format: { readonly duration: string; readonly start_time: string };
  readonly streams: readonly {
    readonly codec_type: string;
    readonly codec_name: string;
    readonly codec_tag_string: string;
    readonly nb_frames: string;
    readonly start_time: string;
    readonly width?: number;
    readonly height?: number;
  }[];
}

/** What ffprobe says of a file. */
export async function probe(file: string): Promise<Probe> {
  return JSON.parse(await ffprobe(file, ["-show_format", "-show_streams"])) as Probe;
}

async function ffprobe(file: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr, code } = await runProcess(
    "ffprobe",
    ["-v", "error", "-of", "json", ...args, file],
    { timeoutMs: 60_000, outputBytesMax: BYTES_MAX },
    running,
  );
  if (code !== 0) throw new Error(`ffprobe: ${stderr}`);
  return stdout.toString("utf8");
}

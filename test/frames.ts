import { makeFragmentReader } from "#stream/fragment-reader.ts";
import type { Frame, StreamInit } from "#stream/frame.ts";
import { ffmpegOutput } from "./ffmpeg.ts";
import { fragmentedBytes } from "./fragmented.ts";

export interface Recording {
  readonly init: StreamInit;
  readonly frames: readonly Frame[];
}

/**
 * A file as a session would deliver it, all at once, with its sound if it has AAC. Frames "arrive" at their media time.
 * For H.265 it says hvc1 all the same: the reader sees to that.
 */
export async function framesOf(file: string): Promise<Recording> {
  const stream = await fragmentedBytes(file, { codec: "h264", audio: "copy" });
  let init: StreamInit | undefined;
  const frames: Frame[] = [];
  for (const event of makeFragmentReader()(stream)) {
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
  const output = "-map 0:v -fps_mode passthrough -f framemd5 -".split(" ");
  const lines = (await ffmpegOutput(["-i", file, ...output])).toString("utf8").split("\n");
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
  const json = await ffmpegOutput(["-of", "json", "-show_format", "-show_streams", file], "ffprobe");
  return JSON.parse(json.toString("utf8")) as Probe;
}

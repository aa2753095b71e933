import { runProcess } from "#platform/process.ts";
import { boxesIn } from "#stream/box.ts";
import type { Frame, StreamInit } from "#stream/frame.ts";
import { tracksOf, videoFormatOf } from "#stream/mp4-tracks.ts";
import { stampsOf } from "#stream/rebase.ts";

const BYTES_MAX = 64 * 1024 * 1024;
const running = new AbortController().signal;
const toFragments = "-c copy -f mp4 -movflags +empty_moov+default_base_moof+frag_every_frame pipe:1".split(
  " ",
);

export interface Recording {
  readonly init: StreamInit;
  readonly frames: readonly Frame[];
}

/** A file as a session would deliver it, all at once. Frames "arrive" at `arrivedFromMs` plus their media time. */
export async function framesOf(file: string, arrivedFromMs = 0): Promise<Recording> {
  const keys = await keyFlags(file);
  const { stdout } = await runProcess(
    "ffmpeg",
    ["-nostdin", "-loglevel", "error", "-i", file, ...toFragments],
    { timeoutMs: 60_000, outputBytesMax: BYTES_MAX },
    running,
  );
  const bytes = Uint8Array.from(stdout);
  const firstMoof = positionOf(bytes, "moof");
  const head = bytes.subarray(0, firstMoof);
  const tracks = tracksOf(head);
  const video = videoFormatOf(tracks);
  if (!video) throw new Error(`no video in ${file}`);

  const frames: Frame[] = [];
  for (const fragment of fragmentsIn(bytes.subarray(firstMoof))) {
    const [stamp] = stampsOf(fragment);
    const track = tracks.find(({ id }) => id === stamp?.trackId);
    if (!stamp || !track) continue;
    const dtsMs = (Number(stamp.ticks) * 1000) / track.timescale;
    const isVideo = track.kind === "video";
    frames.push({
      track: isVideo ? "video" : "audio",
      key: isVideo && keys[frames.filter((frame) => frame.track === "video").length] === true,
      bytes: fragment,
      dtsMs,
      durationMs: 0,
      arrivedAtMs: arrivedFromMs + dtsMs,
    });
  }
  return { init: { bytes: head, video, codecs: "" }, frames: withDurations(frames) };
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

async function keyFlags(file: string): Promise<readonly boolean[]> {
  const json = await ffprobe(file, ["-select_streams", "v", "-show_entries", "packet=flags"]);
  return (JSON.parse(json) as { packets: { flags: string }[] }).packets.map(({ flags }) =>
    flags.startsWith("K"),
  );
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

function positionOf(bytes: Uint8Array, type: string): number {
  let at = 0;
  for (const box of boxesIn(bytes)) {
    if (box.type === type) return at;
    at += box.content.byteLength + 8;
  }
  return at;
}

function* fragmentsIn(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  let at = 0;
  for (const { type, content } of boxesIn(bytes)) {
    at += content.byteLength + 8;
    if (type === "moof") start = at - content.byteLength - 8;
    if (type === "mdat") yield bytes.slice(start, at);
  }
}

/** Each frame lasts until the next of its track. */
function withDurations(frames: readonly Frame[]): readonly Frame[] {
  return frames.map((frame, index) => {
    const next = frames.find((other, later) => later > index && other.track === frame.track);
    const before = frames.findLast((other, earlier) => earlier < index && other.track === frame.track);
    const durationMs = next ? next.dtsMs - frame.dtsMs : frame.dtsMs - (before?.dtsMs ?? 0);
    return { ...frame, durationMs };
  });
}

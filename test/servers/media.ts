import { access, mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "#platform/process.ts";

const ENCODE_TIMEOUT_MS = 120_000;

export interface MediaSpec {
  readonly codec: "h264" | "hevc" | "mjpeg" | "vp8";
  readonly audio?: "aac" | "pcm_alaw" | "pcm_mulaw";
  /** Default 320x240. */
  readonly size?: `${number}x${number}`;
  /** Frames per second, default 15. */
  readonly rate?: number;
  /** Frames from key frame to key frame, default 15. */
  readonly gop?: number;
  /** Default 8. */
  readonly seconds?: number;
  /** Default 0, as cameras do. */
  readonly bFrames?: number;
}

/**
 * A short moving test picture with a tone, as a file. Made once per machine and kept in the temp folder under a name
 * that says all, so ask for the same few in all tests.
 */
export async function makeMedia(spec: MediaSpec): Promise<string> {
  const { codec, audio, size = "320x240", rate = 15, gop = 15, seconds = 8, bFrames = 0 } = spec;
  const folder = join(tmpdir(), "porchlight-test-media");
  // MP4 takes neither A-law nor Motion JPEG in a way that players agree on.
  const ending = audio?.startsWith("pcm") || codec === "mjpeg" || codec === "vp8" ? "mkv" : "mp4";
  const name = [codec, audio ?? "mute", size, `r${rate}`, `g${gop}`, `s${seconds}`, `b${bFrames}`].join("-");
  const path = join(folder, `${name}.${ending}`);
  if (await exists(path)) return path;
  await mkdir(folder, { recursive: true });
  const half = join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}.${ending}`);
  const picture = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`];
  const tone = ["-f", "lavfi", "-i", `sine=frequency=440:sample_rate=8000:duration=${seconds}`];
  const sound = audio ? ["-c:a", audio, "-shortest"] : [];
  const inputs = audio ? [...picture, ...tone] : picture;
  const { code, stderr } = await runProcess(
    "ffmpeg",
    ["-nostdin", "-loglevel", "error", "-y", ...inputs, ...videoArgs(codec, gop, bFrames), ...sound, half],
    { timeoutMs: ENCODE_TIMEOUT_MS },
    new AbortController().signal,
  );
  if (code !== 0) throw new Error(`cannot make ${name}: ${stderr}`);
  await rename(half, path);
  return path;
}

function videoArgs(codec: MediaSpec["codec"], gop: number, bFrames: number): string[] {
  const yuv = ["-pix_fmt", "yuv420p"];
  const keys = ["-g", `${gop}`, "-keyint_min", `${gop}`, "-sc_threshold", "0"];
  switch (codec) {
    case "h264":
      return ["-c:v", "libx264", "-preset", "ultrafast", ...keys, "-bf", `${bFrames}`, ...yuv];
    case "hevc": {
      const params = `keyint=${gop}:min-keyint=${gop}:scenecut=0:bframes=${bFrames}:log-level=error`;
      return ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", params, "-tag:v", "hvc1", ...yuv];
    }
    case "mjpeg":
      return ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"];
    case "vp8":
      return ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", `${gop}`, ...yuv];
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

import { Failure } from "#domain/failure.ts";
import { runProcess } from "#platform/process.ts";
import type { RtspAddress } from "./rtsp-url.ts";
import { probeArgs, type StreamPlan, type Transport } from "./session-command.ts";
import { failureOf, type SessionFailure, silent, unsupported, withoutVideo } from "./session-failure.ts";

export type Probed =
  | { readonly ok: true; readonly plan: StreamPlan }
  | { readonly ok: false; readonly failure: SessionFailure };

/** Longer than ffmpeg waits for a camera that takes the connection and does not answer. */
const PROBE_TIMEOUT_MS = 20_000;

/**
 * Connects once and reads what ffmpeg says of the streams; without ffprobe, which not every ffmpeg comes with. `told` is
 * that, without the password.
 * Throws only `Failure` of kind `aborted` or `rejected` (ffmpeg does not start).
 */
export async function probeStream(
  ffmpeg: string,
  address: RtspAddress,
  transport: Transport,
  signal: AbortSignal,
): Promise<Probed & { readonly told: string }> {
  try {
    // Without an output ffmpeg describes the input and ends with an error.
    const { stderr } = await runProcess(
      ffmpeg,
      probeArgs(address.url, transport),
      { timeoutMs: PROBE_TIMEOUT_MS },
      signal,
    );
    return { ...readProbe(stderr, address.where), told: address.scrub(stderr) };
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.kind !== "unavailable") throw cause;
    return { ok: false, failure: silent(address.where, false), told: "" };
  }
}

/** Reads lines such as `Stream #0:1: Audio: pcm_alaw, 8000 Hz, mono, s16, 64 kb/s`. */
export function readProbe(text: string, where: string): Probed {
  const codecs = (kind: string) =>
    [...text.matchAll(new RegExp(`^ *Stream #0:\\d+[^ ]*: ${kind}: (\\w+)`, "gm"))].map(([, codec]) => codec);
  const video = codecs("Video");
  const audio = codecs("Audio");
  if (!text.includes("Input #0")) return { ok: false, failure: failureOf(text, where, false) };
  // Only the first is taken, as `-map 0:v:0` takes it.
  const [codec] = video;
  if (video.length === 0) return { ok: false, failure: withoutVideo(where) };
  if (codec !== "h264" && codec !== "hevc") return { ok: false, failure: unsupported(codec) };
  return { ok: true, plan: { codec, audio: planAudio(audio[0]) } };
}

function planAudio(codec: string | undefined): StreamPlan["audio"] {
  if (codec === undefined || codec === "none") return "none";
  return codec === "aac" ? "copy" : "encode";
}

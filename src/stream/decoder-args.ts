import type { DecodeMethod } from "#domain/decode.ts";
import { hardwareDownload, hardwareInput } from "#platform/hardware-decode-args.ts";
import type { DecoderOutput } from "./decoder.ts";

/** A little less than the interval asked for, as frames are never quite on time. */
const INTERVAL_SLACK = 0.95;

/** Which frames become pictures, by media time: as the filter below picks them. */
export const isPicked =
  (picturesPerS: number) =>
  (mediaMs: number, lastMs: number): boolean =>
    Math.abs(mediaMs - lastMs) >= intervalMs(picturesPerS);

const intervalMs = (picturesPerS: number): number => (INTERVAL_SLACK * 1000) / picturesPerS;

/** A sixth of the work on a key frame, and no other frame hangs on it; made as small as these pictures, nobody sees it. */
const WITHOUT_SMOOTHING = ["-skip_loop_filter", "all"];

/**
 * Fragments on `pipe:0`, pictures on `pipe:1` and of the second output on `pipe:3`, each as soon as it is there:
 * `-fflags nobuffer` would throw away the first key frame; `-threads 1` and low_delay hold nothing back.
 */
export function decoderArgs({
  method,
  keysOnly,
  outputs,
}: {
  readonly method: DecodeMethod;
  readonly keysOnly: boolean;
  readonly outputs: readonly [DecoderOutput, (DecoderOutput | undefined)?];
}): readonly string[] {
  const [first, second] = outputs;
  return [
    ..."-hide_banner -loglevel error".split(" "),
    ...hardwareInput(method),
    ...(keysOnly ? WITHOUT_SMOOTHING : []),
    ..."-flags low_delay -threads 1 -fpsprobesize 0 -probesize 32 -analyzeduration 0 -f mp4 -i pipe:0".split(
      " ",
    ),
    ..."-filter_threads 1".split(" "),
    ...outputArgs(first, method, "pipe:1"),
    ...(second ? outputArgs(second, method, "pipe:3") : []),
  ];
}

function outputArgs(
  { size, format, picturesPerS }: DecoderOutput,
  method: DecodeMethod,
  to: string,
): readonly string[] {
  const interval = (intervalMs(picturesPerS) / 1000).toFixed(4);
  // Not the fps filter: that repeats pictures where frames are missing.
  const select = `select='isnan(prev_selected_t)+gte(abs(t-prev_selected_t),${interval})'`;
  const scale = `scale=${size.width}:${size.height}:flags=fast_bilinear`;
  return [
    ..."-map 0:v:0 -vf".split(" "),
    `${select},${hardwareDownload(method)}${scale}`,
    ...`-fps_mode passthrough -flush_packets 1 -f rawvideo -pix_fmt ${format} -threads 1 ${to}`.split(" "),
  ];
}

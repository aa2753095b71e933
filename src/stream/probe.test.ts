import { expect, test } from "vitest";
import { readProbe } from "./probe.ts";

const streams = (...lines: readonly string[]) =>
  ["Input #0, rtsp, from 'rtsp://10.0.0.5/x':", "  Duration: N/A, start: 0.06", ...lines].join("\n");

test.each([
  [
    streams("  Stream #0:0: Video: h264 (Main), yuv420p, 1920x1080, 25 fps"),
    { codec: "h264", audio: "none" },
  ],
  [
    streams(
      "  Stream #0:0: Audio: pcm_alaw, 8000 Hz, mono",
      "  Stream #0:1: Video: hevc (Main), yuv420p(tv)",
    ),
    { codec: "hevc", audio: "encode" },
  ],
  [
    streams(
      "  Stream #0:0[0x1](eng): Video: h264, none, 90k tbn",
      "  Stream #0:1: Audio: aac (LC), 16000 Hz",
    ),
    { codec: "h264", audio: "copy" },
  ],
  [
    streams("  Stream #0:0: Video: h264", "  Stream #0:1: Audio: none, 8000 Hz"),
    { codec: "h264", audio: "none" },
  ],
])("a plan is made of what ffmpeg says: %#", (text, plan) => {
  expect(readProbe(text, "10.0.0.5:554")).toEqual({ ok: true, plan });
});

test.each([
  [streams("  Stream #0:0: Video: mjpeg (Baseline), yuvj420p, 320x240"), "unsupported", "Motion JPEG"],
  [streams("  Stream #0:0: Video: none, 90k tbr"), "unsupported", "unknown kind"],
  [streams("  Stream #0:0: Audio: aac (LC), 16000 Hz"), "unsupported", "no video"],
  ["rtsp://x: Server returned 404 Not Found", "not_found", "no stream at that address"],
])("what cannot be recorded is named: %#", (text, state, words) => {
  const probed = readProbe(text, "10.0.0.5:554");

  expect(probed).toMatchObject({ ok: false, failure: { state, reason: expect.stringContaining(words) } });
});

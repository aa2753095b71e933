import type { Clip } from "#domain/clip.ts";
import type { Detection, FilterResult } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import { hiderOf } from "#domain/suppression.ts";
import { openFrames, readFrameSize } from "#platform/frames.ts";
import type { Wanted } from "#ports/object-filter.ts";
import { letterbox, type Size } from "#vision/letterbox.ts";
import type { Detector } from "./detector.ts";
import { makeEvidence } from "./evidence.ts";

export interface ScanTools {
  readonly detector: Detector;
  readonly ffmpeg: string;
  readonly fps: number;
}

/** Looks at a clip's frames one after another until one of the decisive labels is seen for sure. */
export async function scanClip(
  { detector, ffmpeg, fps }: ScanTools,
  clip: Clip,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<FilterResult> {
  const { fit: way, padding } = detector.preparation;
  const fit = letterbox(await frameSizeOf(clip, ffmpeg), detector.input, way);
  await using frames = await openFrames({ ffmpeg, path: clip.path, fps, fit, padding }, signal);

  const evidence = makeEvidence(wanted.minScore, hiddenIn(clip, wanted));
  const decisive = wanted.decisive ?? wanted.labels;
  let sampled = 0;
  let isSure = false;
  let previous: Uint8Array = new Uint8Array();
  while (!isSure) {
    const frame = await frames.next();
    if (!frame) break;
    sampled += 1;
    const { picture } = frame;
    // A camera slower than the samples gives the same frame again: it proves nothing new.
    if (Buffer.compare(picture.planes, previous) === 0) continue;
    previous = picture.planes.slice();
    const atMs = Math.min(frame.atMs, Math.max(clip.durationMs, 0));
    evidence.add(await detector.look(picture, fit, { ...wanted, atMs }, signal));
    isSure = evidence.isSureOf(decisive);
  }
  if (sampled === 0) throw nothingToSee();

  const { classes, confidence, detections } = evidence.found(isSure);
  const { model, provider } = detector.view();
  return {
    detected_classes: [...classes],
    confidence,
    model,
    provider,
    sampled_frames: sampled,
    stopped_early: isSure,
    detections: [...detections],
  };
}

function hiddenIn({ camera, startedAtMs }: Clip, { suppressions = [] }: Wanted) {
  return ({ label, box, at_ms }: Detection) =>
    hiderOf(suppressions, { camera, label, box, atMs: startedAtMs + at_ms }) !== undefined;
}

async function frameSizeOf({ path, video }: Clip, ffmpeg: string): Promise<Size> {
  if (video.width > 0 && video.height > 0) return video;
  const size = await readFrameSize(ffmpeg, path);
  if (!size) throw nothingToSee();
  return size;
}

const nothingToSee = (): Failure =>
  new Failure("rejected", "The clip holds no picture that can be decoded, so nobody has looked at it.");

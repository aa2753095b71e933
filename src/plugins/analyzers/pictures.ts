import type { Clip } from "#domain/clip.ts";
import type { Box } from "#domain/geometry.ts";
import { type PictureWish, takePictures } from "#platform/clip-pictures.ts";
import { readFrameSize } from "#platform/frames.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import { GREY_SIZE, hashOf, type PictureHash } from "#vision/picture-hash.ts";
import { keyTimesOf } from "./key-times.ts";
import { type Moment, momentsOf } from "./moments.ts";
import type { AnalyzerSettings } from "./settings.ts";

/** A thing that covers less of the frame is shown once more, from near. */
const SMALL = 0.1;
/** A detail shows so much around the thing, in sizes of the thing. */
const AROUND = 2;
/** A detail is not enlarged more than that, as it would only be blurred. */
const SHARE_MIN = 0.25;
const SHARE_MAX = 0.75;
/** With fewer pictures the whole scene needs them all. */
const FRAMES_FOR_DETAIL = 3;
const FRAMES_FOR_TWO_DETAILS = 8;

export interface Shot {
  readonly moment: Moment;
  readonly atMs: number;
  readonly isDetail: boolean;
  readonly jpeg: Uint8Array<ArrayBuffer>;
  readonly hash: PictureHash;
}

export type PictureSettings = Pick<AnalyzerSettings, "max_frames" | "max_size" | "quality">;

/**
 * The pictures of a clip that tell most, in the order of their times, at most `max_frames`, details right behind the
 * whole picture. None where the clip cannot be decoded. Throws `Failure`.
 */
export async function shotsOf(
  ffmpeg: string,
  { clip, seen }: AnalysisRequest,
  settings: PictureSettings,
  signal: AbortSignal,
): Promise<readonly Shot[]> {
  const frame = await frameOf(ffmpeg, clip);
  if (!frame) return [];
  const keys = await keyTimesOf(clip.path);
  const details = detailsWithin(settings.max_frames);
  const plan = planOf((max) => momentsOf({ clip, seen, max, keys }), settings.max_frames, details);
  const taken = await takePictures(
    {
      ffmpeg,
      path: clip.path,
      wishes: plan.map(wishOf),
      size: scaledTo(frame, settings.max_size),
      quality: settings.quality,
      greySize: GREY_SIZE,
    },
    signal,
  );
  const shots = taken.flatMap(({ wish, atMs, jpeg, grey }): Shot[] => {
    const planned = plan[wish];
    return planned
      ? [{ moment: planned.moment, isDetail: planned.detail !== undefined, atMs, jpeg, hash: hashOf(grey) }]
      : [];
  });
  return inOrder(shots);
}

interface Planned {
  readonly moment: Moment;
  /** What is shown of the frame: a box of the frame's own shape. */
  readonly detail?: PictureWish["crop"];
}

function detailsWithin(maxFrames: number): number {
  if (maxFrames < FRAMES_FOR_DETAIL) return 0;
  return maxFrames < FRAMES_FOR_TWO_DETAILS ? 1 : 2;
}

/** A detail takes the place of one whole picture. */
function planOf(
  choose: (max: number) => readonly Moment[],
  max: number,
  detailsMax: number,
): readonly Planned[] {
  const details = choose(max)
    .filter(({ box }) => box && box.width * box.height < SMALL)
    .slice(0, detailsMax);
  const moments = choose(max - details.length);
  return moments.flatMap((moment): Planned[] => {
    const { box } = moment;
    const isSmall = box && details.some((detail) => detail.atMs === moment.atMs);
    return isSmall ? [{ moment }, { moment, detail: around(box) }] : [{ moment }];
  });
}

/** The thing in the middle, as near as is useful, inside the frame. */
function around(box: Box): NonNullable<PictureWish["crop"]> {
  const share = Math.min(SHARE_MAX, Math.max(SHARE_MIN, AROUND * Math.max(box.width, box.height)));
  const start = (middle: number) => Math.min(1 - share, Math.max(0, middle - share / 2));
  return { x: start(box.x + box.width / 2), y: start(box.y + box.height / 2), share };
}

const wishOf = ({ moment, detail }: Planned): PictureWish => ({
  atMs: moment.atMs,
  keyMs: moment.keyMs,
  crop: detail,
});

/** By the times that were asked for, as a detail may be a neighbour of its picture; two of the same picture are one. */
function inOrder(shots: readonly Shot[]): readonly Shot[] {
  const sorted = shots.toSorted(
    (a, b) => a.moment.atMs - b.moment.atMs || Number(a.isDetail) - Number(b.isDetail),
  );
  return sorted.filter((shot, i) => {
    const before = sorted[i - 1];
    return before?.atMs !== shot.atMs || before.isDetail !== shot.isDetail;
  });
}

async function frameOf(ffmpeg: string, { video, path }: Clip) {
  return video.width > 0 && video.height > 0 ? video : await readFrameSize(ffmpeg, path);
}

function scaledTo({ width, height }: { readonly width: number; readonly height: number }, max: number) {
  const scale = Math.min(1, max / Math.max(width, height));
  const even = (pixels: number) => Math.max(2, 2 * Math.round((pixels * scale) / 2));
  return { width: even(width), height: even(height) };
}

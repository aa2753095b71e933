import { expandLabels } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import type { CameraSlug } from "#domain/ids.ts";
import { regionsOf } from "#live/regions.ts";
import { wholeFrames } from "#platform/whole-frames.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveDetector } from "#ports/live-detector.ts";
import { frameSize } from "#stream/frame-size.ts";
import { type Followed, type FollowSettings, lowScoreOf, makeReplayFollower } from "./replay-follow.ts";

/** As often as live frames are promised. */
export const FRAME_INTERVAL_MS = 100;

export interface WatchRequest extends Omit<FollowSettings, "size"> {
  readonly slug: CameraSlug;
  readonly path: string;
  /** Of the video, in pixels. */
  readonly video: { readonly width: number; readonly height: number };
  readonly ffmpeg: string;
  readonly detector: LiveDetector;
  readonly clock: Clock;
}

export interface Watched extends Followed {
  readonly looked: number;
  /** The detector had no time for them. */
  readonly missed: number;
  readonly endMs: number;
}

/** Shows a clip, frame by frame, to what looks at a live camera. Throws `Failure` where it cannot be looked at. */
export async function watchClip(request: WatchRequest, signal: AbortSignal): Promise<Watched> {
  const { ffmpeg, path, video, objects, minScore, detector, clock, slug } = request;
  const size = frameSize(video);
  const follower = makeReplayFollower({ ...request, size });
  const labels = expandLabels(objects);
  const wanted = { ffmpeg, path, size, format: "yuv420p", intervalMs: FRAME_INTERVAL_MS } as const;
  let [looked, missed, endMs] = [0, 0, 0];
  for await (const { atMs, bytes } of wholeFrames(wanted, signal)) {
    endMs = atMs;
    const moving = follower.tracks.filter(({ isStationary }) => !isStationary);
    const frame = { ...size, i420: bytes, atMs: clock.monotonic() };
    const look = {
      labels,
      minScore: lowScoreOf(minScore),
      isTracking: moving.length > 0,
      regions: regionsOf(moving),
    };
    const detections = await detector.look(slug, frame, look, signal);
    if (detections) {
      looked++;
      follower.see(detections, atMs);
    } else missed++;
  }
  if (looked === 0) {
    throw new Failure("rejected", "It holds no picture that can be decoded, so nobody has looked at it.");
  }
  return { ...follower.followed(), looked, missed, endMs };
}

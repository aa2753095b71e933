import type { Fragment } from "./fragment-reader.ts";
import type { Frame } from "./frame.ts";
import { viewOf } from "./mp4-boxes.ts";

/** At the start so many frames are held back at most, to learn how far apart they are. */
const HELD_VIDEO_MAX = 8;
/** The same by arrival: a camera with a frame a second is not held up for long. */
const HELD_MS_MAX = 2000;
/** Sound that comes while frames are held. */
const HELD_AUDIO_MAX = 256;
/** Frames closer than this were not timed by a camera. */
const GAP_MIN_MS = 2;
/** A clock that leaps by more than this against arrival was set; the leap is taken out. */
const LEAP_MS = 10_000;
/** Sound further from the picture than this belongs to another clock and is dropped. */
const SOUND_AWAY_MAX_MS = 5000;
const GAPS_KEPT = 15;
/** Among the first frames, a gap shorter or longer than the usual one by this factor is not believed. */
const ODD_GAP = 2.5;

interface Timed {
  readonly fragment: Fragment;
  /** Unix ms. */
  readonly arrivedAtMs: number;
  /** The same on the monotonic clock. */
  readonly atMs: number;
}

/** Where a held frame belongs on the camera's clock. */
interface Place {
  readonly atMs: number;
  readonly durationMs: number;
}

/**
 * Gives each frame of one session a plausible decode time, from 0, always rising, and writes it into the frame's bytes.
 *
 * Measured with ffmpeg 5.1: before the first RTCP report decode times are missing, so the first few frames lie some
 * microseconds apart; and where sound begins before the picture, the second frame comes that much too late. A camera's
 * clock that is set back or stands still squeezes frames as well: they keep their pace, but not in streams with B-frames.
 */
export function makeRetimer() {
  const pace = makePace();
  let held: Timed[] | undefined = [];
  let baseMs = 0;
  let lastVideo: { readonly outMs: number; readonly rawMs: number; readonly atMs: number } | undefined;
  let lastAudioMs = Number.NEGATIVE_INFINITY;

  function push(timed: Timed): readonly Frame[] {
    if (!held) return emit(timed);
    held.push(timed);
    return isSettled(held) ? flush() : [];
  }

  /** What is still held, when the session ends. */
  function flush(): readonly Frame[] {
    const start = held ?? [];
    held = undefined;
    const video = start.filter(({ fragment }) => fragment.track.kind === "video");
    const { startMs, timesMs, typicalMs } = settledStart(video.map(({ fragment }) => fragment));
    baseMs = -startMs;
    if (typicalMs > 0) pace.learn(typicalMs);
    const places = new Map(
      video.map((timed, index) => {
        const atMs = timesMs[index] ?? 0;
        return [timed, { atMs, durationMs: (timesMs[index + 1] ?? atMs) - atMs }];
      }),
    );
    return start.flatMap((timed) => emit(timed, places.get(timed)));
  }

  function emit(timed: Timed, place?: Place): readonly Frame[] {
    return timed.fragment.track.kind === "video" ? [emitVideo(timed, place)] : emitAudio(timed);
  }

  function emitVideo({ fragment, arrivedAtMs, atMs }: Timed, place: Place | undefined): Frame {
    const rawMs = place?.atMs ?? msOf(fragment, fragment.dts);
    if (lastVideo) baseMs += pace.correct(fragment, rawMs - lastVideo.rawMs, atMs - lastVideo.atMs);
    const outMs = Math.max(rawMs + baseMs, (lastVideo?.outMs ?? -1) + 1);
    lastVideo = { outMs, rawMs, atMs };
    const durationMs = place?.durationMs || msOf(fragment, fragment.duration);
    const isPlausible = durationMs >= GAP_MIN_MS && durationMs < LEAP_MS;
    return frameOf(fragment, outMs, isPlausible ? durationMs : pace.usualMs(), arrivedAtMs);
  }

  function emitAudio({ fragment, arrivedAtMs }: Timed): readonly Frame[] {
    const timeMs = msOf(fragment, fragment.dts) + baseMs;
    const outMs = Math.max(timeMs, lastAudioMs + 1);
    if (timeMs < 0 || Math.abs(outMs - (lastVideo?.outMs ?? 0)) > SOUND_AWAY_MAX_MS) return [];
    lastAudioMs = outMs;
    return [frameOf(fragment, outMs, msOf(fragment, fragment.duration), arrivedAtMs)];
  }

  return { push, flush };
}

/** How far apart the pictures usually are, and what is to be corrected where they are not. */
function makePace() {
  const gaps: number[] = [];
  let stretchedMs = 0;
  const learn = (gapMs: number) => {
    gaps.push(gapMs);
    if (gaps.length > GAPS_KEPT) gaps.shift();
  };
  return {
    learn,
    usualMs: () => median(gaps),
    /** What to add to the time of this picture and of all after it; `gapMs` and `arrivalMs` are since the last one. */
    correct({ isReordered }: Fragment, gapMs: number, arrivalMs: number): number {
      const usualMs = median(gaps);
      if (gapMs < GAP_MIN_MS) {
        const stretchMs = isReordered ? 0 : usualMs - gapMs;
        stretchedMs += stretchMs;
        return stretchMs;
      }
      // Two frames of one time, then a longer gap: what was added to the first is taken from the second.
      const backMs = Math.min(stretchedMs, Math.max(0, gapMs - usualMs));
      stretchedMs = 0;
      if (gapMs > arrivalMs + LEAP_MS) return Math.max(arrivalMs, usualMs) - gapMs;
      learn(gapMs);
      return -backMs;
    },
  };
}

function isSettled(held: readonly Timed[]): boolean {
  const video = held.filter(({ fragment }) => fragment.track.kind === "video");
  const [first, last] = [held[0], held.at(-1)];
  if (!first || !last) return false;
  if (video.length >= HELD_VIDEO_MAX || held.length - video.length >= HELD_AUDIO_MAX) return true;
  return video.length > 1 && last.atMs - first.atMs >= HELD_MS_MAX;
}

/** Times for the held video frames, counted back from the last; and the time at which the session begins. */
function settledStart(video: readonly Fragment[]) {
  const gaps = video
    .map((fragment) => msOf(fragment, fragment.duration))
    .filter((ms) => ms >= GAP_MIN_MS && ms < LEAP_MS);
  const typicalMs = median(gaps);
  const told = video.map((fragment) => msOf(fragment, fragment.dts));
  const timesMs = [...told];
  // With B-frames presentation times hang on the decode times as they are: only the base may move.
  const isFree = typicalMs > 0 && !video.some(({ isReordered }) => isReordered);
  for (let index = isFree ? told.length - 2 : -1; index >= 0; index -= 1) {
    const gapMs = (told[index + 1] ?? 0) - (told[index] ?? 0);
    const isPlausible = gapMs > typicalMs / ODD_GAP && gapMs < typicalMs * ODD_GAP;
    timesMs[index] = (timesMs[index + 1] ?? 0) - (isPlausible ? gapMs : typicalMs);
  }
  return { startMs: timesMs[0] ?? 0, timesMs, typicalMs };
}

function frameOf(fragment: Fragment, dtsMs: number, durationMs: number, arrivedAtMs: number): Frame {
  const { timescale, kind } = fragment.track;
  const view = viewOf(fragment.bytes);
  view.setBigUint64(fragment.dtsAt, BigInt(Math.round((dtsMs * timescale) / 1000)));
  if (fragment.durationAt !== undefined) {
    view.setUint32(fragment.durationAt, Math.round((durationMs * timescale) / 1000));
  }
  return { track: kind, key: fragment.key, bytes: fragment.bytes, dtsMs, durationMs, arrivedAtMs };
}

const msOf = ({ track }: Fragment, ticks: number): number => (ticks * 1000) / track.timescale;

/** The lower one of two in the middle; 0 of nothing. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

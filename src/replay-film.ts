import type { Point } from "#domain/geometry.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import { footOf } from "#domain/track-seen.ts";
import { openFilm } from "#platform/film.ts";
import { wholeFrames } from "#platform/whole-frames.ts";
import { makeCanvas } from "#vision/drawing/canvas.ts";
import { type Caption, drawOverlay, type Overlay, type OverlayThing } from "#vision/drawing/overlay.ts";
import type { Track } from "#vision/tracking/track.ts";
import type { Scene } from "./replay-follow.ts";
import { eventRow } from "./replay-report.ts";
import { eventText } from "./replay-text.ts";
import { FRAME_INTERVAL_MS, type Watched } from "./replay-watch.ts";

/** Letters are of one size: a small video is drawn larger, a large one smaller. */
const SIDE_MIN = 960;
const SIDE_MAX = 1280;
const TRAIL_MS = 3_000;
/** Frames of so long a trail. */
const TRAIL_FRAMES_MAX = 64;
/** How long an event is shown. */
const CAPTION_MS = 4_000;
const CAPTIONS_MAX = 5;
const CROSSED_MS = 800;
/** Who is lost for longer is thought to be anywhere: that only clutters the picture. */
const LOST_SHOWN_MS = 1_000;
/** Repeated at most so often where a video has a gap: ten seconds. */
const REPEATS_MAX = 100;

export interface FilmOrder {
  readonly ffmpeg: string;
  readonly path: string;
  readonly video: { readonly width: number; readonly height: number };
  readonly title: string;
  readonly rules: LiveRules;
  readonly watched: Watched;
  readonly target: string;
}

/** Writes a copy of the clip with all that was seen in it: the frames that were looked at, at their times. */
export async function drawReplay(order: FilmOrder, signal: AbortSignal): Promise<void> {
  const { ffmpeg, path, target, watched } = order;
  const size = filmSize(order.video);
  const fps = 1000 / FRAME_INTERVAL_MS;
  await using film = await openFilm({ ffmpeg, path: target, size, fps }, signal);
  const wanted = { ffmpeg, path, size, format: "rgb24", intervalMs: FRAME_INTERVAL_MS } as const;
  const sceneAt = makeSceneFinder(watched.scenes);
  let shown: { readonly slot: number; readonly picture: Uint8Array } | undefined;
  for await (const { atMs, bytes } of wholeFrames(wanted, signal)) {
    const slot = Math.round(atMs / FRAME_INTERVAL_MS);
    if (shown) await film.add(shown.picture, Math.min(REPEATS_MAX, slot - shown.slot));
    drawOverlay(makeCanvas(bytes, size.width, size.height), overlayAt(order, sceneAt(atMs), atMs));
    shown = { slot, picture: bytes };
  }
  if (shown) await film.add(shown.picture, 1);
  await film.finish();
}

function filmSize({ width, height }: FilmOrder["video"]): {
  readonly width: number;
  readonly height: number;
} {
  const side = Math.max(width, height);
  const scale = Math.min(SIDE_MAX, Math.max(SIDE_MIN, side)) / side;
  const even = (length: number) => Math.max(2, 2 * Math.round((length * scale) / 2));
  return { width: even(width), height: even(height) };
}

interface Found {
  readonly scene: Scene | undefined;
  readonly trails: ReadonlyMap<number, readonly Point[]>;
}

/** The newest scene at a time, and where feet were before it. To be asked for ever later times. */
function makeSceneFinder(scenes: readonly Scene[]): (atMs: number) => Found {
  let index = -1;
  return (atMs) => {
    while ((scenes[index + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs) index++;
    const trails = new Map<number, Point[]>();
    const recent = scenes.slice(Math.max(0, index - TRAIL_FRAMES_MAX), index + 1);
    for (const { tracks, atMs: thenMs } of recent) {
      if (atMs - thenMs > TRAIL_MS) continue;
      for (const { id, state, box } of tracks) {
        if (state !== "confirmed") continue;
        trails.set(id, [...(trails.get(id) ?? []), footOf(box)]);
      }
    }
    return { scene: scenes[index], trails };
  };
}

function overlayAt({ title, rules, watched }: FilmOrder, { scene, trails }: Found, atMs: number): Overlay {
  const since = (ms: number) => (one: { readonly atMs: number }) => one.atMs <= atMs && atMs - one.atMs <= ms;
  const events = watched.events.filter(since(CROSSED_MS));
  return {
    title: `${title}  ${(atMs / 1000).toFixed(1)} s`,
    rules,
    occupied: scene?.occupied ?? new Set(),
    counts: scene?.counts ?? [],
    crossed: new Set(events.flatMap((event) => (event.type === "LINE_CROSS" ? [event.line.id] : []))),
    things: (scene?.tracks ?? []).filter(isShown(atMs)).map((track): OverlayThing => {
      const why = scene?.ignored.get(track.id);
      const note = why === undefined ? undefined : why === "masked" ? "masked" : "does not count";
      return { track, note, trail: trails.get(track.id) ?? [] };
    }),
    captions: captionsOf(watched, since(CAPTION_MS)),
  };
}

const isShown =
  (atMs: number) =>
  ({ state, isStationary, seenAtMs }: Track): boolean =>
    state !== "lost" || isStationary || atMs - seenAtMs <= LOST_SHOWN_MS;

function captionsOf(
  { events, told }: Watched,
  isRecent: (one: { readonly atMs: number }) => boolean,
): readonly Caption[] {
  const happened = events.filter(isRecent).map((event) => ({
    atMs: event.atMs,
    text: `${(event.atMs / 1000).toFixed(1)} s  ${eventText(eventRow(event))}`,
    isAlert: false,
  }));
  const said = told.filter(isRecent).map(({ atMs, sentence, hiddenBy }) => ({
    atMs,
    text: `${(atMs / 1000).toFixed(1)} s  ${hiddenBy === undefined ? "Alert" : "Kept back"}: ${sentence}`,
    isAlert: hiddenBy === undefined,
  }));
  return [...happened, ...said].toSorted((a, b) => a.atMs - b.atMs).slice(-CAPTIONS_MAX);
}

import type { Box } from "#domain/geometry.ts";
import type { Track } from "#vision/tracking/track.ts";

const REGIONS_MAX = 4;
/** Of the frame's height: what is lower is hard to find in the whole picture. */
const SMALL = 0.15;
/** So much room on each side, in sizes of the thing: it moves. */
const ROOM = 1;

/** Where small things move that are known, the smallest first. */
export function regionsOf(tracks: readonly Track[]): readonly Box[] {
  return tracks
    .filter(({ isStationary, box }) => !isStationary && box.height < SMALL)
    .toSorted((a, b) => a.box.height - b.box.height)
    .slice(0, REGIONS_MAX)
    .map(({ box }) => withRoom(box));
}

function withRoom({ x, y, width, height }: Box): Box {
  const [left, top] = [Math.max(0, x - ROOM * width), Math.max(0, y - ROOM * height)];
  return {
    x: left,
    y: top,
    width: Math.min(1, x + (1 + ROOM) * width) - left,
    height: Math.min(1, y + (1 + ROOM) * height) - top,
  };
}

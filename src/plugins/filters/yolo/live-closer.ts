import type { Detection } from "#domain/detection.ts";
import type { Box } from "#domain/geometry.ts";
import type { PixelRect } from "#domain/tensor.ts";
import type { LiveLook } from "#ports/live-detector.ts";
import { choosePart, type Recent, remember } from "#vision/closer.ts";
import type { Size } from "#vision/letterbox.ts";

/** Cameras remembered; the one chosen for longest ago is forgotten. */
const CAMERAS_MAX = 256;
/** While others wait, a camera has one closer look in so many. */
export const CLOSER_EVERY = 4;
/** With more than so many waiting there is none. */
export const BEHIND = 4;
/** What the whole frame shows so surely needs no closer look. */
const SURE = 0.5;

export interface CloserAsk {
  readonly camera: string;
  readonly frame: Size;
  /** The model's. */
  readonly input: Size;
  readonly look: LiveLook;
  /** What the whole frame showed. */
  readonly seen: readonly Detection[];
  /** Frames and pictures of clips that wait for the model. */
  readonly waiting: number;
}

/** Decides after each look at a whole frame whether a part of it gets a closer one, and which. Remembers each camera. */
export interface Closer {
  choose(ask: CloserAsk): PixelRect | undefined;
}

interface Memory {
  readonly recent: Recent;
  /** Looks at whole frames since the last closer one. */
  readonly since: number;
}

const fresh: Memory = { recent: [], since: CLOSER_EVERY };

export function makeCloser(): Closer {
  const cameras = new Map<string, Memory>();

  function keep(camera: string, memory: Memory): void {
    cameras.delete(camera);
    cameras.set(camera, memory);
    const [oldest] = cameras.keys();
    if (cameras.size > CAMERAS_MAX && oldest !== undefined) cameras.delete(oldest);
  }

  return {
    choose: ({ camera, frame, input, look, seen, waiting }) => {
      const { recent, since } = cameras.get(camera) ?? fresh;
      const regions = look.regions.filter((region) => !isShown(region, seen));
      // What is tracked and large needs none; without a track nobody knows where to look, so everywhere in turn.
      const sweeps = look.regions.length === 0 && !look.isTracking;
      const part = hasTime(waiting, since)
        ? choosePart({ frame, input, regions, sweeps, recent })
        : undefined;
      keep(camera, part ? { recent: remember(recent, frame, part), since: 1 } : { recent, since: since + 1 });
      return part;
    },
  };
}

function hasTime(waiting: number, since: number): boolean {
  if (waiting === 0) return true;
  return waiting <= BEHIND && since >= CLOSER_EVERY;
}

const isShown = (region: Box, seen: readonly Detection[]): boolean =>
  seen.some(({ score, box }) => {
    const [x, y] = [box.x + box.width / 2 - region.x, box.y + box.height / 2 - region.y];
    return score >= SURE && x >= 0 && y >= 0 && x <= region.width && y <= region.height;
  });

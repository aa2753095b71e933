import type { Polygon } from "#domain/geometry.ts";
import type { Clock } from "#ports/clock.ts";
import type { LumaPicture } from "#stream/picture-feed.ts";
import { type MotionDetector, makeMotionDetector } from "#vision/motion/detector.ts";

/** Pictures per second that the detector may expect; their times decide. */
const PICTURES_PER_S = 5;
/** A pause this short is still one motion: automations must not hear a walker's every step. */
export const QUIET_AFTER_MS = 3000;
/** Nobody has seen anything for so long: whatever moved is no longer known to move. */
const BLIND_AFTER_MS = 30_000;

export interface MotionWatchOptions {
  readonly clock: Clock;
  /** 0 to 1, as for the detector. */
  readonly sensitivity: number;
  /** What must not be looked at, asked for each picture: another list once the owner has changed it. */
  masks(): readonly Polygon[];
  /** Something moves, said with every picture in which it does. `began`: it did not before. */
  onMotion(began: boolean): void;
  /** Nothing has moved for a while. `seen`: a picture shows it, rather than that pictures no longer come. */
  onQuiet(seen: boolean): void;
}

/** Motion in whatever pictures of a camera there are. */
export interface MotionWatch {
  picture(picture: LumaPicture): void;
  /** To be called now and then, as missing pictures are news too. */
  tick(): void;
  readonly isActive: boolean;
}

export function makeMotionWatch(options: MotionWatchOptions): MotionWatch {
  const { clock, sensitivity, onMotion, onQuiet } = options;
  let detector: MotionDetector | undefined;
  let masks: readonly Polygon[] = [];
  let scene = "";
  let isActive = false;
  let seenAtMs = clock.monotonic();
  let movedAtMs = seenAtMs;

  const quiet = (seen: boolean) => {
    if (!isActive) return;
    isActive = false;
    onQuiet(seen);
  };
  const detectorFor = ({ width, height, from }: LumaPicture): MotionDetector => {
    const wanted = `${from} ${width}x${height}`;
    const masksNow = options.masks();
    if (!detector || scene !== wanted) {
      detector = makeMotionDetector({ width, height, fps: PICTURES_PER_S, masks: masksNow, sensitivity });
    } else if (masksNow !== masks) detector.mask(masksNow);
    scene = wanted;
    masks = masksNow;
    return detector;
  };

  return {
    picture(picture) {
      seenAtMs = clock.monotonic();
      const { active, learning } = detectorFor(picture).next(picture.luma, picture.atMs);
      if (active) {
        const began = !isActive;
        isActive = true;
        movedAtMs = seenAtMs;
        onMotion(began);
      } else if (!learning && seenAtMs - movedAtMs >= QUIET_AFTER_MS) quiet(true);
    },
    tick() {
      if (clock.monotonic() - seenAtMs > BLIND_AFTER_MS) quiet(false);
    },
    get isActive() {
      return isActive;
    },
  };
}

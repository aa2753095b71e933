import type { Clock } from "#ports/clock.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { LiveWatcher } from "#ports/live-watcher.ts";

/** Frames at most so long after the last motion, while something is tracked. */
export const TRACK_MAX_MS = 120_000;

export interface LiveWatchOptions {
  readonly clock: Clock;
  readonly watcher: LiveWatcher | undefined;
  /** What moved last is still followed although motion has ended: it belongs to the same happening. */
  onFollowed(): void;
  /** It is not followed any more. */
  onLost(): void;
}

/** When someone looks closer: while something moves, and as long as it is followed after that. */
export interface LiveWatch extends Disposable {
  /** To be said again and again, and whenever motion begins or ends. */
  moves(isMoving: boolean): void;
  frame(frame: LiveFrame): void;
  /** Frames are wanted. */
  readonly isOn: boolean;
  /** Motion has ended, but not the happening. */
  readonly isFollowing: boolean;
}

export function makeLiveWatch({ clock, watcher, onFollowed, onLost }: LiveWatchOptions): LiveWatch {
  let isOn = false;
  let isFollowing = false;
  let movedAtMs = Number.NEGATIVE_INFINITY;

  const begin = () => {
    if (!isOn) watcher?.begin();
    isOn = watcher !== undefined;
  };
  const end = () => {
    const wasFollowing = isFollowing;
    if (isOn) watcher?.end();
    isOn = false;
    isFollowing = false;
    if (wasFollowing) onLost();
  };

  return {
    moves(isMoving) {
      const nowMs = clock.monotonic();
      if (isMoving) {
        movedAtMs = nowMs;
        isFollowing = false;
        return begin();
      }
      if (!isOn) return;
      if (watcher?.isTracking !== true || nowMs - movedAtMs > TRACK_MAX_MS) return end();
      isFollowing = true;
      onFollowed();
    },
    frame(frame) {
      if (isOn) watcher?.frame(frame);
    },
    get isOn() {
      return isOn;
    },
    get isFollowing() {
      return isFollowing;
    },
    [Symbol.dispose]: end,
  };
}

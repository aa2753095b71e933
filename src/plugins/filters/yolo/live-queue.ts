/** Cameras that may wait at once, one frame each. More are turned away. */
export const CAMERAS_WAITING_MAX = 64;
/** Cameras remembered; the one looked at longest ago is forgotten. */
const CAMERAS_MAX = 256;
/** A camera with something tracked gets so many looks for each of a camera without. */
export const TRACKING_SHARE = 3;

/** What waits: the newest of its camera. */
export interface Waiting<Item> {
  readonly camera: string;
  readonly isTracking: boolean;
  readonly item: Item;
}

/**
 * Whose turn is next (stride scheduling): each look moves its camera back by one step, by three where nothing is tracked;
 * who is furthest ahead comes next. So shares are kept whoever offers most, and nobody starves. A camera that was quiet
 * starts level with the others, so its first frame comes next, but it has saved up nothing.
 */
export interface LiveQueue<Item> {
  /** What it leaves without a look: the older one of its camera, or this one where too many wait. */
  put(waiting: Waiting<Item>): Item | undefined;
  /** Takes out the next one. */
  take(): Waiting<Item> | undefined;
  /** Counts a further look of a camera, at a part of its frame. */
  charge(camera: string): void;
  /** Whether it was waiting. */
  remove(item: Item): boolean;
  readonly size: number;
}

export function makeLiveQueue<Item>(): LiveQueue<Item> {
  const waiting = new Map<string, Waiting<Item>>();
  /** How far back each camera is, in the order of their last looks. */
  const back = new Map<string, number>();
  let level = 0;

  function move(camera: string, from: number, steps: number): void {
    back.delete(camera);
    back.set(camera, from + steps);
    const [oldest] = back.keys();
    if (back.size > CAMERAS_MAX && oldest !== undefined) back.delete(oldest);
  }

  const placeOf = (camera: string): number => Math.max(level, back.get(camera) ?? level);

  function next(): Waiting<Item> | undefined {
    let best: Waiting<Item> | undefined;
    for (const one of waiting.values()) {
      const ahead = best ? placeOf(best.camera) - placeOf(one.camera) : Infinity;
      if (ahead > 0 || (ahead === 0 && one.isTracking && best?.isTracking !== true)) best = one;
    }
    return best;
  }

  return {
    put: (one) => {
      const older = waiting.get(one.camera);
      if (!older && waiting.size >= CAMERAS_WAITING_MAX) return one.item;
      // A camera keeps its place among those that are level, or one that offers often would always be behind.
      waiting.set(one.camera, one);
      return older?.item;
    },
    take: () => {
      const one = next();
      if (!one) return undefined;
      waiting.delete(one.camera);
      level = placeOf(one.camera);
      move(one.camera, level, one.isTracking ? 1 : TRACKING_SHARE);
      return one;
    },
    charge: (camera) => move(camera, placeOf(camera), 1),
    remove: (item) => {
      const one = [...waiting.values()].find((other) => other.item === item);
      return one !== undefined && waiting.delete(one.camera);
    },
    get size() {
      return waiting.size;
    },
  };
}

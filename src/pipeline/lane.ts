import type { CameraSlug } from "#domain/ids.ts";

/** Clips that one lane keeps in memory: running, waiting for their turn or for their next attempt. */
const PLACES_MAX = 2000;
/** Of these, one camera's: a flood before one camera leaves room for the others. */
const PLACES_PER_CAMERA_MAX = 100;
/** Every so many turns of a camera go to its oldest clip instead of its newest, so that no clip waits for ever. */
const OLDEST_EVERY = 4;

export interface LaneOptions {
  /** How many clips may be at work at once. */
  readonly concurrency: number;
  /** A camera that was refused a place can come again. */
  onRoom(camera: CameraSlug): void;
  readonly placesMax?: number;
  readonly placesPerCameraMax?: number;
}

/** A clip's right to be in the lane; free when disposed. */
export interface Place extends Disposable {
  /** Waits for a turn, which lasts until it is disposed. Rejects when the signal aborts. */
  turn(signal: AbortSignal): Promise<Disposable>;
}

/** The clips at one stage: few at work, the others waiting. Cameras take turns, the newest clip of each first. */
export interface Lane {
  /** `undefined` where the lane is full: the clip stays in the journal until `onRoom`. */
  join(camera: CameraSlug, startedAtMs: number): Place | undefined;
  /** Whether it is full for this camera; if so, `onRoom` follows. */
  mustWait(camera: CameraSlug): boolean;
  load(): { readonly running: number; readonly waiting: number; readonly limit: number };
}

interface Waiter {
  readonly atMs: number;
  readonly go: () => void;
}

interface Queue {
  /** Oldest first. */
  readonly waiters: Waiter[];
  turns: number;
}

export function makeLane({
  concurrency,
  onRoom,
  placesMax = PLACES_MAX,
  placesPerCameraMax = PLACES_PER_CAMERA_MAX,
}: LaneOptions): Lane {
  const turns = makeTurns(concurrency);
  const places = new Map<CameraSlug, number>();
  const refused = new Set<CameraSlug>();
  let taken = 0;

  const change = (camera: CameraSlug, by: 1 | -1) => {
    taken += by;
    const left = (places.get(camera) ?? 0) + by;
    if (left === 0) places.delete(camera);
    else places.set(camera, left);
  };
  const mustWait = (camera: CameraSlug) => {
    const isFull = taken >= placesMax || (places.get(camera) ?? 0) >= placesPerCameraMax;
    if (isFull) refused.add(camera);
    return isFull;
  };
  // Half empty before the refused are called back, or each leaving clip would cost a look into the journal.
  const hasRoom = (camera: CameraSlug) =>
    taken <= placesMax / 2 && (places.get(camera) ?? 0) <= placesPerCameraMax / 2;
  const callBack = () => {
    for (const camera of [...refused].filter(hasRoom)) {
      refused.delete(camera);
      onRoom(camera);
    }
  };

  return {
    join(camera, startedAtMs) {
      if (mustWait(camera)) return undefined;
      change(camera, 1);
      return {
        turn: (signal) => turns.take(camera, startedAtMs, signal),
        [Symbol.dispose]: once(() => {
          change(camera, -1);
          callBack();
        }),
      };
    },
    mustWait,
    load: () => ({ running: turns.running(), waiting: taken - turns.running(), limit: placesMax }),
  };
}

function makeTurns(concurrency: number) {
  /** In the order of their turns: a camera that was served goes to the end. */
  const queues = new Map<CameraSlug, Queue>();
  let running = 0;

  const next = () => {
    const [first] = queues;
    if (first === undefined || running >= concurrency) return;
    const [camera, queue] = first;
    queue.turns += 1;
    const waiter = queue.turns % OLDEST_EVERY === 0 ? queue.waiters.shift() : queue.waiters.pop();
    queues.delete(camera);
    if (queue.waiters.length > 0) queues.set(camera, queue);
    running += 1;
    waiter?.go();
  };
  const finish = () => {
    running -= 1;
    next();
  };
  const leave = (camera: CameraSlug, queue: Queue, waiter: Waiter) => {
    queue.waiters.splice(queue.waiters.indexOf(waiter), 1);
    if (queue.waiters.length === 0) queues.delete(camera);
  };

  return {
    running: () => running,
    take: (camera: CameraSlug, atMs: number, signal: AbortSignal): Promise<Disposable> =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error);
        const queue = queues.get(camera) ?? { waiters: [], turns: 0 };
        const abort = () => {
          leave(camera, queue, waiter);
          reject(signal.reason as Error);
        };
        const waiter: Waiter = {
          atMs,
          go: () => {
            signal.removeEventListener("abort", abort);
            resolve({ [Symbol.dispose]: once(finish) });
          },
        };
        signal.addEventListener("abort", abort, { once: true });
        queues.set(camera, queue);
        const at = queue.waiters.findLastIndex((other) => other.atMs <= atMs);
        queue.waiters.splice(at + 1, 0, waiter);
        next();
      }),
  };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}

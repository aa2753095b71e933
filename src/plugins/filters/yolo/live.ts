import type { Detection } from "#domain/detection.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveDetector } from "#ports/live-detector.ts";
import { type FrameDetector, makeLooker } from "./live-looker.ts";
import { aborted, makeTally, type Offer } from "./live-offer.ts";
import { makeLiveQueue } from "./live-queue.ts";
import type { Turns } from "./live-turns.ts";

export interface LiveParts {
  readonly clock: Clock;
  readonly turns: Turns;
  /** `undefined` while it is on its way: frames are dropped. Throws `Failure` while it cannot be had. */
  detector(): FrameDetector | undefined;
  /** Lets go of whoever waits. */
  readonly closing: AbortSignal;
}

/** One look at a time for all cameras; which camera comes next is decided when the model is free. */
export function makeLiveDetector({ clock, turns, detector, closing }: LiveParts): LiveDetector {
  const queue = makeLiveQueue<Offer>();
  const tally = makeTally(clock);
  const looker = makeLooker({ clock, turns, queue, tally, detector, closing });
  const open = new Set<Offer>();

  function stop(offer: Offer): void {
    queue.remove(offer);
    offer.abort.abort();
    offer.reject(aborted());
  }
  closing.addEventListener("abort", () => open.forEach(stop), { once: true });

  return {
    look: async (camera, frame, look, signal) => {
      if (signal.aborted || closing.aborted) throw aborted();
      const { promise, resolve, reject } = Promise.withResolvers<readonly Detection[] | undefined>();
      const abort = new AbortController();
      const offer: Offer = { camera, frame, look, offeredMs: clock.monotonic(), abort, resolve, reject };
      const onAbort = () => stop(offer);
      signal.addEventListener("abort", onAbort, { once: true });
      open.add(offer);
      try {
        const left = detector() ? queue.put({ camera, isTracking: look.isTracking, item: offer }) : offer;
        if (left) tally.drop(left);
        void looker.wake();
        return await promise;
      } finally {
        signal.removeEventListener("abort", onAbort);
        open.delete(offer);
      }
    },
    load: () => ({ waiting: queue.size, ...tally.load() }),
  };
}

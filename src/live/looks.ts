import type { Detection } from "#domain/detection.ts";
import { Failure, failureKind, failureMessage } from "#domain/failure.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveDetector, LiveFrame, LiveLook } from "#ports/live-detector.ts";
import type { Logger } from "#ports/logger.ts";

/** Frames of one camera at the detector at a time: one at work, one waiting, one about to be told that it is stale. */
export const LOOKS_MAX = 3;
/** A look that takes longer is given up. */
export const LOOK_MAX_MS = 30_000;

export interface LooksParts {
  readonly camera: CameraSlug;
  readonly detector: LiveDetector;
  readonly clock: Clock;
  readonly log: Logger;
  /** In the order of their times; `picture` is what `offer` got as such. */
  onLooked(detections: readonly Detection[], picture: LiveFrame, atMs: number): void;
  /** The picture that `offer` got is of no use any more. */
  onLeftOut(picture: LiveFrame): void;
}

/** Since the start. */
export interface LookCounts {
  readonly looked: number;
  /** Not looked at: the detector had no time, or frames came out of order. */
  readonly dropped: number;
  /** Looked at, but something newer was known before. */
  readonly late: number;
  readonly failed: number;
}

export interface Looks extends Disposable {
  /** `frame` is given away, `picture` is a copy of it that comes back. */
  offer(frame: LiveFrame, picture: LiveFrame, look: LiveLook): void;
  /** What the oldest frame shows that is still waited for. */
  oldestMs(): number | undefined;
  counts(): LookCounts;
}

interface Pending {
  readonly atMs: number;
  readonly offeredMs: number;
  readonly abort: AbortController;
}

/** Brings frames to the detector and what it saw back in order, whatever becomes of single ones. */
export function openLooks({ camera, detector, clock, log, onLooked, onLeftOut }: LooksParts): Looks {
  const pending = new Set<Pending>();
  const counts = { looked: 0, dropped: 0, late: 0 };
  let newestMs = Number.NEGATIVE_INFINITY;
  let doneMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;
  const trouble = makeTrouble(camera, log);

  const settle = (seen: readonly Detection[] | undefined, picture: LiveFrame, atMs: number) => {
    if (seen) trouble.isOver();
    if (seen && atMs > doneMs) {
      counts.looked++;
      doneMs = atMs;
      return onLooked(seen, picture, atMs);
    }
    if (seen) counts.late++;
    else counts.dropped++;
    onLeftOut(picture);
  };

  const look = async (one: Pending, frame: LiveFrame, picture: LiveFrame, wish: LiveLook) => {
    const answer = await answerOf(() => detector.look(camera, frame, wish, one.abort.signal));
    // Given up meanwhile, and counted then.
    if (!pending.delete(one) || isClosed) return onLeftOut(picture);
    if ("seen" in answer) return settle(answer.seen, picture, one.atMs);
    if (failureKind(answer.cause) !== "aborted") trouble.is(answer.cause);
    onLeftOut(picture);
  };

  const giveUpHung = (nowMs: number) => {
    for (const one of [...pending].filter(({ offeredMs }) => nowMs - offeredMs > LOOK_MAX_MS)) {
      pending.delete(one);
      trouble.is(new Failure("unavailable", "The detector did not answer in time."));
      one.abort.abort();
    }
  };

  return {
    offer(frame, picture, wish) {
      const nowMs = clock.monotonic();
      giveUpHung(nowMs);
      // Nothing shows what is still to come: one wrong time must not shut out all that are right.
      const atMs = Math.min(frame.atMs, nowMs);
      if (isClosed || pending.size >= LOOKS_MAX || !(atMs > newestMs)) {
        counts.dropped++;
        return onLeftOut(picture);
      }
      newestMs = atMs;
      const one = { atMs, offeredMs: nowMs, abort: new AbortController() };
      pending.add(one);
      void look(one, frame, picture, wish);
    },
    oldestMs() {
      giveUpHung(clock.monotonic());
      // Sets keep the order in which frames were offered.
      const [oldest] = pending;
      return oldest?.atMs;
    },
    counts: () => ({ ...counts, failed: trouble.count() }),
    [Symbol.dispose]() {
      isClosed = true;
      for (const { abort } of pending) abort.abort();
    },
  };
}

async function answerOf(look: () => ReturnType<LiveDetector["look"]>) {
  try {
    return { seen: await look() };
  } catch (cause) {
    return { cause };
  }
}

/** A detector that fails at ten frames a second is told of once. */
function makeTrouble(camera: CameraSlug, log: Logger) {
  let isFailing = false;
  let count = 0;
  return {
    count: () => count,
    is(cause: unknown): void {
      count++;
      const fields = { camera, error: failureMessage(cause) };
      if (!(cause instanceof Failure)) log.error({ ...fields, cause }, "live look failed");
      else if (!isFailing) log.warn(fields, "live look failed");
      isFailing = true;
    },
    isOver(): void {
      if (isFailing) log.info({ camera }, "live looks succeed again");
      isFailing = false;
    },
  };
}

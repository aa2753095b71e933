import type { CameraState, CameraStatus } from "#domain/camera.ts";
import { systemClock } from "#platform/clock.ts";
import type { Frame, RingEvent } from "#stream/frame.ts";
import { openRing, type WritableRing } from "#stream/ring.ts";
import { openSession, type SessionOptions } from "#stream/session.ts";
import { type LogLine, makeLogger } from "./fakes/logger.ts";
import { until } from "./recording.ts";

const RING_BYTES = 64 * 1024 * 1024;

/** Short where the real ones are long, so that tests are quick; still far from what a busy machine takes. */
export const quick = { silentMs: 2000, firstFrameMs: 5000, frozenSpanMs: 2000, retryMs: () => 200 };

export interface SessionBench extends AsyncDisposable {
  readonly ring: WritableRing;
  readonly statuses: readonly CameraStatus[];
  readonly events: readonly RingEvent[];
  readonly lines: readonly LogLine[];
  /** Everything that anybody could read, as text. */
  everythingTold(): string;
  frames(track: Frame["track"]): readonly Frame[];
  /** Waits for a state that was told after the `after` statuses before. */
  state(state: CameraState, after?: number): Promise<CameraStatus>;
  until(what: string, condition: () => boolean): Promise<void>;
  /** Aborts and waits. A session that does not settle fails the test by its deadline. */
  stop(): Promise<void>;
}

/** A real session with a real ffmpeg, and all that it tells. */
export function openSessionBench(
  options: Pick<SessionOptions, "url"> & Partial<SessionOptions>,
): SessionBench {
  const ring = openRing({ maxSeconds: 60, maxBytes: RING_BYTES });
  const statuses: CameraStatus[] = [];
  const events: RingEvent[] = [];
  const log = makeLogger();
  const controller = new AbortController();
  ring.subscribe((event) => events.push(event));
  const onStatus = (status: CameraStatus) => void statuses.push(status);
  const common = { transport: "tcp", ffmpeg: "ffmpeg", clock: systemClock, timing: quick } as const;
  const running = openSession({ ...common, ring, log, onStatus, ...options }).run(controller.signal);

  const told = () => JSON.stringify([statuses, log.lines]);
  const stop = async () => {
    controller.abort();
    await running;
  };
  return {
    ring,
    statuses,
    events,
    lines: log.lines,
    everythingTold: told,
    frames: (track) =>
      events.flatMap((event) => (event.type === "frame" && event.frame.track === track ? [event.frame] : [])),
    state: async (state, after = 0) => {
      const find = () => statuses.slice(after).find((status) => status.state === state);
      await until(() => find() !== undefined, `state ${state}`, told);
      const found = find();
      if (!found) throw new Error("it was there");
      return found;
    },
    until: (what, condition) => until(condition, what, told),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

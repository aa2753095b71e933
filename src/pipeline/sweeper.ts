import type { CameraSlug } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipStore } from "#ports/state-store.ts";
import type { Admission } from "./admission.ts";
import { attempt } from "./attempt.ts";
import type { Lanes } from "./lanes.ts";
import { pauseMs, slept } from "./retry.ts";
import { type Ends, type LaneName, stepsNow } from "./steps-now.ts";
import { unfinishedClips } from "./unfinished.ts";

const SWEEP_TIMEOUT_MS = 60_000;
const BACKOFF = { firstMs: 5000, capMs: 5 * 60_000 };

export interface SweeperOptions {
  readonly store: Pick<ClipStore, "unfinished">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  readonly ends: Ends;
  /** Ends all sweeps. */
  readonly rest: AbortSignal;
}

interface Parts {
  readonly admission: Pick<Admission, "resume" | "has">;
  readonly lanes: Pick<Lanes, "mustWait">;
}

/** Takes up clips that found a lane full and were left to the journal. One sweep per lane and camera at a time. */
export function makeSweeper(options: SweeperOptions, parts: () => Parts) {
  const { store, clock, log, random, ends, rest } = options;
  const running = new Set<string>();
  /** Called again while running: what came meanwhile may be newer than what the sweep has passed. */
  const again = new Set<string>();

  const sweep = async (lane: LaneName, camera: CameraSlug) => {
    const { admission, lanes } = parts();
    // The alerts first, also the old ones: that is what somebody may be looking for.
    for (const alertsOnly of [true, false]) {
      for await (const state of unfinishedClips(store, { camera, alertsOnly })) {
        if (rest.aborted || lanes.mustWait(lane, camera)) return;
        const isOpen = stepsNow(state, ends).some((step) => keyOf(step) === keyOf(lane));
        if (isOpen && !admission.has(state.clip_id)) await admission.resume(state.clip_id, false);
      }
    }
  };
  const persist = async (key: string, lane: LaneName, camera: CameraSlug) => {
    const limits = { clock, timeoutMs: SWEEP_TIMEOUT_MS, signal: rest };
    let failures = 0;
    do {
      again.delete(key);
      const swept = await attempt(limits, () => sweep(lane, camera));
      failures = swept.ok ? 0 : failures + 1;
      if (swept.ok || rest.aborted) continue;
      log.warn({ ...lane, camera, reason: swept.error.message }, "waiting clips could not be read");
      if (await slept(clock, pauseMs(BACKOFF, failures, random), rest)) again.add(key);
    } while (again.has(key) && !rest.aborted);
    running.delete(key);
  };

  return (lane: LaneName, camera: CameraSlug): void => {
    const key = `${keyOf(lane)} ${camera}`;
    again.add(key);
    if (running.has(key) || rest.aborted) return;
    running.add(key);
    void persist(key, lane, camera);
  };
}

const keyOf = ({ stage, place = "" }: LaneName) => `${stage} ${place}`;

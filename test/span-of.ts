import { setImmediate as settled } from "node:timers/promises";
import type { ManualClock } from "./fakes/clock.ts";

const STEP_MS = 10;

/** How long something took by a clock that stands still unless something sleeps: no real time comes into it. */
export async function spanOf(clock: ManualClock, work: Promise<unknown>): Promise<number> {
  const begunMs = clock.monotonic();
  const isGoing = () => Promise.race([work.then(() => false), settled(true)]);
  while (await isGoing()) if (clock.sleepers() > 0) await clock.advance(STEP_MS);
  return clock.monotonic() - begunMs;
}

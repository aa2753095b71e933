import type { FailedState } from "./session-failure.ts";

interface Steps {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long to wait after the first failure in a row, by how much more after each further one, and at most. */
const steps: Readonly<Record<FailedState, Steps>> = {
  lost: { firstMs: 0.5 * SECOND, factor: 2, maxMs: 30 * SECOND },
  silent: { firstMs: 1 * SECOND, factor: 2, maxMs: 30 * SECOND },
  frozen: { firstMs: 1 * SECOND, factor: 3, maxMs: 2 * MINUTE },
  unreachable: { firstMs: 1 * SECOND, factor: 2, maxMs: 30 * SECOND },
  not_found: { firstMs: 15 * SECOND, factor: 2, maxMs: 5 * MINUTE },
  unsupported: { firstMs: 1 * MINUTE, factor: 2, maxMs: 10 * MINUTE },
  // Cameras lock an account after some wrong passwords, for everybody.
  unauthorized: { firstMs: 2 * MINUTE, factor: 2, maxMs: 15 * MINUTE },
};

/** ± a fifth, so that all cameras of a house do not come back in step after a power cut. */
const JITTER = 0.2;

/** The wait before the next attempt after `failures` (from 1) in a row. `random` is 0 to 1. */
export function retryDelayMs(state: FailedState, failures: number, random: number): number {
  const { firstMs, factor, maxMs } = steps[state];
  const delayMs = Math.min(maxMs, firstMs * factor ** Math.min(failures - 1, 30));
  return Math.round(delayMs * (1 - JITTER + 2 * JITTER * random));
}

import { setTimeout as sleep } from "node:timers/promises";

const STEP_MS = 100;
const PATIENCE_MS = 90_000;

/** Waits for a condition, generously. `what` is told when patience ends. */
export async function untilTrue(
  condition: () => boolean | Promise<boolean>,
  what: () => string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what()}`);
    await sleep(STEP_MS);
  }
}

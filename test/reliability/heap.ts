import { collectGarbage } from "#test/garbage.ts";

/** What is held once all rubbish is gone. */
export function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

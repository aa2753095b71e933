import { describe, expect, test } from "vitest";
import type { Clock } from "#ports/clock.ts";

const NAP_MS = 20;

/** What every `Clock` promises. `pass` lets time go by where it does not do so by itself. */
export function clockContract(
  name: string,
  open: () => Clock,
  pass: (clock: Clock, ms: number) => Promise<void> = async () => {},
): void {
  describe(`${name} keeps the Clock contract`, () => {
    test("a sleep ends after its time, on both clocks", async () => {
      const clock = open();
      const from = { wall: clock.now(), monotonic: clock.monotonic() };

      const asleep = clock.sleep(NAP_MS, new AbortController().signal);
      await pass(clock, NAP_MS);
      await asleep;

      // Timers of the machine may be a millisecond early.
      expect(clock.monotonic() - from.monotonic).toBeGreaterThanOrEqual(NAP_MS - 2);
      expect(clock.now() - from.wall).toBeGreaterThanOrEqual(NAP_MS - 2);
    });

    test("a sleep of nothing ends at once", async () => {
      await expect(open().sleep(0, new AbortController().signal)).resolves.toBeUndefined();
    });

    test("a sleep rejects with the signal's reason when it aborts", async () => {
      const stop = new AbortController();
      const reason = new Error("the house is closed");

      const asleep = open().sleep(3_600_000, stop.signal);
      stop.abort(reason);

      await expect(asleep).rejects.toBe(reason);
    });

    test("a sleep rejects with the signal's reason when it has aborted before", async () => {
      const reason = new Error("the house is closed");
      const signal = AbortSignal.abort(reason);

      await expect(open().sleep(3_600_000, signal)).rejects.toBe(reason);
      await expect(open().sleep(0, signal)).rejects.toBe(reason);
    });

    test("the monotonic clock never goes back", async () => {
      const clock = open();

      const first = clock.monotonic();
      const second = clock.monotonic();

      expect(second).toBeGreaterThanOrEqual(first);
    });
  });
}

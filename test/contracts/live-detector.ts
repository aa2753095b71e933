import { describe, expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import type { LiveDetector, LiveFrame, LiveLook } from "#ports/live-detector.ts";

/** A detector, and a frame with a person in it; each call of `frame` makes bytes of its own. */
export interface LiveDetectorSubject {
  readonly detector: LiveDetector;
  frame(): LiveFrame;
}

/** What every `LiveDetector` promises. */
export function liveDetectorContract(
  name: string,
  open: () => Promise<LiveDetectorSubject> | LiveDetectorSubject,
): void {
  describe(`${name} keeps the LiveDetector contract`, () => {
    const camera = CameraSlug.parse("front_door");
    const look: LiveLook = { labels: ["person"], minScore: 0.1, isTracking: false, regions: [] };
    const running = new AbortController().signal;

    test("finds what is wanted, and counts the look", async () => {
      const { detector, frame } = await open();

      const seen = await detector.look(camera, frame(), look, running);

      expect(seen?.map(({ label }) => label)).toContain("person");
      expect(seen?.every(({ score, at_ms }) => score >= look.minScore && at_ms === 0)).toBe(true);
      expect(detector.load()).toMatchObject({ waiting: 0, looked: 1, dropped: 0 });
    });

    test("finds nothing of what is not wanted", async () => {
      const { detector, frame } = await open();

      const seen = await detector.look(camera, frame(), { ...look, labels: ["zebra"] }, running);

      expect(seen).toEqual([]);
    });

    test("rejects when its signal aborts, also if it already has", async () => {
      const { detector, frame } = await open();
      const abort = new AbortController();

      const outcome = detector.look(camera, frame(), look, abort.signal);
      abort.abort();

      await expect(outcome).rejects.toMatchObject({ kind: "aborted" });
      await expect(detector.look(camera, frame(), look, abort.signal)).rejects.toMatchObject({
        kind: "aborted",
      });
    });
  });
}

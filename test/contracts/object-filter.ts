import { describe, expect, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import { FilterResult } from "#domain/detection.ts";
import type { ObjectFilter, Wanted } from "#ports/object-filter.ts";

/** What a filter must find or not find to be tested. */
export interface FilterSamples {
  /** Shows a person, and nothing else. */
  readonly person: Clip;
  /** Shows nothing. */
  readonly empty: Clip;
  /** Holds no picture. */
  readonly broken: Clip;
}

const running = new AbortController().signal;
const wanted: Wanted = { labels: ["person", "dog"], minScore: 0.5 };

/** What every `ObjectFilter` promises. */
export function objectFilterContract(
  name: string,
  open: () => Promise<ObjectFilter>,
  samples: () => FilterSamples,
): void {
  describe(`${name} keeps the ObjectFilter contract`, () => {
    test("finds a person, with its boxes and scores", async () => {
      await using filter = await open();

      const result = await filter.detect(samples().person, wanted, running);

      expect(FilterResult.parse(result)).toEqual(result);
      expect(result.detected_classes).toEqual(["person"]);
      expect(result.confidence).toBeGreaterThanOrEqual(wanted.minScore);
      expect(result.detections.length).toBeGreaterThan(0);
      for (const { label, score } of result.detections) {
        expect(label).toBe("person");
        expect(score).toBeGreaterThanOrEqual(wanted.minScore);
      }
    });

    test("finds nothing where nothing is", async () => {
      await using filter = await open();

      const result = await filter.detect(samples().empty, wanted, running);

      expect(result).toMatchObject({
        detected_classes: [],
        confidence: 0,
        detections: [],
        stopped_early: false,
      });
    });

    test("finds nothing of what is not wanted", async () => {
      await using filter = await open();

      const result = await filter.detect(samples().person, { ...wanted, labels: ["dog"] }, running);

      expect(result.detected_classes).toEqual([]);
    });

    test("a clip without a picture is rejected with a sentence", async () => {
      await using filter = await open();

      const outcome = filter.detect(samples().broken, wanted, running);

      await expect(outcome).rejects.toMatchObject({
        kind: "rejected",
        message: expect.stringMatching(/^[A-Z].*\.$/),
      });
    });

    test("rejects when its signal aborts, also if it already has", async () => {
      await using filter = await open();
      const abort = new AbortController();

      const outcome = filter.detect(samples().person, wanted, abort.signal);
      abort.abort();

      await expect(outcome).rejects.toMatchObject({ kind: "aborted" });
      await expect(filter.detect(samples().person, wanted, AbortSignal.abort())).rejects.toMatchObject({
        kind: "aborted",
      });
    });

    test("closing twice is harmless", async () => {
      const filter = await open();

      await filter[Symbol.asyncDispose]();

      await expect(filter[Symbol.asyncDispose]()).resolves.toBeUndefined();
    });
  });
}

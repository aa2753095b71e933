import { expect, test } from "vitest";
import { aClip, aFilterResult } from "#test/builders.ts";
import { fakeAnalyzer } from "#test/fakes/analyzer.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { makeGate } from "#test/fakes/script.ts";
import { openBench } from "#test/pipeline-bench.ts";

/** More than a stage has turns, and than a lane keeps of one camera. */
const CLIPS = 120;
const clips = Array.from({ length: CLIPS }, (_, n) =>
  aClip({ startedAtMs: Date.UTC(2026, 5, 1) + n * 1000 }),
);
const settled = () => new Promise((resolve) => setImmediate(resolve));
const person = aFilterResult("person");

test.each(["vision model", "detector"])(
  "every clip is stored at once although each call of the %s hangs",
  async (hung) => {
    const wait = makeGate();
    const filter = fakeFilter(hung === "detector" ? { wait, answer: person } : { answer: person });
    const analyzer = fakeAnalyzer(hung === "detector" ? { answer: undefined } : { wait, answer: undefined });
    await using bench = openBench({ filter, stages: { analyzer } });
    const startedAtMs = bench.clock.now();

    for (const clip of clips) await bench.pipeline.submit(clip);
    for (let turns = 0; turns < 50; turns += 1) await settled();

    // The clock stands still: nobody has waited for a deadline.
    expect(bench.clock.now()).toBe(startedAtMs);
    expect(new Set(bench.storage.calls.map(({ id }) => id))).toEqual(new Set(clips.map(({ id }) => id)));
    expect(clips.every(({ id }) => bench.state(id).stages.upload.status === "ok")).toBe(true);
    expect(bench.notifier.told).toEqual([]);
  },
);

import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { aClip, aFilterResult } from "#test/builders.ts";
import { fakeFilter } from "#test/fakes/filter.ts";
import { fakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeStorage } from "#test/fakes/storage.ts";
import { openBench } from "#test/pipeline-bench.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const steps = [HOUR_MS, -HOUR_MS, 3 * DAY_MS, -3 * DAY_MS];
const away = { error: new Failure("unavailable", "It is away.") };
const clip = aClip();

test.each(steps)(
  "a clock that is set by %d ms while a clip is searched makes its alert neither late nor void",
  async (byMs) => {
    const gate = makeGate();
    await using bench = openBench({ filter: fakeFilter({ wait: gate, answer: aFilterResult("person") }) });
    await bench.pipeline.submit(clip);

    bench.clock.setNow(bench.clock.now() + byMs);
    gate.open();
    await bench.untilDone(clip.id);

    expect(bench.notifier.told).toMatchObject([{ clip_id: clip.id, late: false }]);
  },
);

test.each(steps)(
  "a clock that is set by %d ms while the broker is away does not end the retries",
  async (byMs) => {
    await using bench = openBench({ notifier: fakeNotifier(away, away, { answer: undefined }) });
    await bench.pipeline.submit(clip);
    await bench.until(clip.id, ({ stages }) => stages.notify.attempts === 1, 10);

    bench.clock.setNow(bench.clock.now() + byMs);
    await bench.untilDone(clip.id);

    expect(bench.notifier.calls).toHaveLength(3);
    expect(bench.notifier.told).toMatchObject([{ clip_id: clip.id, late: false }]);
  },
);

test.each(steps)(
  "a clock that is set by %d ms makes an upload wait neither longer nor shorter",
  async (byMs) => {
    const attemptsWithin = async (ms: number, stepMs: number) => {
      await using bench = openBench({ storage: fakeStorage(away) });
      await bench.pipeline.submit(clip);
      await bench.until(clip.id, ({ stages }) => stages.upload.attempts === 1, 10);
      bench.clock.setNow(bench.clock.now() + stepMs);
      for (let passedMs = 0; passedMs < ms; passedMs += 500) await bench.clock.advance(500);
      return bench.storage.calls.length;
    };

    expect(await attemptsWithin(60_000, byMs)).toBe(await attemptsWithin(60_000, 0));
  },
);

import { expect, test } from "vitest";
import { plainBriefing } from "#domain/briefing.ts";
import type { ClipAnalyzer } from "#ports/clip-analyzer.ts";
import { away, openBench as openDesk, slow } from "#test/analyst-bench.ts";
import { aClip } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { openBench } from "#test/pipeline-bench.ts";

/** The pipeline with the desk in it. Clips end now: the clock says when they began. */
async function open(model: (clock: ReturnType<typeof makeManualClock>) => ClipAnalyzer) {
  const clock = makeManualClock();
  const desk = await openDesk({ members: [{ analyzer: model(clock) }], clock });
  const bench = openBench({ clock, stages: { analyzer: desk.analyst } });
  const clipOf = (camera: string, n = 0) =>
    aClip({ camera, durationMs: 12_000, startedAtMs: clock.now() - 12_000 - n * 1000 });
  return {
    ...bench,
    desk,
    clipOf,
    async [Symbol.asyncDispose]() {
      await bench[Symbol.asyncDispose]();
      await desk[Symbol.asyncDispose]();
    },
  };
}

test("with a model of five seconds the described alert is there six seconds after the clip", async () => {
  await using bench = await open((clock) => slow(clock, 5000));
  const clip = bench.clipOf("front_door");
  await bench.pipeline.submit(clip);
  const began = bench.clock.monotonic();

  await bench.until(clip.id, ({ stages }) => stages.vlm.status === "ok", 100);
  await bench.until(clip.id, () => bench.notifier.calls.some(({ phase }) => phase === "described"), 10);

  expect(bench.clock.monotonic() - began).toBeLessThanOrEqual(6000);
});

test("with a model that is away the alert says so after one attempt of the stage, and nothing is retried", async () => {
  await using bench = await open(() => away());
  const clip = bench.clipOf("front_door");
  await bench.pipeline.submit(clip);

  await bench.untilDone(clip.id);

  const { stages, analysis_result } = bench.state(clip.id);
  expect(stages.vlm).toMatchObject({ status: "ok", attempts: 1, last_error: null });
  expect(analysis_result).toMatchObject({
    backend: "rules",
    instead: "one did not answer: It cannot be reached.",
  });
  expect(bench.notifier.calls.at(-1)?.summary).toContain("The vision model did not answer.");
});

test("what the desk is asked says whether the clip makes an alert, and of which camera", async () => {
  const asked: unknown[] = [];
  await using bench = await open(() => ({
    analyze: async ({ isAlert, briefing }) => {
      asked.push({ isAlert, briefing });
      return undefined;
    },
    [Symbol.asyncDispose]: async () => undefined,
  }));
  const clip = bench.clipOf("front_door");
  await bench.pipeline.submit(clip);

  await bench.untilDone(clip.id);

  expect(asked).toEqual([{ isAlert: true, briefing: plainBriefing("Front door") }]);
});

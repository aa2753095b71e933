import { expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { openBench as openDesk, slow } from "#test/analyst-bench.ts";
import { aClip } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { no, openBench, yes } from "#test/pipeline-bench.ts";

test("an alert overtakes what is no alert, however slow the model is", async () => {
  const clock = makeManualClock();
  await using desk = await openDesk({ members: [{ analyzer: slow(clock, 30_000) }], clock });
  await using bench = openBench({
    clock,
    stages: {
      analyzer: desk.analyst,
      policy: { decide: ({ camera }) => (camera === CameraSlug.parse("front_door") ? yes : no) },
    },
  });
  const dull = Array.from({ length: 8 }, (_, n) =>
    aClip({ camera: "yard", startedAtMs: clock.now() - 100_000 + n * 1000 }),
  );
  for (const clip of dull) await bench.pipeline.submit(clip);
  await bench.until(dull[7]?.id ?? "", ({ stages }) => stages.vlm.status === "running", 1);
  const alert = aClip({ camera: "front_door", startedAtMs: clock.now() - 12_000 });
  await bench.pipeline.submit(alert);
  const began = clock.monotonic();

  await bench.until(alert.id, ({ stages }) => stages.vlm.status === "ok", 100);

  expect(clock.monotonic() - began).toBeLessThan(31_000);
});

import { expect, test } from "vitest";
import type { CameraState } from "#domain/camera.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { porch } from "#test/recording.ts";
import { makeSubStreamTrouble } from "./sub-stream-trouble.ts";

function openBench() {
  const clock = makeManualClock();
  const problems = new Map<string, string | undefined>();
  const trouble = makeSubStreamTrouble({
    camera: porch,
    clock,
    problem: (key, sentence) => void problems.set(key, sentence),
  });
  const become = (state: CameraState) =>
    trouble.status({ state, reason: "The camera at 10.0.0.9 does not answer.", sinceMs: clock.now() });
  return { clock, problems, become };
}

test("a sub-stream that stays away is told with its reason, and taken back when it is there", async () => {
  const { clock, problems, become } = openBench();
  const key = "camera.porch.substream";

  become("starting");
  become("unreachable");
  await clock.advance(31_000);
  become("unreachable");
  expect(problems.get(key)).toBe(
    "The sub-stream of Porch is away, so motion is looked for in the main stream. " +
      "The camera at 10.0.0.9 does not answer.",
  );

  become("live");
  expect(problems.get(key)).toBeUndefined();
});

test("a short loss is no problem", async () => {
  const { clock, problems, become } = openBench();

  become("live");
  await clock.advance(60_000);
  become("lost");
  await clock.advance(5_000);
  become("live");
  become("lost");

  expect([...problems]).toEqual([]);
});

import { expect, test } from "vitest";
import type { Evidence } from "#ports/alert-policy.ts";
import { aClip } from "#test/builders.ts";
import { openBench } from "#test/pipeline-bench.ts";
import { aSuppression } from "#test/suppressions.ts";

const clip = aClip();
const dull = aSuppression({ labels: ["person"] });

test("a clip that is not interesting is kept, stored and finished as any other, but nobody is told", async () => {
  const asked: Evidence[] = [];
  const suppressed = { notify: false, notify_reason: "suppressed", explanation: "Not interesting." };
  await using bench = openBench({
    stages: {
      policy: {
        decide: (evidence) => {
          asked.push(evidence);
          return { ...suppressed, suppressed_by: [dull.id] };
        },
      },
    },
    camera: () => ({
      wanted: { labels: ["person"], minScore: 0.5, suppressions: [dull] },
      isDetectionOn: true,
    }),
  });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  // Once for the request to whoever describes it, once for the decision.
  const known = { startedAtMs: clip.startedAtMs, suppressions: [dull] };
  expect(asked).toMatchObject([known, known]);
  expect(bench.notifier.told).toEqual([]);
  expect(bench.storage.calls).toHaveLength(1);
  expect(await bench.store.clips.list({ limit: 10, keptOnly: true })).toMatchObject([
    { clip_id: clip.id, status: "done", alert_decision: { ...suppressed, suppressed_by: [dull.id] } },
  ]);
});

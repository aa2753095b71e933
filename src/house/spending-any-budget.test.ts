import { expect, test } from "vitest";
import { BudgetSettings, type Usage } from "#domain/budget.ts";
import { CameraSlug } from "#domain/ids.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { openSpending } from "./spending.ts";

const door = CameraSlug.parse("front_door");
const yard = CameraSlug.parse("yard");

/** Mulberry32: the same cases each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))(
  "no limit is ever passed, however many are asked at once (case %i)",
  async (seed) => {
    const random = randomFrom(seed);
    const below = (max: number) => Math.floor(random() * max);
    const budget = {
      requests_per_hour: below(2) * below(40),
      requests_per_day: 1 + below(60),
      requests_per_month: below(2) * below(200),
      tokens_per_day: below(2) * (20_000 + below(400_000)),
      cost_per_month: below(2) * (0.1 + random()),
      at_limit: ["rules", "alerts_only", "cheaper"][below(3)],
    };
    const clock = makeManualClock(new Date(2026, 5, 30, 20).getTime());
    await using spending = await openSpending({
      budget: BudgetSettings.parse(budget),
      cameras: 2,
      settings: { read: async () => undefined, write: async () => undefined },
      clock,
      log: keptLog(),
      problem: () => undefined,
    });
    const asked: ((by: Usage) => void)[] = [];
    let mostUsed = 0;

    for (let step = 0; step < 300; step++) {
      const reserved = spending.reserve({
        camera: below(2) === 0 ? door : yard,
        cameraName: "Front door",
        isAlert: below(3) === 0,
        expected: { requests: 1, tokens: 8000, cost: 0.02 },
      });
      if (!("refused" in reserved)) asked.push(reserved.settle);
      const isAnswered = below(3) === 0;
      // Never more than was expected: what is not known beforehand cannot be kept to.
      if (isAnswered)
        asked.splice(below(asked.length), 1)[0]?.({
          requests: 1,
          tokens: below(8001),
          cost: random() * 0.02,
        });
      if (below(10) === 0) await clock.advance(below(3_600_000));
      for (const { used: now, limit } of spending.lines()) {
        expect(now).toBeLessThanOrEqual((limit ?? Number.POSITIVE_INFINITY) + 1e-9);
        mostUsed = Math.max(mostUsed, now);
      }
    }

    expect(mostUsed).toBeGreaterThan(0);
  },
);

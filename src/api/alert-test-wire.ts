import { z } from "@hono/zod-openapi";
import { AlertTestResult, alertTestSentence } from "#domain/alert-test.ts";
import type { AlertTest } from "#ports/alert-test.ts";

/** The test of the alert path. */
export const AlertTestWire = z.object({
  /** `starting`: the app is, so there is no test yet. */
  state: z.enum(["starting", "idle", "waiting", "running"]),
  last: AlertTestResult.nullable(),
  /** What became of the last one, for people. */
  sentence: z.string().nullable(),
});
export type AlertTestWire = z.output<typeof AlertTestWire>;

export function alertTestWire(test: AlertTest | undefined): AlertTestWire {
  const last = test?.last();
  return {
    state: test?.state() ?? "starting",
    last: last ?? null,
    sentence: last === undefined ? null : alertTestSentence(last),
  };
}

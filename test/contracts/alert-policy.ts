import { describe, expect, test } from "vitest";
import type { Circumstances } from "#domain/circumstances.ts";
import { Decision } from "#domain/decision.ts";
import { CameraSlug } from "#domain/ids.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { AlertPolicy, Evidence } from "#ports/alert-policy.ts";
import { aFilterResult, anAnalysis } from "#test/builders.ts";
import { someCircumstances } from "#test/circumstances.ts";

/** What every `AlertPolicy` promises. `camera` is one that it knows. */
export function alertPolicyContract(
  name: string,
  camera: string,
  open: () => Promise<AlertPolicy> | AlertPolicy,
): void {
  describe(`${name} keeps the AlertPolicy contract`, () => {
    const failed = (stage: StageError["stage"]): StageError => ({
      stage,
      kind: "unavailable",
      message: "It is away.",
      cause: undefined,
    });
    const filters = [undefined, failed("filter"), aFilterResult(), aFilterResult("person", "car")];
    const analyses = [undefined, failed("vlm"), anAnalysis(), anAnalysis({ risk_level: "critical" })];
    const all: readonly Evidence[] = [camera, "somewhere_else"].flatMap((slug) =>
      filters.flatMap((filter) =>
        analyses.map((analysis) => ({ camera: CameraSlug.parse(slug), filter, analysis })),
      ),
    );

    test("every evidence gets a verdict with a reason for machines and a sentence for people", async () => {
      const policy = await open();

      for (const decision of all.map((evidence) => policy.decide(evidence))) {
        expect(Decision.parse(decision)).toEqual(decision);
        expect(decision.notify_reason).toMatch(/^[a-z_]+/);
        expect(decision.explanation).toMatch(/^[A-Z].+\.$/);
      }
    });

    test("the last step of its trace that does not pass is the verdict", async () => {
      const policy = await open();

      for (const { notify, trace = [] } of all.map((evidence) => policy.decide(evidence))) {
        const last = trace.findLast(({ verdict }) => verdict !== "passes");
        expect(last?.verdict).toBe(notify ? "tells" : "keeps");
      }
    });

    test("in privacy nobody is told, and with nothing against it the same are told as without a word", async () => {
      const policy = await open();
      const told = (circumstances?: Circumstances) =>
        all.map((evidence) => policy.decide({ ...evidence, circumstances }).notify);

      expect(told(someCircumstances({ mode: "privacy" }))).not.toContain(true);
      expect(told(someCircumstances())).toEqual(told());
      expect(told()).toContain(true);
    });

    test("the same evidence gives the same decision", async () => {
      const policy = await open();

      const first = all.map((evidence) => policy.decide(evidence));
      const second = all.toReversed().map((evidence) => policy.decide(evidence));

      expect(second.toReversed()).toEqual(first);
    });
  });
}

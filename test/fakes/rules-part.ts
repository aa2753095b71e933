import type { RulesPart } from "#api/rules-wire.ts";
import { Failure } from "#domain/failure.ts";
import type { CameraSlug } from "#domain/ids.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { rulePlan } from "#domain/live-rules-plan.ts";

export interface FakeRules extends RulesPart {
  /** As if it came from another page, or from the command line. */
  put(camera: CameraSlug, rules: LiveRules): void;
}

/** Keeps rules in memory, of cameras that look for people and vehicles. */
export function makeFakeRules(): FakeRules {
  const kept = new Map<CameraSlug, LiveRules>();
  const read = (camera: CameraSlug) => kept.get(camera) ?? LiveRules.parse({});
  return {
    read,
    async save(camera, rules) {
      const { version } = read(camera);
      if (rules.version !== version) {
        throw new Failure("rejected", `The zones and lines were changed meanwhile, to version ${version}.`);
      }
      const saved = { ...rules, version: version + 1 };
      kept.set(camera, saved);
      return saved;
    },
    plan: (_camera, rules) => rulePlan({ objects: ["person", "vehicle"], rules }),
    put: (camera, rules) => void kept.set(camera, rules),
  };
}

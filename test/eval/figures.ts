import { z } from "zod";
import { quantileOf } from "#test/bench/table.ts";
import { type Outcome, outcomes, type Result } from "./run-cases.ts";
import { asked, type Field, facts as factsAsked, fields } from "./score.ts";

const Count = z.int().min(0);
const Share = z.object({ right: Count, asked: Count });
/** How many of how many. */
export type Share = z.output<typeof Share>;

/** What came out of all cases, as it is kept. */
export const Figures = z.object({
  /** Questions: cases times repeats. */
  questions: Count,
  outcomes: z.record(z.enum(outcomes), Count),
  /** First answers that could not be read. */
  asked_twice: Count,
  /** Risks that were raised by what the facts demand whatever a model says. */
  guarded: Count,
  /** Over all questions; of one without an answer everything is wrong. */
  overall: Share,
  /** The mean of the fields, over all questions: one with many facts weighs no more than one with few. 0 to 1. */
  balanced: z.number().min(0).max(1),
  /** Over the questions that were answered. */
  fields: z.record(z.enum(fields), Share),
  /** Of answers alone, as nobody tells of others. Null where nobody counted. */
  tokens: z.object({ input: Count, output: Count }).nullable(),
  cost: z.number().min(0).nullable(),
  latency_ms: z.object({ median: Count, p95: Count, max: Count }),
  /** Case → the fields in which it was wrong at least once, or the outcome that was no answer. */
  wrong: z.record(z.string(), z.array(z.enum([...fields, ...outcomes]))),
});
export type Figures = z.output<typeof Figures>;

export function figuresOf(results: readonly Result[]): Figures {
  const analyses = results.flatMap(({ analysis }) => analysis ?? []);
  const said = results.flatMap(({ facts }) => facts);
  const tokens = analyses.flatMap((one) => one.tokens ?? []);
  const costs = analyses.flatMap((one) => one.cost ?? []);
  const walls = results.map(({ wallMs }) => wallMs);
  const at = (quantile: number) => (walls.length === 0 ? 0 : quantileOf(walls, quantile));
  return {
    questions: results.length,
    outcomes: record(outcomes, (outcome) => results.filter((one) => one.outcome === outcome).length),
    asked_twice: results.filter(({ wasAskedTwice }) => wasAskedTwice).length,
    guarded: analyses.filter(({ instead }) => instead?.startsWith("The model said ")).length,
    overall: {
      right: said.filter(({ isRight }) => isRight).length,
      asked: results.reduce((sum, one) => sum + factsAsked(one.case.expect), 0),
    },
    balanced: balancedOf(results),
    fields: record(fields, (field) => shareOf(said.filter((one) => one.field === field))),
    tokens:
      tokens.length === 0
        ? null
        : {
            input: tokens.reduce((sum, { input }) => sum + input, 0),
            output: tokens.reduce((sum, { output }) => sum + output, 0),
          },
    cost: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
    latency_ms: { median: at(0.5), p95: at(0.95), max: Math.max(0, ...walls) },
    wrong: wrongOf(results),
  };
}

function balancedOf(results: readonly Result[]): number {
  const shares = fields.flatMap((field) => {
    const all = results.reduce((sum, one) => sum + asked(one.case.expect)[field], 0);
    const right = results.flatMap(({ facts }) => facts.filter((one) => one.field === field && one.isRight));
    return all === 0 ? [] : right.length / all;
  });
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
}

const shareOf = (said: readonly { readonly isRight: boolean }[]): Share => ({
  right: said.filter(({ isRight }) => isRight).length,
  asked: said.length,
});

function record<Key extends string, Value>(
  keys: readonly Key[],
  valueOf: (key: Key) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, Value>;
}

function wrongOf(results: readonly Result[]): Record<string, (Field | Outcome)[]> {
  const wrong: Record<string, (Field | Outcome)[]> = {};
  for (const { case: one, outcome, facts } of results) {
    const kinds =
      outcome === "answered" ? facts.flatMap(({ field, isRight }) => (isRight ? [] : field)) : [outcome];
    if (kinds.length > 0) wrong[one.name] = [...new Set([...(wrong[one.name] ?? []), ...kinds])];
  }
  return wrong;
}

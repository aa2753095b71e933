import { FINDING_CHARS_MAX, type TraceStep } from "#domain/decision.ts";
import type { SuppressionId } from "#domain/suppression.ts";

/** One question, and what the decision would be if it were the last that is not passed over. */
export interface Asked {
  readonly step: TraceStep;
  readonly reason: string;
  readonly explanation: string;
  readonly suppressedBy?: readonly SuppressionId[];
}

interface Words {
  readonly reason: string;
  readonly finding: string;
  readonly otherwise: string | null;
  /** The finding, unless it is more. */
  readonly explanation?: string;
}

export const tells = (rule: string, words: Words): Asked => asked(rule, "tells", words);
export const keeps = (rule: string, words: Words): Asked => asked(rule, "keeps", words);
export const passes = (rule: string, finding: string, otherwise: string | null = null): Asked =>
  asked(rule, "passes", { reason: rule, finding, otherwise });

/** What decides among those that were asked: the last that did not just pass. */
export function deciding(all: readonly Asked[]): Asked | undefined {
  return all.findLast(({ step }) => step.verdict !== "passes");
}

function asked(rule: string, verdict: TraceStep["verdict"], words: Words): Asked {
  const { reason, finding, otherwise, explanation = finding } = words;
  return { step: { rule, verdict, finding: cut(finding), otherwise }, reason, explanation };
}

/** Messages of others may be long, and a trace is kept with every clip. */
function cut(text: string): string {
  return text.length <= FINDING_CHARS_MAX ? text : `${text.slice(0, FINDING_CHARS_MAX - 1)}…`;
}

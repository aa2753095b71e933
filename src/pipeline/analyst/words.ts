import type { Analysis } from "#domain/analysis.ts";
import { SUMMARY_CHARS_MAX } from "#domain/analysis.ts";

const INSTEAD_CHARS_MAX = 300;

/** Why an analyzer was passed over, as a sentence, and what kind of reason it is. */
export interface Miss {
  readonly kind: "silent" | "failed" | "refused";
  readonly why: string;
}

/** Says that this is not what the first choice of the owner said. */
export function withInstead(analysis: Analysis, misses: readonly Miss[]): Analysis {
  if (misses.length === 0) return analysis;
  const why = [...new Set(misses.map((miss) => miss.why))].join(" ");
  return { ...analysis, instead: cut(why, INSTEAD_CHARS_MAX) };
}

/** The same where no model has described it: then the summary itself says so, as that is what people are told. */
export function withoutModel(analysis: Analysis, misses: readonly Miss[]): Analysis {
  const but = misses.some(({ kind }) => kind === "failed")
    ? " The vision model did not answer."
    : misses.some(({ kind }) => kind === "refused")
      ? " No vision model was asked, as the limit for it is reached."
      : "";
  const summary = `${cut(analysis.summary, SUMMARY_CHARS_MAX - but.length)}${but}`;
  return withInstead({ ...analysis, summary }, misses);
}

const cut = (text: string, max: number) => (text.length <= max ? text : `${text.slice(0, max - 1)}…`);

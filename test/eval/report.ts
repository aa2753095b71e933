import { type Row, tableOf } from "#test/bench/table.ts";
import type { Figures, Share } from "./figures.ts";
import type { Entry, Rivals } from "./history.ts";
import type { Result } from "./run-cases.ts";
import { fields } from "./score.ts";

const WRONG_CASES_MAX = 40;

/** One line a question. */
export function caseLine({ case: one, outcome, analysis, facts, wallMs, why }: Result): string {
  const right = facts.filter(({ isRight }) => isRight).length;
  const head = `${one.name.padEnd(26)} ${(wallMs / 1000).toFixed(1).padStart(6)} s  `;
  if (!analysis) return `${head}${outcome}: ${why ?? ""}`;
  const wrong = facts.filter(({ isRight }) => !isRight).map(({ words }) => words);
  return `${head}${right}/${facts.length}${wrong.length === 0 ? "" : `  wrong: ${wrong.join("; ")}`}`;
}

/** What was said, for whoever wants to judge the judge. */
export function details({ analysis }: Result): string {
  if (!analysis) return "";
  const { title, summary, risk_level, activity_type, confidence, requires_review, instead } = analysis;
  const things = analysis.entities_timeline.map(
    (one) => `${one.type} (${one.description}) ${one.first_seen_s}–${one.last_seen_s} s`,
  );
  const marks = [risk_level, activity_type, `confidence ${confidence ?? "?"}`, requires_review && "review"];
  return [
    `    ${title ?? ""}: ${summary}`,
    `    ${marks.filter(Boolean).join(", ")}${instead === null ? "" : ` [${instead}]`}`,
    ...things.map((thing) => `    ${thing}`),
    "",
  ].join("\n");
}

/** This run, and what it is measured against, a line each. */
export function comparison(entry: Entry, { before, others }: Rivals): string {
  const rows = [rowOf("now", entry), ...(before ? [rowOf("before", before)] : [])];
  return tableOf([...rows, ...others.map((other) => rowOf("other", other))]);
}

export function rowOf(which: string, entry: Entry): Row {
  const { figures } = entry;
  const { outcomes } = figures;
  return {
    "": which,
    date: entry.at.slice(0, 16).replace("T", " "),
    model: modelOf(entry),
    prompt: entry.prompt_hash?.slice(0, 8) ?? "–",
    balanced: `${Math.round(100 * figures.balanced)} %`,
    overall: share(figures.overall),
    ...Object.fromEntries(fields.map((field) => [field, share(figures.fields[field])])),
    answered: `${outcomes.answered}/${figures.questions}`,
    refused: String(outcomes.refused),
    unreadable: String(outcomes.unreadable),
    failed: String(outcomes.failed + outcomes.silent),
    twice: String(figures.asked_twice),
    guarded: String(figures.guarded),
    "tokens in/out": tokensOf(figures),
    cost: figures.cost === null ? "–" : figures.cost.toFixed(4),
    "s median/p95": `${seconds(figures.latency_ms.median)}/${seconds(figures.latency_ms.p95)}`,
  };
}

const modelOf = ({ backend, model, host }: Entry): string =>
  [model === "" ? backend : model, ...(host === null ? [] : [`at ${host}`])].join(" ");

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const share = ({ right, asked }: Share): string =>
  asked === 0 ? "–" : `${Math.round((100 * right) / asked)} % of ${asked}`;
const tokensOf = ({ tokens }: Figures): string => (tokens ? `${tokens.input}/${tokens.output}` : "–");

/** What is worse and better than before, case by case; nothing where nothing changed. */
export function changes(entry: Entry, before: Entry | undefined): readonly string[] {
  if (!before) return [];
  const [now, then] = [entry.figures.wrong, before.figures.wrong];
  const lines = [...new Set([...Object.keys(now), ...Object.keys(then)])].toSorted().flatMap((name) => {
    const [newly, oldly] = [now[name] ?? [], then[name] ?? []];
    const worse = newly.filter((field) => !oldly.includes(field));
    const better = oldly.filter((field) => !newly.includes(field));
    return [
      ...(worse.length > 0 ? [`worse than before: ${name}: ${worse.join(", ")}`] : []),
      ...(better.length > 0 ? [`better than before: ${name}: ${better.join(", ")}`] : []),
    ];
  });
  const left = lines.length - WRONG_CASES_MAX;
  return left > 0 ? [...lines.slice(0, WRONG_CASES_MAX), `… and ${left} more`] : lines;
}

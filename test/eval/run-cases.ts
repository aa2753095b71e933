import type { Analysis, RiskLevel } from "#domain/analysis.ts";
import { Failure, failureKind, failureMessage } from "#domain/failure.ts";
import type { ClipAnalyzer } from "#ports/clip-analyzer.ts";
import type { Clock } from "#ports/clock.ts";
import type { Case } from "./case.ts";
import { type RequestParts, requestOf } from "./request.ts";
import { type Fact, score } from "./score.ts";

/** Whoever cannot be reached five times in a row is not asked about the rest. */
export const MISSES_MAX = 5;

export const outcomes = ["answered", "refused", "unreadable", "silent", "failed"] as const;
/**
 * What became of a question: `refused` by the model, `unreadable` also when asked again, `silent` where it had nothing
 * to say, `failed` where it could not be asked.
 */
export type Outcome = (typeof outcomes)[number];

export interface Result {
  readonly case: Case;
  readonly outcome: Outcome;
  readonly analysis?: Analysis;
  /** Why there is no analysis, in a sentence. */
  readonly why?: string;
  readonly facts: readonly Fact[];
  /** Of all: choosing pictures, asking, reading. */
  readonly wallMs: number;
  /** Its first answer could not be read. */
  readonly wasAskedTwice: boolean;
}

export interface RunParts extends RequestParts {
  readonly analyzer: ClipAnalyzer;
  readonly clock: Clock;
  /** How often a first answer could not be read so far. */
  readonly askedTwice: () => number;
  /** So long may one description take, ms. */
  readonly timeoutMs: number;
  readonly onResult?: (result: Result) => void;
}

/**
 * Asks about each case, one after another, `repeats` times. `undefined`, and the sentence of the last miss told, where
 * the analyzer could not be asked again and again.
 */
export async function runCases(
  parts: RunParts,
  cases: readonly Case[],
  repeats: number,
  signal: AbortSignal,
): Promise<readonly Result[] | { readonly stopped: string }> {
  const results: Result[] = [];
  let misses = 0;
  for (let round = 1; round <= repeats; round++) {
    const risks = new Map<string, RiskLevel>();
    for (const one of twinsFirst(cases)) {
      signal.throwIfAborted();
      const result = await runCase(parts, one, { round, risks, signal });
      if (result.analysis) risks.set(one.name, result.analysis.risk_level);
      parts.onResult?.(result);
      results.push(result);
      misses = result.outcome === "failed" ? misses + 1 : 0;
      if (misses >= MISSES_MAX) return { stopped: result.why ?? "It could not be asked." };
    }
  }
  return results;
}

/** What others are compared with must have been asked about. */
function twinsFirst(cases: readonly Case[]): readonly Case[] {
  const isTwin = new Set(cases.flatMap(({ expect }) => expect.risk_not_below ?? []));
  return cases.toSorted((a, b) => Number(isTwin.has(b.name)) - Number(isTwin.has(a.name)));
}

interface Turn {
  readonly round: number;
  readonly risks: ReadonlyMap<string, RiskLevel>;
  readonly signal: AbortSignal;
}

async function runCase(parts: RunParts, one: Case, { round, risks, signal }: Turn): Promise<Result> {
  const { analyzer, clock } = parts;
  const request = await requestOf(parts, one, round, signal);
  const before = parts.askedTwice();
  const startedAtMs = clock.monotonic();
  const answer = await ask(
    analyzer,
    request,
    AbortSignal.any([signal, AbortSignal.timeout(parts.timeoutMs)]),
  );
  signal.throwIfAborted();
  const { expect } = one;
  const twin = expect.risk_not_below === undefined ? undefined : risks.get(expect.risk_not_below);
  return {
    case: one,
    ...answer,
    facts: answer.analysis ? score(expect, answer.analysis, twin) : [],
    wallMs: Math.round(clock.monotonic() - startedAtMs),
    wasAskedTwice: parts.askedTwice() > before,
  };
}

type Answer = Pick<Result, "outcome" | "analysis" | "why">;

async function ask(
  analyzer: ClipAnalyzer,
  request: Parameters<ClipAnalyzer["analyze"]>[0],
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const analysis = await analyzer.analyze(request, signal);
    return analysis
      ? { outcome: "answered", analysis }
      : { outcome: "silent", why: "It had nothing to say." };
  } catch (cause) {
    if (failureKind(cause) === "internal") throw cause;
    return { outcome: outcomeOf(cause), why: failureMessage(cause) };
  }
}

/** By the sentences of the analyzers, as failures have no finer kind than `rejected`. */
function outcomeOf(cause: unknown): Outcome {
  if (!(cause instanceof Failure) || cause.kind !== "rejected") return "failed";
  if (/model refused to describe/u.test(cause.message)) return "refused";
  return /answer could not be read/u.test(cause.message) ? "unreadable" : "failed";
}

import type { Analysis } from "#domain/analysis.ts";
import type { Usage } from "#domain/budget.ts";
import { nothingUsed } from "#domain/budget-use.ts";
import { attempt } from "#pipeline/attempt.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import type { AnalyzerHealth, Reservation } from "#ports/spending.ts";
import { type Breaker, makeBreaker } from "./breaker.ts";
import { type AnalystMember, type AnalystParts, type Expectation, makeExpectation } from "./member.ts";

/** What became of asking one analyzer. `why` is a sentence. */
export type Said =
  | { readonly kind: "analysis"; readonly analysis: Analysis }
  | { readonly kind: "silent" | "failed" | "refused"; readonly why: string }
  | { readonly kind: "aborted"; readonly cause: unknown };

export interface AskOptions {
  /** It counts for the budget. */
  readonly isCounted: boolean;
  /** How much time is left for the clip. */
  readonly leftMs: number;
  readonly signal: AbortSignal;
}

/** One analyzer behind its breaker and the budget. Never rejects. */
export interface Asker {
  readonly member: AnalystMember;
  ask(request: AnalysisRequest, options: AskOptions): Promise<Said>;
  health(): AnalyzerHealth;
  /** Its problem is nobody's any more. */
  close(): void;
}

/** `name`: as problems and metrics call it; `key`: what its problem is known by. */
export function makeAsker(parts: AnalystParts, member: AnalystMember, key: string): Asker {
  const { clock, log, meter, problem } = parts;
  const { name } = member;
  const expectation = makeExpectation(member);
  const breaker = makeBreaker({
    clock,
    onRest(reason) {
      log.warn({ analyzer: name, reason }, "analyzer rests");
      meter?.set("analyzer_resting", 1, { analyzer: name });
      problem(key, restSentence(name, reason));
    },
    onWell() {
      meter?.set("analyzer_resting", 0, { analyzer: name });
      problem(key);
    },
  });
  const tools = { parts, member, breaker, expectation };

  return {
    member,
    async ask(request, options) {
      const { outcome, said } = await askOnce(tools, request, options);
      if (outcome) meter?.add("analyses_total", { analyzer: name, outcome });
      return said;
    },
    health: () => ({ name, ...breaker.health() }),
    close: () => problem(key),
  };
}

interface Tools {
  readonly parts: AnalystParts;
  readonly member: AnalystMember;
  readonly breaker: Breaker;
  readonly expectation: Expectation;
}

interface Asked {
  readonly said: Said;
  /** For the metrics. */
  readonly outcome?: "answered" | "failed" | "resting" | "refused";
}

async function askOnce(
  { parts, member, breaker, expectation }: Tools,
  request: AnalysisRequest,
  { isCounted, leftMs, signal }: AskOptions,
): Promise<Asked> {
  const { clock, log } = parts;
  const { name } = member;
  if (leftMs <= 0) return { said: { kind: "failed", why: `There was no time left to ask ${name}.` } };
  const entry = breaker.enter();
  if (!entry)
    return {
      said: {
        kind: "failed",
        why: `${name} has failed several times in a row and is left alone for a while.`,
      },
      outcome: "resting",
    };
  const reserved = isCounted ? reserve(parts, request, expectation.next()) : freeOfCharge;
  if ("refused" in reserved) {
    entry.left();
    return { said: { kind: "refused", why: reserved.refused }, outcome: "refused" };
  }

  const timeoutMs = Math.min(member.timeoutMs, leftMs);
  const answer = await attempt({ clock, timeoutMs, signal }, (both) =>
    member.analyzer.analyze(request, both),
  );
  if (!answer.ok) {
    const { kind, message, cause } = answer.error;
    // It was asked; what it read and wrote before it failed nobody has counted.
    reserved.settle({ ...nothingUsed, requests: 1 });
    if (kind === "aborted") {
      entry.left();
      return { said: { kind, cause } };
    }
    const reason = kind === "internal" ? BUG : sentence(message);
    entry.failed(reason);
    const facts = { clip: request.clip.id, analyzer: name, kind, reason: message };
    log.warn(kind === "internal" ? { ...facts, err: cause } : facts, "analyzer failed");
    return { said: { kind: "failed", why: `${name} did not answer: ${reason}` }, outcome: "failed" };
  }
  entry.succeeded();
  if (!answer.value) {
    reserved.settle(nothingUsed);
    return { said: { kind: "silent", why: `${name} had nothing to say.` }, outcome: "answered" };
  }
  const used = usedBy(answer.value);
  reserved.settle(used);
  expectation.learn(used);
  return { said: { kind: "analysis", analysis: answer.value }, outcome: "answered" };
}

function reserve({ budget }: AnalystParts, { clip, isAlert }: AnalysisRequest, expected: Usage) {
  return budget.reserve({ camera: clip.camera, cameraName: clip.cameraName, isAlert, expected });
}

const freeOfCharge: Reservation = { settle: () => undefined };

function usedBy({ tokens, cost }: Analysis): Usage {
  return { requests: 1, tokens: (tokens?.input ?? 0) + (tokens?.output ?? 0), cost: cost ?? 0 };
}

/** What a bug of ours says is nothing for people. */
const BUG = "It failed inside Porchlight, and the log says more.";
const sentence = (words: string) => (/[.!?]$/.test(words) ? words : `${words}.`);

const restSentence = (name: string, reason: string) =>
  `${name} does not describe clips: ${reason} Until it does, the next analyzer or the detector's findings stand in. See that it runs, that its address and key are right, and that it has credit.`;

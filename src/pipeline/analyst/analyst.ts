import { type Analysis, isAtLeast } from "#domain/analysis.ts";
import { attempt } from "#pipeline/attempt.ts";
import { makeTurns } from "#pipeline/turns.ts";
import type { AnalysisRequest, ClipAnalyzer } from "#ports/clip-analyzer.ts";
import type { AnalyzerHealth } from "#ports/spending.ts";
import { type Asker, makeAsker } from "./ask.ts";
import { type AnalystParts, isWanted } from "./member.ts";
import { type Miss, withInstead, withoutModel } from "./words.ts";

/** Clips about which models are asked at once. One of these places is kept for clips that make an alert. */
export const ASKING_MAX = 3;
/** After this a clip that makes an alert is described without a model, as somebody waits for it. */
export const ALERT_ANSWER_MS = 2 * 60_000;
/** The same for all others. The deadline of the stage must lie beyond it. */
export const ANSWER_MS = 15 * 60_000;
/** So sure a gate must be that there is nothing. */
export const GATE_SURE = 0.7;
const NOTHING = "nothing";

/** The desk in front of the analyzers: decides who is asked about a clip, and sees to it that somebody answers. */
export interface Analyst extends ClipAnalyzer {
  /** How the models do, in the owner's order. */
  analyzers(): readonly AnalyzerHealth[];
}

/**
 * Asks the analyzers of the owner's list one after another until one answers, and describes without a model where none
 * does. `undefined` only where the owner wants no description. Throws for the abort and for bugs of `plain` alone.
 */
export function openAnalyst(parts: AnalystParts): Analyst {
  const { members, clock, meter } = parts;
  const askers = members.map((member, index) => makeAsker(parts, member, `analyzer.${index + 1}`));
  const turns = makeTurns({ concurrency: ASKING_MAX, isOpen: () => turns.running() < ASKING_MAX - 1 });
  let waiting = 0;

  /** `undefined`: it was too long until its turn. */
  const takeTurn = async ({ clip, isAlert }: AnalysisRequest, timeoutMs: number, signal: AbortSignal) => {
    meter?.set("analyses_waiting", ++waiting, {});
    const comer = {
      camera: clip.camera,
      startedAtMs: clip.startedAtMs,
      isUrgent: () => isAlert,
      isAtWork: false,
    };
    const turn = await attempt({ clock, timeoutMs, signal }, (both) => turns.take(comer, [both]));
    meter?.set("analyses_waiting", --waiting, {});
    if (!turn.ok && turn.error.kind === "aborted") throw turn.error.cause;
    return turn.ok ? turn.value : undefined;
  };

  return {
    analyzers: () => askers.filter(({ member }) => !member.isPlain).map((asker) => asker.health()),
    async analyze(request, signal) {
      signal.throwIfAborted();
      if (!parts.isOn(request.clip.camera)) return undefined;
      const wanted = askers.filter(({ member }) => isWanted(member, request));
      if (wanted.length === 0) return undefined;

      const endMs = clock.monotonic() + (request.isAlert ? ALERT_ANSWER_MS : ANSWER_MS);
      const leftMs = () => endMs - clock.monotonic();
      using turn = await takeTurn(request, leftMs(), signal);
      const heard: Heard = turn ? await askAll(parts, wanted, { request, leftMs, signal }) : tooBusy;
      if (heard.analysis) return heard.analysis;
      const plain = await parts.plain.analyze(request, signal);
      meter?.add("analyses_stood_in_total", {});
      return plain && withoutModel(plain, heard.misses);
    },
    async [Symbol.asyncDispose]() {
      for (const asker of askers) asker.close();
    },
  };
}

interface Heard {
  readonly analysis?: Analysis;
  /** Who did not answer before. */
  readonly misses: readonly Miss[];
}

interface Question {
  readonly request: AnalysisRequest;
  leftMs(): number;
  readonly signal: AbortSignal;
}

const tooBusy: Heard = {
  misses: [{ kind: "failed", why: "The vision models were busy with other clips for too long." }],
};

async function askAll(parts: AnalystParts, wanted: readonly Asker[], question: Question): Promise<Heard> {
  const { request, leftMs, signal } = question;
  const misses: Miss[] = [];
  const first = parts.members.find(({ role, isPlain }) => role === "describe" && !isPlain);
  let fromGate: Analysis | undefined;
  for (const asker of inOrder(wanted)) {
    const { role, isPlain } = asker.member;
    if (isPlain && fromGate) break;
    const isFurther = role === "describe" && asker.member !== first;
    const isCounted = !isPlain && !(isFurther && parts.budget.areFurtherFree);
    const said = await asker.ask(request, { isCounted, leftMs: leftMs(), signal });
    if (said.kind === "aborted") throw said.cause;
    if (said.kind !== "analysis") misses.push({ kind: said.kind, why: said.why });
    else if (isPlain) return { analysis: withoutModel(said.analysis, misses), misses };
    else if (role === "describe") return { analysis: withInstead(said.analysis, misses), misses };
    else if (isNothing(said.analysis)) return { analysis: doubted(said.analysis, request), misses };
    else fromGate = said.analysis;
  }
  // It has looked at less, but it has looked.
  return fromGate ? { analysis: withInstead(fromGate, misses), misses } : { misses };
}

/** Gates first. What is no model comes last, or the models behind it would never be asked. */
function inOrder(askers: readonly Asker[]): readonly Asker[] {
  const rank = ({ member }: Asker) => (member.isPlain ? 2 : member.role === "gate" ? 0 : 1);
  return askers.toSorted((a, b) => rank(a) - rank(b));
}

/** A gate that is sure that there is nothing saves the question to the others. */
function isNothing({ risk_level, activity_type, confidence }: Analysis): boolean {
  return !isAtLeast(risk_level, "medium") && activity_type === NOTHING && (confidence ?? 0) >= GATE_SURE;
}

/** Where the detector has seen what makes an alert and the gate nothing, a person should look. */
function doubted(analysis: Analysis, { isAlert }: AnalysisRequest): Analysis {
  return isAlert ? { ...analysis, requires_review: true } : analysis;
}

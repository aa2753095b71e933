import type { Usage } from "#domain/budget.ts";
import { expandLabels } from "#domain/detection.ts";
import type { AnalysisRequest, ClipAnalyzer } from "#ports/clip-analyzer.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { Meter } from "#ports/meter.ts";
import type { Budget } from "#ports/spending.ts";

/** One analyzer of the owner's list. */
export interface AnalystMember {
  readonly analyzer: ClipAnalyzer;
  /** What people call it: `qwen3-vl:8b`. Two of one name are told apart by their place in the list. */
  readonly name: string;
  /** A gate is asked first, and the others only where it sees more than nothing. */
  readonly role: "describe" | "gate";
  /** It is no model: it costs nothing, always answers, and is asked without a limit. */
  readonly isPlain: boolean;
  readonly runMode: "trigger_only" | "always" | "never";
  /** Labels or groups of labels, for `trigger_only`. */
  readonly triggerClasses: readonly string[];
  readonly timeoutMs: number;
  /** Money for a million tokens. */
  readonly prices: { readonly input: number; readonly output: number };
}

export interface AnalystParts {
  /** In the owner's order. Closed by whoever opened them. */
  readonly members: readonly AnalystMember[];
  /** Describes without a model where no model does. */
  readonly plain: ClipAnalyzer;
  /** Whether the owner wants clips of this camera to be described: the switches of camera and house. */
  isOn(camera: AnalysisRequest["clip"]["camera"]): boolean;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter?: Meter | undefined;
  problem(key: string, sentence?: string): void;
}

/** Whether the owner wants it to be asked about such a clip. */
export function isWanted(
  { runMode, triggerClasses }: AnalystMember,
  { seen, clip }: AnalysisRequest,
): boolean {
  if (runMode !== "trigger_only") return runMode === "always";
  const triggers = new Set(expandLabels(triggerClasses));
  const live = clip.live?.objects.map(({ label }) => label) ?? [];
  return [...seen.detected_classes, ...live].some((label) => triggers.has(label));
}

/** Answers that the expectation of the next one is made from. */
const ANSWERS_REMEMBERED = 10;
/** What a first question is taken to use up: eight pictures of 1024 pixels, and half a page. */
const FIRST_INPUT = 7500;
const FIRST_OUTPUT = 500;

/** What the next question may use up: the most of the last few. */
export interface Expectation {
  next(): Usage;
  learn(used: Usage): void;
}

export function makeExpectation({ prices }: Pick<AnalystMember, "prices">): Expectation {
  const first: Usage = {
    requests: 1,
    tokens: FIRST_INPUT + FIRST_OUTPUT,
    cost: (FIRST_INPUT * prices.input + FIRST_OUTPUT * prices.output) / 1_000_000,
  };
  const last: Usage[] = [];
  return {
    next: () =>
      last.length === 0
        ? first
        : {
            requests: 1,
            tokens: Math.max(...last.map(({ tokens }) => tokens)),
            cost: Math.max(...last.map(({ cost }) => cost)),
          },
    learn(used) {
      last.push(used);
      if (last.length > ANSWERS_REMEMBERED) last.shift();
    },
  };
}

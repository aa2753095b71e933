import { tmpdir } from "node:os";
import { type Analysis } from "#domain/analysis.ts";
import { plainBriefing } from "#domain/briefing.ts";
import { BudgetSettings } from "#domain/budget.ts";
import { Failure } from "#domain/failure.ts";
import { makeMeters } from "#house/meters.ts";
import { openSpending } from "#house/spending.ts";
import { openAnalyst } from "#pipeline/analyst/analyst.ts";
import type { AnalystMember } from "#pipeline/analyst/member.ts";
import { rulesAnalyzer } from "#plugins/analyzers/rules.ts";
import { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import type { AnalysisRequest, ClipAnalyzer } from "#ports/clip-analyzer.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { aClip, aFilterResult, aLiveSummary, anAnalysis } from "./builders.ts";
import { type FakeAnalyzer, fakeAnalyzer } from "./fakes/analyzer.ts";
import { type ManualClock, makeManualClock } from "./fakes/clock.ts";
import { keptLog } from "./fakes/silent-log.ts";
import { makeContext } from "./plugin-context.ts";

const START_MS = new Date(2026, 5, 1, 12).getTime();

export interface RequestWish {
  readonly camera?: string;
  readonly labels?: readonly string[];
  readonly live?: readonly string[];
  /** When it began. */
  readonly second?: number;
  readonly isAlert?: boolean;
}

export function aRequest({
  camera,
  labels = [],
  live,
  second = 0,
  isAlert = false,
}: RequestWish): AnalysisRequest {
  const startedAtMs = START_MS + second * 1000;
  const at = new Date(startedAtMs).toISOString();
  const objects = live?.map((label) => ({ label, score: 0.9, first_at: at, last_at: at }));
  const clip = aClip({
    startedAtMs,
    ...(camera === undefined ? {} : { camera }),
    ...(objects && { live: aLiveSummary({ objects }) }),
  });
  return { clip, seen: aFilterResult(...labels), briefing: plainBriefing(clip.cameraName), isAlert };
}

export const says = (fields: Partial<Analysis> = {}): FakeAnalyzer =>
  fakeAnalyzer({ answer: anAnalysis(fields) });
export const away = (): FakeAnalyzer =>
  fakeAnalyzer({ error: new Failure("unavailable", "It cannot be reached.") });

/** Answers after so long, and knows how many it was asked at once at most. */
export function slow(clock: ManualClock, ms: number): ClipAnalyzer & { most(): number } {
  let now = 0;
  let most = 0;
  return {
    most: () => most,
    analyze: async (_, signal) => {
      now += 1;
      most = Math.max(most, now);
      try {
        await clock.sleep(ms, signal);
      } finally {
        now -= 1;
      }
      return anAnalysis();
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

export interface BenchWish {
  readonly members: readonly (Partial<AnalystMember> & Pick<AnalystMember, "analyzer">)[];
  readonly budget?: object;
  readonly cameras?: number;
  readonly isOn?: boolean;
  readonly clock?: ManualClock;
  readonly settings?: SettingStore;
}

/** The desk with real rules and a real budget in front of fake models. */
export async function openBench(wish: BenchWish) {
  const { members, budget = {}, cameras = 1, isOn = true, clock = openBench.clock() } = wish;
  const settings = wish.settings ?? { read: async () => undefined, write: async () => undefined };
  const meter = makeMeters();
  const log = keptLog();
  const problems = new Map<string, string>();
  const told: [key: string, sentence: string | undefined][] = [];
  const problem = (key: string, sentence?: string) => {
    told.push([key, sentence]);
    if (sentence === undefined) problems.delete(key);
    else problems.set(key, sentence);
  };
  const limits = BudgetSettings.parse(budget);
  const spending = await openSpending({ budget: limits, cameras, settings, clock, log, problem });
  const plain = await rulesAnalyzer.open(AnalyzerSettings.parse({ backend: "rules" }), makeContext(tmpdir()));
  const analyst = openAnalyst({
    members: members.map((member, index) => ({
      name: ["one", "two", "three", "four"][index] ?? "more",
      role: "describe",
      isPlain: false,
      runMode: "always",
      triggerClasses: [],
      timeoutMs: 60_000,
      prices: { input: 0, output: 0 },
      ...member,
    })),
    plain,
    isOn: () => isOn,
    budget: spending,
    clock,
    log,
    meter,
    problem,
  });
  return {
    analyst,
    spending,
    clock,
    meter,
    log,
    problems,
    told,
    async [Symbol.asyncDispose]() {
      await analyst[Symbol.asyncDispose]();
      await spending[Symbol.asyncDispose]();
    },
  };
}
openBench.clock = (): ManualClock => makeManualClock(START_MS);

import type { Analysis } from "#domain/analysis.ts";
import type { AnalysisRequest, ClipAnalyzer } from "#ports/clip-analyzer.ts";
import { play, type Turn } from "./script.ts";

export interface FakeAnalyzer extends ClipAnalyzer {
  readonly calls: AnalysisRequest[];
}

export function fakeAnalyzer(...turns: readonly Turn<Analysis | undefined>[]): FakeAnalyzer {
  const calls: FakeAnalyzer["calls"] = [];
  return {
    calls,
    analyze: async (request, signal) => {
      calls.push(request);
      return await play(turns, calls.length - 1, signal);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

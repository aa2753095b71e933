import type { Analysis } from "#domain/analysis.ts";
import type { Clip } from "#domain/clip.ts";
import type { FilterResult } from "#domain/detection.ts";
import type { ClipAnalyzer } from "#ports/clip-analyzer.ts";
import { play, type Turn } from "./script.ts";

export interface FakeAnalyzer extends ClipAnalyzer {
  readonly calls: { readonly clip: Clip; readonly seen: FilterResult }[];
}

export function fakeAnalyzer(...turns: readonly Turn<Analysis | undefined>[]): FakeAnalyzer {
  const calls: FakeAnalyzer["calls"] = [];
  return {
    calls,
    analyze: async (clip, seen, signal) => {
      calls.push({ clip, seen });
      return await play(turns, calls.length - 1, signal);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

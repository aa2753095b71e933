import type { Clip } from "#domain/clip.ts";
import type { FilterResult } from "#domain/detection.ts";
import type { ObjectFilter, Wanted } from "#ports/object-filter.ts";
import { play, type Turn } from "./script.ts";

export interface FakeFilter extends ObjectFilter {
  readonly calls: { readonly clip: Clip; readonly wanted: Wanted }[];
}

/** A filter that answers by script, one turn a call. */
export function fakeFilter(...turns: readonly Turn<FilterResult>[]): FakeFilter {
  const calls: FakeFilter["calls"] = [];
  return {
    calls,
    detect: async (clip, wanted, signal) => {
      calls.push({ clip, wanted });
      return await play(turns, calls.length - 1, signal);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

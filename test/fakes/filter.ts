import type { Clip } from "#domain/clip.ts";
import type { FilterResult } from "#domain/detection.ts";
import { Failure, failureKind } from "#domain/failure.ts";
import type { ObjectFilter, Wanted } from "#ports/object-filter.ts";
import { play, type Turn } from "./script.ts";

export interface FakeFilter extends ObjectFilter {
  readonly calls: { readonly clip: Clip; readonly wanted: Wanted }[];
}

/** What the fake says of a clip. Throws what a filter would throw. */
export type Look = (clip: Clip, wanted: Wanted) => FilterResult;

/** A filter that looks at no picture: it answers by script, one turn a call, with a result or by the clip. */
export function fakeFilter(...turns: readonly Turn<FilterResult | Look>[]): FakeFilter {
  const calls: FakeFilter["calls"] = [];
  return {
    calls,
    detect: async (clip, wanted, signal) => {
      calls.push({ clip, wanted });
      try {
        const answer = await play(turns, calls.length - 1, signal);
        return typeof answer === "function" ? answer(clip, wanted) : answer;
      } catch (cause) {
        if (failureKind(cause) === "aborted")
          throw new Failure("aborted", "Looking at the clip was stopped.");
        throw cause;
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

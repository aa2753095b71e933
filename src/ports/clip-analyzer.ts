import type { Analysis } from "#domain/analysis.ts";
import type { Clip } from "#domain/clip.ts";
import type { FilterResult } from "#domain/detection.ts";

/** Says in a sentence what happened in a clip, or `undefined` if it has nothing to say. Throws on failure. */
export interface ClipAnalyzer extends AsyncDisposable {
  analyze(clip: Clip, seen: FilterResult, signal: AbortSignal): Promise<Analysis | undefined>;
}

import type { Analysis } from "#domain/analysis.ts";
import type { Briefing } from "#domain/briefing.ts";
import type { Clip } from "#domain/clip.ts";
import type { FilterResult } from "#domain/detection.ts";

/** One clip to be described. What was seen live is in `clip.live`. */
export interface AnalysisRequest {
  readonly clip: Clip;
  readonly seen: FilterResult;
  readonly briefing: Briefing;
  /** By the owner's rules this clip makes an alert even if nobody describes it. */
  readonly isAlert: boolean;
}

/**
 * Says in a sentence what happened in a clip, or `undefined` if it has nothing to say. Throws `Failure`: `unavailable`
 * where it may answer later, `rejected` where it never will.
 */
export interface ClipAnalyzer extends AsyncDisposable {
  analyze(request: AnalysisRequest, signal: AbortSignal): Promise<Analysis | undefined>;
}

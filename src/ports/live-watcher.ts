import type { HappeningId } from "#domain/ids.ts";
import type { LiveFrame } from "./live-detector.ts";

/** Who looks at one camera's pictures while something goes on there. None of these may throw or be waited for. */
export interface LiveWatcher {
  /** Something moves: from here on there are frames. Said once for each time. */
  begin(): void;
  /** A capture has begun, or one of an earlier happening goes on: what is seen belongs to it. */
  capture(happening: HappeningId): void;
  /** At 10 a second or more, as far as there is time. */
  frame(frame: LiveFrame): void;
  /** Something is tracked that is not merely standing there: frames are wanted although motion has ended. */
  readonly isTracking: boolean;
  /** No more frames for now. */
  end(): void;
}

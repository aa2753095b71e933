import type { LineId } from "#domain/line.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import type { RuleRef } from "#domain/live-rules-trace.ts";
import type { CompiledRules } from "./compile.ts";
import type { Followed } from "./followed.ts";
import type { Remembered, Trace } from "./trace.ts";

/** What stands before all zones and lines. */
export const CAMERA: RuleRef = { kind: "camera", id: "camera", name: "Camera" };

/** An engine between two frames, or within one. */
export interface Running {
  rules: CompiledRules;
  /** By the number of the track that they go by now. */
  readonly things: Map<number, Followed>;
  readonly trace: Trace;
  readonly counts: Map<LineId, { in: number; out: number }>;
  readonly tooMany: Remembered;
  ignored: number;
  atMs: number;
  /** Of the frame at hand. */
  events: LiveEvent[];
}

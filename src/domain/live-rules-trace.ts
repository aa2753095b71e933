import type { CrossingDirection } from "./line.ts";
import type { BrokenLimit } from "./zone-limits.ts";

/** Which rule an evaluation is about; `camera` is what stands before all zones and lines. */
export interface RuleRef {
  readonly kind: "camera" | "zone" | "line";
  readonly id: string;
  readonly name: string;
}

/** One rule's answer about one track at one time. */
export interface Evaluation {
  readonly atMs: number;
  readonly rule: RuleRef;
  readonly trackId: number;
  readonly label: string;
  readonly verdict: Verdict;
}

interface Progress {
  readonly seen: number;
  readonly needed: number;
}

/** Why a rule did or did not fire. */
export type Verdict =
  // Of the camera, and then of each of its rules.
  | { readonly kind: "tentative" | "unseen" | "too_many" }
  | { readonly kind: "masked"; readonly mask: string }
  | { readonly kind: "limit"; readonly broken: BrokenLimit }
  | { readonly kind: "appeared" | "known" }
  | { readonly kind: "same_as"; readonly track: number }
  | { readonly kind: "left"; readonly afterMs: number }
  // Of a zone.
  | { readonly kind: "outside" | "entered" }
  | { readonly kind: "rules_changed"; readonly isInside: boolean }
  | ({ readonly kind: "arriving" | "leaving" } & Progress)
  | { readonly kind: "inside" | "loitering"; readonly forMs: number; readonly loiterMs?: number | undefined }
  | {
      readonly kind: "exited";
      readonly afterMs: number;
      readonly isGone: boolean;
      readonly hasLoitered: boolean;
      readonly loiterMs?: number | undefined;
    }
  // Of a line.
  | { readonly kind: "first_side" | "same_side" | "on_line" | "in_doubt" | "around" }
  | ({ readonly kind: "crossing" } & Progress)
  | { readonly kind: "crossed"; readonly direction: CrossingDirection };

/** Whether two verdicts say the same but for their numbers. */
export function isSameVerdict(a: Verdict | undefined, b: Verdict): boolean {
  if (a?.kind !== b.kind) return false;
  return a.kind !== "limit" || b.kind !== "limit" || a.broken.kind === b.broken.kind;
}

/** Whether the rule fired: an event was told. */
export function isFired({ kind }: Verdict): boolean {
  return firing.has(kind);
}
const firing: ReadonlySet<Verdict["kind"]> = new Set([
  "appeared",
  "left",
  "entered",
  "exited",
  "loitering",
  "crossed",
]);

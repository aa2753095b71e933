import { type Candidate, overlap } from "./layouts/layout.ts";

/** Only the surest go on: a model gone wild must not cost the square of all its boxes. */
export const CANDIDATES_MAX = 512;
const OVERLAP_MAX = 0.5;

/** Non-maximum suppression within each class: of boxes that overlap by more than half, the surest stays. Surest first. */
export function suppress(candidates: readonly Candidate[]): readonly Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of surest(candidates)) {
    const isCovered = kept.some(
      (other) => other.classIndex === candidate.classIndex && overlap(other, candidate) > OVERLAP_MAX,
    );
    if (!isCovered) kept.push(candidate);
  }
  return kept;
}

/** At most `CANDIDATES_MAX`, surest first. */
export function surest(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.toSorted((a, b) => b.score - a.score).slice(0, CANDIDATES_MAX);
}

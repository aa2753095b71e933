/** What a thing is, by its detections: the newer and the surer they are the more they count. */
export interface Votes {
  readonly weights: Map<string, number>;
  label: string;
}

const MEMORY_MS = 10_000;
/** A new label must lead clearly: no flutter between car and truck. */
const LEAD = 1.3;

export function firstVote(label: string, score: number): Votes {
  return { weights: new Map([[label, score]]), label };
}

export function vote(votes: Votes, label: string, score: number, stepMs: number): void {
  const { weights } = votes;
  const kept = Math.exp(-stepMs / MEMORY_MS);
  for (const [known, weight] of weights) weights.set(known, weight * kept);
  const weight = (weights.get(label) ?? 0) + score;
  weights.set(label, weight);
  if (weight > LEAD * (weights.get(votes.label) ?? 0)) votes.label = label;
}

import { type Evaluation, isFired, isSameVerdict, type Verdict } from "#domain/live-rules-trace.ts";

/** Changes that are kept of one clip; later ones are only counted. */
const CHANGES_MAX = 20_000;

/** What the rules said, as far as it was news. */
export interface Changes {
  note(evaluation: Evaluation): void;
  /** In the order of their times. */
  all(): readonly Evaluation[];
  /** Left out, as there were too many. */
  readonly leftOut: number;
}

interface Said {
  last: Verdict | undefined;
  unseen: Evaluation | undefined;
}

/**
 * Keeps an evaluation when its verdict differs from the one before on the same thing by the same rule. Who is not found
 * for a few frames, and then is where it was, is not worth two lines.
 */
export function makeChanges(): Changes {
  const known = new Map<string, Said>();
  const kept: Evaluation[] = [];
  let leftOut = 0;

  const keep = (evaluation: Evaluation) => {
    if (kept.length < CHANGES_MAX) kept.push(evaluation);
    else leftOut++;
  };

  return {
    note(evaluation) {
      const { rule, trackId, verdict } = evaluation;
      const key = `${rule.kind} ${rule.id} ${trackId}`;
      const said = known.get(key) ?? { last: undefined, unseen: undefined };
      known.set(key, said);
      if (verdict.kind === "unseen") {
        if (said.last && said.last.kind !== "unseen") said.unseen ??= evaluation;
        return;
      }
      const isNews = isFired(verdict) || !isSameVerdict(said.last, verdict);
      if (isNews && said.unseen) keep(said.unseen);
      said.unseen = undefined;
      if (isNews && !goesOn(said.last, verdict)) keep(evaluation);
      said.last = verdict;
    },
    all() {
      const missing = [...known.values()].flatMap(({ unseen }) => unseen ?? []);
      return [...kept, ...missing].toSorted((a, b) => a.atMs - b.atMs);
    },
    get leftOut() {
      return leftOut;
    },
  };
}

/** Says only that what just happened is still so. */
function goesOn(last: Verdict | undefined, { kind }: Verdict): boolean {
  return last !== undefined && after[last.kind] === kind;
}
const after: Partial<Record<Verdict["kind"], Verdict["kind"]>> = {
  appeared: "known",
  same_as: "known",
  entered: "inside",
  loitering: "inside",
  exited: "outside",
  crossed: "same_side",
  first_side: "same_side",
};

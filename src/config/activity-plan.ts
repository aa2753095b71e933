import type { AnalyzerSettings } from "#plugins/analyzers/settings.ts";

type Analyzer = Pick<AnalyzerSettings, "backend" | "run_mode" | "activity_types">;

/** What plain rules can call a clip, as no box tells what a person does. */
const RULES_SAY: readonly string[] = ["vehicle", "animal"];
/** Whoever knows no better says that. */
const ALWAYS_SAID = "unknown";

/** Those that ever say what happened in a clip. */
export function describers<Kind extends Analyzer>(analyzers: readonly Kind[]): Kind[] {
  return analyzers.filter(({ backend, run_mode }) => backend !== "none" && run_mode !== "never");
}

/** Why alerts on these activities can never fire, a sentence each. */
export function deafActivities(wanted: readonly string[], analyzers: readonly Analyzer[]): string[] {
  if (wanted.length === 0) return [];
  const asked = describers(analyzers);
  if (asked.length === 0)
    return ["notify_on_activity_types: no analyzer is set, so nobody names an activity."];
  const said = new Set([ALWAYS_SAID, ...asked.flatMap(wordsOf)]);
  const unheard = wanted.filter((activity) => !said.has(activity));
  if (unheard.length === 0) return [];
  const isPlain = asked.every(({ backend }) => backend === "rules");
  const why = isPlain
    ? `plain rules only say ${[...said].join(", ")}. It takes a vision model.`
    : 'no analyzer says that. Add it to "activity_types" of the analyzer.';
  return [`notify_on_activity_types ${unheard.join(", ")}: ${why}`];
}

function wordsOf({ backend, activity_types }: Analyzer): readonly string[] {
  return backend === "rules" ? RULES_SAY.filter((word) => activity_types.includes(word)) : activity_types;
}

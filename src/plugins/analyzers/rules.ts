import {
  type Analysis,
  type AnalysisEntity,
  ENTITIES_MAX,
  SUMMARY_CHARS_MAX,
  TITLE_CHARS_MAX,
} from "#domain/analysis.ts";
import type { Clip } from "#domain/clip.ts";
import { type FilterResult, groupOf, type ObjectGroup } from "#domain/detection.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import { definePlugin } from "#ports/plugin.ts";
import { riskOf } from "./rules-risk.ts";
import { type Story, storyOf } from "./rules-story.ts";
import { AnalyzerSettings } from "./settings.ts";

const UNKNOWN = "unknown";

/** Describes a clip from what the detector saw, without a model: true, at once, and for nothing. */
export const rulesAnalyzer = definePlugin({
  kind: "analyzer",
  backend: "rules",
  config: AnalyzerSettings,
  open: async ({ activity_types }) => ({
    analyze: async (request, signal) => {
      signal.throwIfAborted();
      return describe(request, activity_types);
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
});

function describe(
  { clip, seen, briefing, isAlert }: AnalysisRequest,
  activities: readonly string[],
): Analysis {
  const story = storyOf(clip, seen);
  const groups = new Set(story.labels.flatMap((label) => groupOf(label) ?? []));
  const risk_level = riskOf({
    groups,
    hour: new Date(clip.startedAtMs).getHours(),
    mode: briefing.mode,
    hasAlertedInPlace: clip.live?.needs_place === true && clip.live.alert !== null,
    isAlert,
  });
  return {
    risk_level,
    activity_type: activityOf(groups, activities),
    title: story.title.slice(0, TITLE_CHARS_MAX),
    summary: story.summary.slice(0, SUMMARY_CHARS_MAX),
    entities_timeline: entitiesOf(clip, seen, story),
    confidence: null,
    requires_review: false,
    backend: "rules",
    model: "rules",
    prompt_hash: null,
    normal_version: null,
    frames: 0,
    tokens: null,
    cost: null,
    latency_ms: null,
    instead: null,
  };
}

/** What a person does here no box tells. */
function activityOf(groups: ReadonlySet<ObjectGroup>, activities: readonly string[]): string {
  const word = groups.has("person") ? UNKNOWN : ([...groups][0] ?? UNKNOWN);
  return activities.includes(word) ? word : UNKNOWN;
}

function entitiesOf(clip: Clip, seen: FilterResult, { labels }: Story): AnalysisEntity[] {
  const endS = clip.durationMs / 1000;
  const within = (seconds: number) => Math.round(Math.min(endS, Math.max(0, seconds)) * 10) / 10;
  return labels.slice(0, ENTITIES_MAX).map((label) => {
    const live = clip.live?.objects.find((one) => one.label === label);
    const sinceStart = (at: string) => (Date.parse(at) - clip.startedAtMs) / 1000;
    const offsets = seen.detections.filter((one) => one.label === label).map(({ at_ms }) => at_ms / 1000);
    const times = [...offsets, ...(live ? [sinceStart(live.first_at), sinceStart(live.last_at)] : [])];
    return {
      type: label.slice(0, 64),
      description: label.slice(0, 64),
      first_seen_s: within(times.length === 0 ? 0 : Math.min(...times)),
      last_seen_s: within(times.length === 0 ? 0 : Math.max(...times)),
    };
  });
}

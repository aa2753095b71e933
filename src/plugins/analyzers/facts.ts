import { groupOf } from "#domain/detection.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import { localTime, type Whereabouts } from "./local-time.ts";
import { asData, asName } from "./names.ts";

/** Things, zones and events that are told of. */
const ITEMS_MAX = 20;

export interface FactsOf {
  readonly request: AnalysisRequest;
  readonly where: Whereabouts;
  readonly activityTypes: readonly string[];
  /** BCP 47. */
  readonly language: string;
}

/** All that is known of a clip besides its pictures, as JSON in a fence. */
export function factsOf({ request, where, activityTypes, language }: FactsOf): string {
  const { clip, briefing } = request;
  const facts = {
    camera: { name: asName(briefing.camera), purpose: briefing.purpose || undefined },
    normal_here: briefing.normal?.text,
    household: some(briefing.household),
    questions_of_the_owner: some(briefing.tasks),
    house_mode: briefing.mode ?? undefined,
    clip: {
      began: localTime(clip.startedAtMs, where),
      duration_s: round(clip.durationMs / 1000),
      recorded_because_of: clip.trigger,
      part_of_a_longer_happening: clip.part > 1 ? clip.part : undefined,
    },
    detector: detectorFacts(request),
    activity_types: activityTypes,
    language_of_title_and_summary: languageName(language),
  };
  return `<facts>\n${asData(facts)}\n</facts>`;
}

function detectorFacts({ clip, seen }: AnalysisRequest) {
  const { live } = clip;
  const since = (at: string) => round((Date.parse(at) - clip.startedAtMs) / 1000);
  const best = seen.detections.slice(0, ITEMS_MAX);
  return {
    found_in_clip: best.map(({ label, score, at_ms }) => ({
      label: asName(label),
      group: groupOf(label),
      certainty: round(score),
      at_s: round(at_ms / 1000),
    })),
    followed_live: live?.objects.slice(0, ITEMS_MAX).map(({ label, score, first_at, last_at }) => ({
      label: asName(label),
      certainty: round(score),
      from_s: since(first_at),
      to_s: since(last_at),
    })),
    zones: live?.zones.slice(0, ITEMS_MAX).map(({ name, labels, seconds }) => ({
      name: asName(name),
      labels: labels.map(asName),
      seconds: round(seconds),
    })),
    lines: live?.lines
      .slice(0, ITEMS_MAX)
      .map((line) => ({ name: asName(line.name), crossed_in: line.in, crossed_out: line.out })),
    events: live?.events.slice(0, ITEMS_MAX).map(({ type, at, label, place, direction }) => ({
      type,
      at_s: since(at),
      label: asName(label),
      place: place === undefined ? undefined : asName(place),
      direction,
    })),
  };
}

/** Throws no error on what is no language. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(tag) ?? "English";
  } catch {
    return "English";
  }
}

const some = (texts: readonly string[]) => (texts.length === 0 ? undefined : texts);
const round = (value: number): number => Math.round(value * 10) / 10;

import type { AnalysisEntity } from "#domain/analysis.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { CameraSlug, ClipId, HappeningId } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { CameraView } from "#ports/house.ts";
import type { Activity, Severity } from "./camera-entities.ts";
import { makeSeverities, type Severities } from "./severities.ts";

const HAPPENINGS_REMEMBERED = 256;
const ANALYSES_MAX = 64;

/** What was lately at the cameras, as far as the house does not keep it. */
export interface Recent {
  readonly severities: Severities;
  /** A camera as it is now: notes when persons come and go. */
  see(camera: CameraView): void;
  /** A clip has come further. */
  note(state: ClipState): void;
  severity(camera: CameraSlug): Severity;
  activity(camera: CameraView): Activity;
  /** Unix ms: when somebody came, and once they have gone, when that was seen. `undefined`: not since the start. */
  lastPersonMs(camera: CameraSlug): number | undefined;
  /** Clips that a model looks at, or that wait for one. */
  analyses(): number;
  /** How long the last answer of a model took; `undefined`: none since the start. */
  latencyMs(): number | undefined;
  /** Who and what a model saw in a happening; nobody, where none has looked yet. */
  entities(happening: HappeningId): readonly AnalysisEntity[];
}

export function makeRecent(
  { clock, onOver }: { readonly clock: Clock; readonly onOver: (camera: CameraSlug) => void },
  signal: AbortSignal,
): Recent {
  const severities = makeSeverities({ clock, onOver }, signal);
  const persons = new Map<CameraSlug, { readonly isThere: boolean; readonly atMs: number | undefined }>();
  const analyses = new Map<ClipId, CameraSlug>();
  const seen = new Map<HappeningId, readonly AnalysisEntity[]>();
  let latencyMs: number | undefined;

  return {
    severities,
    severity: severities.of,
    see({ slug, present }) {
      const isThere = present.includes("person");
      const before = persons.get(slug);
      if (before?.isThere === isThere) return;
      const isNews = isThere || before !== undefined;
      persons.set(slug, { isThere, atMs: isNews ? clock.now() : undefined });
    },
    note({ clip_id, camera_name, happening_id, stages, analysis_result }) {
      if (stages.vlm.status !== "running") analyses.delete(clip_id);
      else if (analyses.size < ANALYSES_MAX) analyses.set(clip_id, camera_name);
      if (analysis_result === null) return;
      seen.set(happening_id, analysis_result.entities_timeline);
      latencyMs = analysis_result.latency_ms ?? latencyMs;
      const [oldest] = seen.keys();
      if (seen.size > HAPPENINGS_REMEMBERED && oldest !== undefined) seen.delete(oldest);
    },
    activity({ slug, motion, present }) {
      const isTracking = present.length > 0;
      if ((motion || isTracking) && severities.of(slug) !== "none") return "alert";
      if ([...analyses.values()].includes(slug)) return "analyzing";
      if (isTracking) return "tracking";
      return motion ? "motion" : "idle";
    },
    lastPersonMs: (slug) => persons.get(slug)?.atMs,
    analyses: () => analyses.size,
    latencyMs: () => latencyMs,
    entities: (happening) => seen.get(happening) ?? [],
  };
}

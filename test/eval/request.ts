import { stat } from "node:fs/promises";
import type { Clip } from "#domain/clip.ts";
import type { FilterResult } from "#domain/detection.ts";
import { clipIdOf, HappeningId, slugOf } from "#domain/ids.ts";
import type { LiveSummary } from "#domain/live-summary.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import type { Case, Sighting } from "./case.ts";
import type { Probe } from "./probe.ts";

/** A detector that fell over on a case is no finding of nobody. */
type Look = (clip: Clip, signal: AbortSignal) => Promise<FilterResult>;

export interface RequestParts {
  readonly probe: Probe;
  /** What finds things on clips of which nobody says what is on them. */
  readonly look: Look;
}

/**
 * What the pipeline would ask about a case. `round` counts how often it was asked before: each time is another camera
 * to the analyzer, as it remembers what a camera saw. Throws `Failure` where the clip cannot be read.
 */
export async function requestOf(
  parts: RequestParts,
  one: Case,
  round: number,
  signal: AbortSignal,
): Promise<AnalysisRequest> {
  const clip = await clipOf(parts, one, round, signal);
  const seen = one.seen ? foundBy(one.seen) : await parts.look(clip, signal);
  const { camera, purpose, normal, household, tasks, mode } = one;
  return {
    clip: one.seen ? { ...clip, live: followed(one.seen, clip) } : clip,
    seen,
    briefing: {
      camera,
      purpose,
      normal: normal === "" ? null : { version: 1, text: normal },
      household,
      tasks,
      mode,
    },
    isAlert: one.is_alert,
  };
}

async function clipOf(parts: RequestParts, one: Case, round: number, signal: AbortSignal): Promise<Clip> {
  const { name, at } = one;
  const path = await one.clipPath(signal);
  const { size } = await stat(path);
  const { durationMs, ...frame } = await parts.probe(path, signal);
  const camera = slugOf(`${name} ${round}`);
  const startedAtMs = new Date(at).getTime();
  const id = clipIdOf(camera, startedAtMs, 1);
  return {
    id,
    happening: HappeningId.parse(id),
    camera,
    cameraName: one.camera,
    part: 1,
    trigger: "motion",
    source: "evaluation",
    path,
    startedAtMs,
    durationMs,
    bytes: size,
    video: { codec: "h264", ...frame, audio: "none" },
  };
}

/** As a detector tells it: of each label the boxes of its best frame. */
function foundBy(sightings: readonly Sighting[]): FilterResult {
  const surest = sightings.toSorted((a, b) => b.score - a.score);
  const labels = [...new Set(surest.map(({ label }) => label))];
  const detections = labels.flatMap((label) => {
    const best = surest.find((one) => one.label === label);
    const at = best ? bestTime(best) : 0;
    return surest
      .filter((one) => one.label === label && one.from_s <= at && one.to_s >= at)
      .map(({ score, box }) => ({ label, score, box, at_ms: Math.round(at * 1000) }));
  });
  return {
    detected_classes: labels,
    confidence: surest[0]?.score ?? 0,
    model: "as the case says",
    provider: "cpu",
    sampled_frames: 1,
    stopped_early: false,
    detections,
  };
}

const bestTime = ({ at_s, from_s, to_s }: Sighting): number => at_s ?? (from_s + to_s) / 2;

function followed(sightings: readonly Sighting[], { startedAtMs }: Clip): LiveSummary {
  const at = (seconds: number) => new Date(startedAtMs + seconds * 1000).toISOString();
  const objects = [...Map.groupBy(sightings, ({ label }) => label)].map(([label, all]) => ({
    label,
    score: Math.max(...all.map(({ score }) => score)),
    first_at: at(Math.min(...all.map(({ from_s }) => from_s))),
    last_at: at(Math.max(...all.map(({ to_s }) => to_s))),
  }));
  return {
    objects: objects.toSorted((a, b) => b.score - a.score),
    zones: [],
    lines: [],
    events: [],
    alert: null,
    needs_place: false,
    rules_version: 0,
  };
}

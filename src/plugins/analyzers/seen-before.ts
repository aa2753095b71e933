import type { Analysis } from "#domain/analysis.ts";
import { groupOf } from "#domain/detection.ts";
import { type Box, iou } from "#domain/geometry.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import { looksSame } from "#vision/picture-hash.ts";
import type { Shot } from "./pictures.ts";

/** Happenings that are remembered of one camera. */
const REMEMBERED_MAX = 6;
const CAMERAS_MAX = 64;
/** Older than this, the light is another one, and somebody may want to look again. */
const AGE_MAX_MS = 2 * 3_600_000;
/** A parked car's box wavers by some hundredths. */
const SAME_PLACE = 0.8;
/** So many pictures are always shown, old or not. */
const SHOTS_MIN = 2;

interface Remembered {
  readonly startedAtMs: number;
  readonly shots: readonly Shot[];
  readonly things: readonly { readonly label: string; readonly box: Box }[];
  readonly analysis: Analysis;
  /** In another mode, or by other words of the owner, the same is judged anew. */
  readonly judgedBy: string;
}

/** What was shown to the model lately, camera by camera. */
export interface SeenBefore {
  /** The earlier happening that this one is the same as: nothing in it is new, and that one was harmless. */
  sameAs(request: AnalysisRequest, shots: readonly Shot[]): Remembered | undefined;
  /** Without those that show nothing that the model has not seen in another picture. */
  worthShowing(request: AnalysisRequest, shots: readonly Shot[]): readonly Shot[];
  remember(request: AnalysisRequest, shots: readonly Shot[], analysis: Analysis): void;
}

export function makeSeenBefore(): SeenBefore {
  const byCamera = new Map<CameraSlug, readonly Remembered[]>();
  const recent = ({ clip }: AnalysisRequest) =>
    (byCamera.get(clip.camera) ?? []).filter(
      ({ startedAtMs }) => Math.abs(clip.startedAtMs - startedAtMs) <= AGE_MAX_MS,
    );
  return {
    sameAs(request, shots) {
      return recent(request).findLast(
        (earlier) =>
          isHarmless(earlier.analysis) &&
          earlier.judgedBy === judgesOf(request) &&
          !hasNewThing(request, earlier) &&
          // Where a detail is cut out wavers with the box; the whole pictures show the same.
          shots.filter(({ isDetail }) => !isDetail).every((shot) => isOldTo(shot, earlier.shots)),
      );
    },
    worthShowing(request, shots) {
      const known = recent(request).flatMap((earlier) => earlier.shots);
      const kept: Shot[] = [];
      for (const shot of shots) {
        if (shot.moment.why !== "spread" || !isOldTo(shot, [...known, ...kept])) kept.push(shot);
      }
      return kept.length >= Math.min(SHOTS_MIN, shots.length) ? kept : ends(shots);
    },
    remember(request, shots, analysis) {
      const { camera, startedAtMs } = request.clip;
      const things = request.seen.detections.map(({ label, box }) => ({ label, box }));
      const entry = { startedAtMs, shots: shots.map(small), things, analysis, judgedBy: judgesOf(request) };
      const all = [...(byCamera.get(camera) ?? []), entry].slice(-REMEMBERED_MAX);
      // The camera that had something last stands last.
      byCamera.delete(camera);
      byCamera.set(camera, all);
      const [oldest] = byCamera.keys();
      if (byCamera.size > CAMERAS_MAX && oldest !== undefined) byCamera.delete(oldest);
    },
  };
}

const isHarmless = ({ risk_level, requires_review }: Analysis): boolean =>
  risk_level === "low" && !requires_review;

/** What is said besides the pictures, and changes the judgement. */
const judgesOf = ({ briefing: { mode, normal, household, tasks } }: AnalysisRequest): string =>
  JSON.stringify([mode, normal?.version ?? null, household, tasks]);

/**
 * Somebody whom nobody knows may be in it: all people and animals, all that was told or did something live, and a
 * thing that was not at that very place before.
 */
function hasNewThing({ clip, seen, isAlert }: AnalysisRequest, { things }: Remembered): boolean {
  const { alert = null, events = [], objects = [] } = clip.live ?? {};
  const labels = [...seen.detected_classes, ...objects.map(({ label }) => label)];
  const known = new Set(things.map(({ label }) => label));
  return (
    isAlert ||
    alert !== null ||
    events.length > 0 ||
    labels.some((label) => !known.has(label) || isAlive(label)) ||
    seen.detections.some(({ label, box }) => !things.some((thing) => isSameThing(thing, { label, box })))
  );
}

const isAlive = (label: string): boolean => groupOf(label) === "person" || groupOf(label) === "animal";

const isSameThing = (a: Remembered["things"][number], b: Remembered["things"][number]): boolean =>
  a.label === b.label && iou(a.box, b.box) >= SAME_PLACE;

const isOldTo = (shot: Shot, others: readonly Shot[]): boolean =>
  others.some((other) => other.isDetail === shot.isDetail && looksSame(other.hash, shot.hash));

const ends = (shots: readonly Shot[]): readonly Shot[] =>
  shots.filter((_, i) => i === 0 || i === shots.length - 1);

/** Pictures themselves are not kept. */
const small = (shot: Shot): Shot => ({ ...shot, jpeg: new Uint8Array() });

import { DETECTIONS_MAX, type Detection } from "#domain/detection.ts";

/** A label counts when it is seen in so many of the last `WINDOW` frames, … */
const HITS_MIN = 2;
const WINDOW = 3;
/** … or once by so much more than the least score. Small models see things for single frames, but seldom surely. */
const SURE_MARGIN = 0.2;
const SURE_MAX = 0.95;
/** Before a label; no model's label has it. */
const HIDDEN = "\u0000";

export interface Found {
  readonly classes: readonly string[];
  readonly confidence: number;
  readonly detections: readonly Detection[];
}

/** What the frames of one clip showed so far. */
export interface Evidence {
  add(detections: readonly Detection[]): void;
  /** One of these was seen for sure. */
  isSureOf(labels: readonly string[]): boolean;
  /**
   * Labels seen for sure, surest first. After a scan that was `cutShort` also those seen at all: they had no chance
   * to be seen again.
   */
  found(cutShort: boolean): Found;
}

interface Sighting {
  /** Which of the last frames had it, newest first. */
  recent: readonly boolean[];
  isSure: boolean;
  /** Of the frame with the best score. */
  best: readonly Detection[];
  score: number;
}

/** `isHidden`: not interesting to the owner. It is told, apart from what is, and nobody is sure because of it. */
export function makeEvidence(
  minScore: number,
  isHidden: (detection: Detection) => boolean = () => false,
): Evidence {
  /** By label, and hidden ones apart. */
  const sightings = new Map<string, Sighting>();
  const sureScore = Math.min(SURE_MAX, minScore + SURE_MARGIN);

  function see(key: string, detections: readonly Detection[]): void {
    const sighting = sightings.get(key) ?? { recent: [], isSure: false, best: [], score: 0 };
    sightings.set(key, sighting);
    const score = Math.max(0, ...detections.map((detection) => detection.score));
    sighting.recent = [detections.length > 0, ...sighting.recent].slice(0, WINDOW);
    sighting.isSure ||= score >= sureScore || sighting.recent.filter(Boolean).length >= HITS_MIN;
    if (score > sighting.score) Object.assign(sighting, { score, best: detections });
  }

  return {
    add: (detections) => {
      const byKey = Map.groupBy(detections, (one) => (isHidden(one) ? HIDDEN : "") + one.label);
      for (const key of new Set([...byKey.keys(), ...sightings.keys()])) {
        see(key, byKey.get(key) ?? []);
      }
    },
    isSureOf: (labels) => labels.some((label) => sightings.get(label)?.isSure === true),
    found: (cutShort) => {
      const counted = [...sightings]
        .filter(([, { isSure }]) => isSure || cutShort)
        .toSorted(([, a], [, b]) => b.score - a.score);
      return {
        classes: [...new Set(counted.map(([key]) => key.replace(HIDDEN, "")))],
        confidence: counted[0]?.[1].score ?? 0,
        detections: counted
          .flatMap(([, { best }]) => best)
          .toSorted((a, b) => b.score - a.score)
          .slice(0, DETECTIONS_MAX),
      };
    },
  };
}

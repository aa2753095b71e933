import { groupOf } from "#domain/detection.ts";
import { type Box, iou } from "#domain/geometry.ts";
import { SIGHTINGS_MAX } from "./settings.ts";
import type { Sighting } from "./track.ts";

/** A detection as the tracker wants it. */
export interface Candidate {
  readonly sighting: Sighting;
  /** Things of two groups are never one. A car that is a truck in every third frame is. */
  readonly group: string;
  readonly score: number;
  /** In heights of the frame, so that distances in both directions are comparable. */
  readonly box: Box;
}

export interface Candidates {
  readonly surest: readonly Candidate[];
  readonly weak: readonly Candidate[];
  /** Left out because there were more than `SIGHTINGS_MAX`. */
  readonly refused: number;
}

/** Boxes of one group that overlap by more are one thing: suppression works label by label, car and truck both stay. */
const SAME_OVERLAP = 0.85;

/** In an order that does not depend on the detector's; without doubles and what is no box. */
export function candidatesOf(
  sightings: readonly Sighting[],
  { aspect, minScore, lowScore }: { aspect: number; minScore: number; lowScore: number },
): Candidates {
  const usable = sightings.filter((one) => isUsable(one) && one.score >= lowScore).sort(surestFirst);
  const kept: Candidate[] = [];
  for (const sighting of usable.slice(0, SIGHTINGS_MAX)) {
    const { x, y, width, height } = sighting.box;
    const box = { x: x * aspect, y, width: width * aspect, height };
    const group = groupOf(sighting.label) ?? sighting.label;
    const isDouble = kept.some((other) => other.group === group && iou(other.box, box) > SAME_OVERLAP);
    if (!isDouble) kept.push({ sighting, group, score: sighting.score, box });
  }
  return {
    surest: kept.filter(({ score }) => score >= minScore),
    weak: kept.filter(({ score }) => score < minScore),
    refused: Math.max(0, usable.length - SIGHTINGS_MAX),
  };
}

function isUsable({ score, box: { x, y, width, height } }: Sighting): boolean {
  return Number.isFinite(score + x + y + width + height) && width > 0 && height > 0;
}

function surestFirst(a: Sighting, b: Sighting): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.label !== b.label) return a.label < b.label ? -1 : 1;
  return a.box.x - b.box.x || a.box.y - b.box.y || a.box.width - b.box.width || a.box.height - b.box.height;
}

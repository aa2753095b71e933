import type { z } from "zod";
import type { Point } from "#domain/geometry.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { type Evaluation, isFired } from "#domain/live-rules-trace.ts";
import { evaluationText } from "#domain/live-rules-words.ts";
import type { TrackSeen } from "#domain/track-seen.ts";
import { makeRuleEngine, type RuleEngine, type RuleEngineSettings } from "./engine.ts";

export const FRAME_MS = 100;

/** The lower half of the picture. */
export const lowerHalf = [
  { x: 0, y: 0.5 },
  { x: 1, y: 0.5 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
];
export const porch = { id: "porch", name: "Porch", polygon: lowerHalf };
/** From the top to the bottom in the middle of the picture: `in` is to the left, as one looks down it. */
export const drive = { id: "drive", name: "Drive", a: { x: 0.5, y: 0 }, b: { x: 0.5, y: 1 } };

export type WishedRules = z.input<typeof LiveRules>;

export function anEngine(
  rules: WishedRules = {},
  settings: Partial<Omit<RuleEngineSettings, "rules">> = {},
): RuleEngine {
  return makeRuleEngine({
    rules: LiveRules.parse(rules),
    objects: ["person", "vehicle", "animal"],
    minScore: 0.5,
    frame: { width: 1600, height: 900 },
    ...settings,
  });
}

/** A person, a fifth of the picture high, whose foot is there at that time. */
export function aTrack(foot: Point, atMs: number, wish: Partial<TrackSeen> & Size = {}): TrackSeen {
  const { width = 0.04, height = 0.2, ...rest } = wish;
  return {
    id: 1,
    label: "person",
    score: 0.9,
    box: { x: foot.x - width / 2, y: foot.y - height, width, height },
    state: "confirmed",
    bornAtMs: 0,
    seenAtMs: atMs,
    isStationary: false,
    ...rest,
  };
}

interface Size {
  readonly width?: number;
  readonly height?: number;
}

/** The same, as it is when the tracker has lost it. */
export const lost = (track: TrackSeen): TrackSeen => ({ ...track, state: "lost" });

/** Where feet are, a tenth of a second each, from `fromMs` on; all events. */
export function walk(
  engine: RuleEngine,
  path: readonly Point[],
  wish: Partial<TrackSeen> & Size & { readonly fromMs?: number } = {},
): LiveEvent[] {
  const { fromMs = 0, ...track } = wish;
  return path.flatMap((foot, i) => {
    const atMs = fromMs + i * FRAME_MS;
    return engine.next([aTrack(foot, atMs, track)], atMs);
  });
}

/** Nobody is seen for this long, at five looks a second. */
export function emptyFor(engine: RuleEngine, fromMs: number, forMs: number): LiveEvent[] {
  return Array.from({ length: forMs / 200 }, (_, i) => engine.next([], fromMs + i * 200)).flat();
}

/** From one foot point to the other in so many steps, both ends included. */
export function straight(from: Point, to: Point, steps: number): Point[] {
  return Array.from({ length: steps + 1 }, (_, i) => ({
    x: from.x + ((to.x - from.x) * i) / steps,
    y: from.y + ((to.y - from.y) * i) / steps,
  }));
}

export const still = (foot: Point, frames: number): Point[] => Array.from({ length: frames }, () => foot);

/** `ZONE_ENTER porch`, `LINE_CROSS drive in`. */
export function brief(events: readonly LiveEvent[]): string[] {
  return events.map((event) => {
    if (event.type === "LINE_CROSS") return `${event.type} ${event.line.id} ${event.direction}`;
    return "zone" in event ? `${event.type} ${event.zone.id}` : event.type;
  });
}

/** What a rule said, in sentences; those that fired have a star. */
export function said(evaluations: readonly Evaluation[]): string[] {
  return evaluations.map((one) => `${isFired(one.verdict) ? "* " : ""}${evaluationText(one)}`);
}

/** Numbers from 0 to 1, the same for the same seed. */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

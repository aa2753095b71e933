import type { Sighting } from "#test/eval/case.ts";
import type { Sprite } from "./sprites.ts";

export const FRAME = { width: 1280, height: 720 } as const;

/** Where the middle of a thing's lower edge is at a time; fractions of the frame, straight on in between. */
export interface Step {
  readonly atS: number;
  readonly x: number;
  readonly y: number;
}

/** A thing in a scene, from its first step to its last. */
export interface Actor {
  readonly sprite: Sprite;
  /** Of the frame. */
  readonly height: number;
  readonly steps: readonly [Step, ...Step[]];
  /** What a detector calls it; what has no name is not found. */
  readonly label?: string;
}

export interface Scene {
  readonly seconds: number;
  readonly light: "day" | "night";
  /** Clouds before the sun: brighter and darker all the time. */
  readonly hasClouds?: boolean;
  readonly hasRain?: boolean;
  /** Those behind come first. */
  readonly actors: readonly Actor[];
}

/** What is on a scene, as its maker knows: what a perfect detector would tell. */
export function sightingsOf({ actors }: Scene): Sighting[] {
  return actors.flatMap((actor): Sighting[] => {
    const { label, steps } = actor;
    const [from, to] = [steps[0].atS, steps.at(-1)?.atS ?? steps[0].atS];
    const at = (from + to) / 2;
    return label === undefined
      ? []
      : [{ label, score: 0.85, from_s: from, to_s: to, at_s: at, box: boxAt(actor, at) }];
  });
}

function boxAt(actor: Actor, atS: number): Sighting["box"] {
  const { sprite, height, steps } = actor;
  const width = (height * FRAME.height * sprite.aspect) / FRAME.width;
  const { x, y } = placeAt(steps, atS);
  const [left, top] = [Math.max(0, x - width / 2), Math.max(0, y - height)];
  return { x: left, y: top, width: Math.min(1, x + width / 2) - left, height: Math.min(1, y) - top };
}

function placeAt(steps: readonly [Step, ...Step[]], atS: number): { readonly x: number; readonly y: number } {
  const next = steps.findIndex((step) => step.atS >= atS);
  const [a, b] = [steps[Math.max(0, next - 1)] ?? steps[0], steps[next] ?? steps.at(-1) ?? steps[0]];
  const share = b.atS === a.atS ? 0 : (atS - a.atS) / (b.atS - a.atS);
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

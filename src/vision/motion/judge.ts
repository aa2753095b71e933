import type { Box } from "#domain/geometry.ts";
import type { Background } from "./background.ts";
import { type Component, makeComponents } from "./components.ts";
import { makeComparePattern, type Pattern } from "./correlation.ts";
import { Kind } from "./kind.ts";
import { brightening, countChanged } from "./recent.ts";
import type { Size } from "./size.ts";
import type { Thresholds } from "./thresholds.ts";

/**
 * Finds the components of the foreground in `kinds`, writes there what each of them is, and returns those that move.
 */
export type Judge = (
  frame: Uint8Array,
  before: Uint8Array | undefined,
  background: Background,
  kinds: Uint8Array,
) => readonly Box[];

/** A component is only light when no more than this part of what can be compared shows something new… */
const REPLACED_MAX = 0.25;
/** …and enough of it can be compared. */
const KEPT_SHARE_MIN = 0.3;
/** This share of a component must have changed, but never less than half, nor more than ten smallest things. */
const CHANGED_SHARE = 0.3;
const CHANGED_AREAS_MIN = 0.5;
const CHANGED_AREAS_MAX = 10;

export function makeJudge(size: Size, { areaMin, changeLevels }: Thresholds): Judge {
  const components = makeComponents(size);
  const { order } = components;
  const comparePattern = makeComparePattern(size);

  const moves = (
    component: Component,
    frame: Uint8Array,
    before: Uint8Array,
    variance: Float32Array,
    shift: number,
  ): boolean => {
    const changed = countChanged(frame, before, variance, order, component, { shift, levels: changeLevels });
    const share = CHANGED_SHARE * (component.to - component.from);
    return changed >= Math.max(CHANGED_AREAS_MIN * areaMin, Math.min(share, CHANGED_AREAS_MAX * areaMin));
  };

  return (frame, before, background, kinds) => {
    const found = components.find(kinds, areaMin);
    if (found.length === 0) return [];
    const shift = before === undefined ? 0 : brightening(frame, before, kinds);
    return found.flatMap((component) => {
      const pattern = comparePattern(background.mean, background.variance, frame, order, component);
      if (isLight(pattern)) return paint(Kind.light, component);
      if (before === undefined || !moves(component, frame, before, background.variance, shift)) {
        return paint(Kind.still, component);
      }
      paint(Kind.moving, component);
      return boxOf(component, size);
    });

    function paint(kind: number, { from, to }: Component): readonly Box[] {
      for (let at = from; at < to; at++) kinds[order[at] ?? 0] = kind;
      return [];
    }
  };
}

function isLight({ kept, replaced, plain }: Pattern): boolean {
  return replaced <= REPLACED_MAX * (kept + replaced) && kept >= KEPT_SHARE_MIN * (kept + replaced + plain);
}

function boxOf({ left, top, right, bottom }: Component, { width, height }: Size): Box {
  return {
    x: left / width,
    y: top / height,
    width: (right + 1 - left) / width,
    height: (bottom + 1 - top) / height,
  };
}

import { html, type TemplateResult } from "lit";
import type { Point } from "#domain/geometry.ts";
import type { PerspectiveHeight } from "#domain/zone-limits.ts";
import { cornersOf, type Draft, onGrid, type Subject } from "./rules-draft.ts";
import type { Size } from "./rules-hit.ts";
import { placed } from "./rules-shapes.ts";

/** The two rows must keep so much apart, in heights of the picture. */
const ROWS_APART = 0.02;
const HEIGHT_LEAST = 0.01;
/** A person is about so wide, in parts of its height. */
const FIGURE_WIDTH = 0.36;

type Which = "far" | "near";

export interface Figure {
  readonly which: Which;
  readonly foot: Point;
  readonly head: Point;
}

/** Two people of one height, where they would stand: one far away, one near. */
export function figuresOf(
  draft: Draft,
  subject: Subject,
  { far, near }: PerspectiveHeight,
): readonly Figure[] {
  const xs = cornersOf(draft, subject).map(({ x }) => x);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const figure = (which: Which, { row, height }: PerspectiveHeight["far"], share: number): Figure => {
    const x = left + (right - left) * share;
    return { which, foot: { x, y: row }, head: { x, y: Math.max(0, row - height) } };
  };
  return [figure("far", far, 0.35), figure("near", near, 0.65)];
}

/** A guess to begin with: rows of the place itself, and people who are smaller where they are farther. */
export function firstGuess(draft: Draft, subject: Subject): PerspectiveHeight {
  const ys = cornersOf(draft, subject).map(({ y }) => y);
  const bottom = Math.max(...ys, 0.2);
  const top = Math.min(Math.min(...ys), bottom - 0.1);
  const height = (row: number): number => Math.max(HEIGHT_LEAST, row * 0.3);
  const row = (y: number) => {
    const on = onGrid({ x: height(y), y });
    return { row: on.y, height: on.x };
  };
  return { far: row(top), near: row(bottom) };
}

/** The foot moves the figure to another row, the head makes it taller or smaller. */
export function measured(
  heights: PerspectiveHeight,
  { which, part }: { readonly which: Which; readonly part: "foot" | "head" },
  y: number,
): PerspectiveHeight {
  const before = heights[which];
  if (part === "head") {
    const height = onGrid({ x: 0, y: Math.max(HEIGHT_LEAST, before.row - y) }).y;
    return { ...heights, [which]: { ...before, height } };
  }
  const row =
    which === "far" ? Math.min(y, heights.near.row - ROWS_APART) : Math.max(y, heights.far.row + ROWS_APART);
  return { ...heights, [which]: { ...before, row: onGrid({ x: 0, y: row }).y } };
}

export function figureOf({ which, foot, head }: Figure, { width, height }: Size): TemplateResult {
  const tall = (foot.y - head.y) * height;
  const wide = width === 0 ? 0 : (tall * FIGURE_WIDTH) / width;
  const at = `${placed({ x: foot.x - wide / 2, y: head.y })}; width: ${wide * 100}%; height: ${(foot.y - head.y) * 100}%`;
  return html`<span class="figure" style=${at}></span>
    <span class="what figure-word" style=${placed(foot)}>${which}</span>`;
}

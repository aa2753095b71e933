import { html, nothing, type SVGTemplateResult, type TemplateResult } from "lit";
import type { Point } from "#domain/geometry.ts";
import { CORNERS_MAX } from "#domain/zone-polygon.ts";
import { t } from "./i18n.ts";
import { onGrid, type RuleKind } from "./rules-draft.ts";
import { wayOf } from "./rules-handles.ts";
import { distancePx, REACH_PX, type Size } from "./rules-hit.ts";
import { sketchOf } from "./rules-shapes.ts";

/** The arrow keys go so much further here than when a corner is corrected. */
const KEYS_FASTER = 4;
const KEYS = "By keys: arrows, space for a corner, Enter when done.";
const MIDDLE: Point = { x: 0.5, y: 0.5 };

/** Something new while it is being drawn, corner by corner. */
export interface Sketch {
  begin(kind: RuleKind | undefined): void;
  down(at: Point, size: Size): void;
  up(at: Point, size: Size): void;
  /** Where the pointer is, if it is there. */
  hover(at: Point | undefined): void;
  key(event: KeyboardEvent): void;
  back(): void;
  /** Ends it; nothing where there are too few corners. */
  finish(): void;
  stop(): void;
  readonly canFinish: boolean;
  readonly count: number;
  /** What to do next. */
  words(): string;
  shape(size: Size): SVGTemplateResult;
}

interface SketchActs {
  changed(): void;
  drawn(corners: readonly Point[]): void;
  stop(): void;
}

export function makeSketch({ changed, drawn, stop }: SketchActs): Sketch {
  let kind: RuleKind | undefined;
  let corners: readonly Point[] = [];
  let pointer: Point | undefined;
  const isLine = (): boolean => kind === "lines";
  const canFinish = (): boolean => corners.length >= (isLine() ? 2 : 3);
  const finish = (): void => void (canFinish() && drawn(corners));
  const place = (at: Point): void => {
    if (corners.length < CORNERS_MAX) corners = [...corners, at];
    changed();
    if (isLine() && corners.length === 2) finish();
  };
  const back = (): void => {
    corners = corners.slice(0, -1);
    changed();
  };
  const aim = (by: Point): void => {
    const { x, y } = pointer ?? corners.at(-1) ?? MIDDLE;
    pointer = onGrid({ x: x + by.x * KEYS_FASTER, y: y + by.y * KEYS_FASTER });
  };
  const keys: Keys = { aim, place: () => place(pointer ?? MIDDLE), finish, stop, back };

  return {
    begin(next) {
      kind = next;
      corners = [];
      pointer = undefined;
      changed();
    },
    down(at) {
      if (isLine() && corners.length === 0) place(at);
    },
    up(at, size) {
      const next = whatIs(at, corners, isLine(), size);
      if (next === "end") finish();
      if (next === "corner") place(at);
    },
    hover(at) {
      pointer = at;
      changed();
    },
    key(event) {
      if (kind === undefined || !press(event, keys)) return;
      event.preventDefault();
      event.stopPropagation();
      changed();
    },
    back,
    finish,
    stop,
    get canFinish() {
      return canFinish();
    },
    get count() {
      return corners.length;
    },
    words: () => wordsFor(isLine(), corners.length),
    shape: (size) => sketchOf(corners, pointer, size),
  };
}

/** On a line the first end stays where the finger came down; a corner is placed where it is lifted. */
function whatIs(
  at: Point,
  corners: readonly Point[],
  isLine: boolean,
  size: Size,
): "corner" | "end" | undefined {
  const [first] = corners;
  const isAtFirst = first !== undefined && distancePx(first, at, size) <= REACH_PX;
  if (isLine) return isAtFirst ? undefined : "corner";
  return corners.length >= 3 && isAtFirst ? "end" : "corner";
}

interface Keys {
  aim(by: Point): void;
  place(): void;
  finish(): void;
  stop(): void;
  back(): void;
}

/** Whether it is a key of ours. */
function press(event: KeyboardEvent, { aim, place, finish, stop, back }: Keys): boolean {
  const by = wayOf(event);
  if (by !== undefined) aim(by);
  else if (event.key === " ") place();
  else if (event.key === "Enter") finish();
  else if (event.key === "Escape") stop();
  else if (isBack(event)) back();
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

const isBack = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  key === "Backspace" || key === "Delete" || (key === "z" && (ctrlKey || metaKey));

function wordsFor(isLine: boolean, count: number): string {
  if (isLine) {
    return count === 0
      ? t("Tap where the line begins, and then where it ends.")
      : t("Now tap where it ends.");
  }
  if (count === 0) return t("Tap the corners of the place, one after another.");
  return count < 3 ? t("Tap the next corner.") : t("Tap the next corner, or the first one to close it.");
}

/** What to do next, under the picture. */
export function sketchBar(sketch: Sketch): TemplateResult {
  return html`<div class="bar">
    <p><span role="status">${sketch.words()}</span> <span class="soft small keys">${t(KEYS)}</span></p>
    <button class="button" @click=${() => sketch.stop()}>${t("Cancel")}</button>
    ${sketch.count === 0 ? nothing : html`<button class="button" @click=${() => sketch.back()}>${t("Take back")}</button>`}
    ${sketch.canFinish ? html`<button class="button strong" @click=${() => sketch.finish()}>${t("Done")}</button>` : nothing}
  </div>`;
}

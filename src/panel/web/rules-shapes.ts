import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { Point } from "#domain/geometry.ts";
import { t } from "./i18n.ts";
import {
  type Chosen,
  cornersOf,
  type Draft,
  type DraftRule,
  ruleKinds,
  type Subject,
} from "./rules-draft.ts";
import { edgeMiddles, type Size } from "./rules-hit.ts";

const ARROW_PX = 30;
const HEAD_PX = 8;
const DOT_PX = 8;
const PLUS_PX = 6;
/** Of the picture: words beyond it go to the left, so that they are not cut off. */
const HALF = 0.5;

export interface Drawn {
  readonly draft: Draft;
  readonly chosen: Subject | undefined;
  readonly size: Size;
  /** Those with something wrong, as `zones/0`. */
  readonly faulty: ReadonlySet<string>;
  /** Corners can be seen and taken. */
  readonly isEditable: boolean;
}

export const keyOf = (subject: Subject): string =>
  subject === "camera" ? subject : `${subject.kind}/${subject.index}`;

/** Lines of a mask. Pattern ids are per shadow root. */
export const hatch = svg`<defs>
  <pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width="10" height="10" fill="#101114" fill-opacity="0.55"></rect>
    <rect width="3" height="10" fill="#ffffff" fill-opacity="0.6"></rect>
  </pattern>
</defs>`;

/** Everything that was drawn; the chosen one on top. */
export function shapesOf(drawn: Drawn): SVGTemplateResult {
  const all = ruleKinds
    .toReversed()
    .flatMap((kind) => drawn.draft[kind].map((_, index): Chosen => ({ kind, index })));
  const isChosen = (one: Chosen): boolean => drawn.chosen !== undefined && keyOf(one) === keyOf(drawn.chosen);
  return svg`${all.filter((one) => !isChosen(one)).map((one) => shapeOf(one, drawn, false))}
    ${all.filter(isChosen).map((one) => shapeOf(one, drawn, true))}`;
}

function shapeOf(
  one: Chosen,
  { draft, size, faulty, isEditable }: Drawn,
  isChosen: boolean,
): SVGTemplateResult {
  const corners = cornersOf(draft, one);
  const words = `shape ${one.kind} ${isChosen ? "chosen" : ""} ${faulty.has(keyOf(one)) ? "faulty" : ""}`;
  const points = pathOf(corners, size);
  const handles =
    isChosen && isEditable
      ? svg`${edgeMiddles(corners, size).map(({ at }) => plus(at, size))} ${corners.map((at) => dot(at, size))}`
      : nothing;
  // Not in the styles: browsers differ on where a shared stylesheet looks for the pattern.
  const fill = one.kind === "masks" ? "fill: url(#hatch)" : nothing;
  return one.kind === "lines"
    ? svg`<g class=${words}><polyline class="halo" points=${points}></polyline>
        <polyline points=${points}></polyline>${arrowOf(corners, size)}${handles}</g>`
    : svg`<g class=${words}><polygon class="halo" points=${points}></polygon>
        <polygon style=${fill} points=${points}></polygon>${handles}</g>`;
}

/** Points to the side that is `in`. */
function arrowOf([a, b]: readonly Point[], { width, height }: Size): SVGTemplateResult | typeof nothing {
  if (a === undefined || b === undefined) return nothing;
  const [dx, dy] = [(b.x - a.x) * width, (b.y - a.y) * height];
  const long = Math.hypot(dx, dy);
  if (long === 0) return nothing;
  const [nx, ny] = [-dy / long, dx / long];
  const [mx, my] = [((a.x + b.x) / 2) * width, ((a.y + b.y) / 2) * height];
  const [ex, ey] = [mx + nx * ARROW_PX, my + ny * ARROW_PX];
  const side = (sign: number): string =>
    `${ex - nx * HEAD_PX - ny * sign * HEAD_PX},${ey - ny * HEAD_PX + nx * sign * HEAD_PX}`;
  const way = `${mx},${my} ${ex},${ey}`;
  const head = `${side(1)} ${ex},${ey} ${side(-1)}`;
  return svg`<polyline class="halo" points=${way}></polyline><polyline class="halo" points=${head}></polyline>
    <polyline points=${way}></polyline><polyline points=${head}></polyline>`;
}

/** Where the words `in` and `out` stand: on either side of a line. */
export function sidesOf({ a, b }: { a: Point; b: Point }, { width, height }: Size): readonly [Point, Point] {
  const [dx, dy] = [(b.x - a.x) * width, (b.y - a.y) * height];
  const long = Math.hypot(dx, dy) || 1;
  const [nx, ny] = [-dy / long, dx / long];
  const at = (far: number): Point => ({
    x: (a.x + b.x) / 2 + (nx * far) / (width || 1),
    y: (a.y + b.y) / 2 + (ny * far) / (height || 1),
  });
  return [at(ARROW_PX + 14), at(-18)];
}

/** Names beside the shapes, and which side of a line is which. */
export function wordsOf({ draft, chosen, size }: Drawn): TemplateResult {
  const named = ruleKinds.flatMap((kind) =>
    draft[kind].map((rule: DraftRule, index) => ({ rule, key: keyOf({ kind, index }), kind })),
  );
  const current = chosen && keyOf(chosen);
  return html`${named.map(({ rule, key, kind }) => {
    const at = "polygon" in rule ? topOf(rule.polygon) : rule.a;
    return html`<span class="word ${kind} ${key === current ? "chosen" : ""} ${at.x > HALF ? "left" : ""}" style=${placed(at)}>${rule.name}</span>`;
  })}
    ${draft.lines.map((line) => {
      const [inwards, outwards] = sidesOf(line, size);
      return html`<span class="side" style=${placed(inwards)}>${t("in")}</span>
        <span class="side" style=${placed(outwards)}>${t("out")}</span>`;
    })}`;
}

/** What is being drawn: its corners so far, and the way to where the pointer is. */
export function sketchOf(
  corners: readonly Point[],
  pointer: Point | undefined,
  size: Size,
): SVGTemplateResult {
  const all = pointer === undefined ? corners : [...corners, pointer];
  const [first] = corners;
  const closing =
    corners.length >= 3 && first
      ? svg`<circle class="closing" cx=${first.x * size.width}
    cy=${first.y * size.height} r=${DOT_PX + 5}></circle>`
      : nothing;
  return svg`<g class="shape sketch chosen"><polyline class="halo" points=${pathOf(all, size)}></polyline>
    <polyline points=${pathOf(all, size)}></polyline>${closing}${corners.map((at) => dot(at, size))}</g>`;
}

export const placed = ({ x, y }: Point): string => `left: ${x * 100}%; top: ${y * 100}%`;

const pathOf = (points: readonly Point[], { width, height }: Size): string =>
  points.map(({ x, y }) => `${x * width},${y * height}`).join(" ");

const dot = ({ x, y }: Point, { width, height }: Size): SVGTemplateResult =>
  svg`<circle class="dot" cx=${x * width} cy=${y * height} r=${DOT_PX}></circle>`;

const plus = (at: Point, { width, height }: Size): SVGTemplateResult => {
  const [x, y] = [at.x * width, at.y * height];
  return svg`<g class="plus"><circle cx=${x} cy=${y} r=${PLUS_PX}></circle>
    <path d="M${x - 3} ${y}h6M${x} ${y - 3}v6"></path></g>`;
};

const topOf = (corners: readonly Point[]): Point =>
  corners.reduce((top, corner) => (corner.y < top.y ? corner : top), corners[0] ?? { x: 0, y: 0 });

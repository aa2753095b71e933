import { html, type TemplateResult } from "lit";
import type { Box, Point } from "#domain/geometry.ts";
import { t } from "./i18n.ts";
import { cornersOf, type Draft, type Limits, limitsOf, type Subject } from "./rules-draft.ts";
import { placed } from "./rules-shapes.ts";

/** Of the picture. */
const AREA_LEAST = 0.0001;
const SMALLEST_FIRST = 0.005;
const LARGEST_FIRST = 0.25;
/** Width by height, as seen, of what is drawn: about that of somebody who walks. */
const FORM = 0.5;
/** A box of one and the same thing is now so much larger, now smaller. */
const WAVERS = 1.25;
/** How often the way to an area is halved: finer than a pixel. */
const HALVINGS = 30;
const DIGITS = 3;
/** Of the picture. */
const HALF = 0.5;

export const sizeEnds = ["smallest", "largest"] as const;
export type SizeEnd = (typeof sizeEnds)[number];
const fields = { smallest: "min_area", largest: "max_area" } as const satisfies Record<SizeEnd, keyof Limits>;

/** A box of the smallest or the largest area, drawn where its rule is. */
export interface SizeBox {
  readonly which: SizeEnd;
  readonly box: Box;
  readonly area: number;
  /** The corner that it is dragged by. */
  readonly handle: Point;
  /** The area of which that corner is nearest to here. */
  areaAt(to: Point): number;
}

/** Those that are limited. Of the same form as far as they fit: limits of form are kept to. */
export function sizeBoxesOf(draft: Draft, subject: Subject, aspect: number): readonly SizeBox[] {
  const limits = limitsOf(draft, subject) ?? {};
  const stand = standOf(draft, subject, aspect, limits);
  return sizeEnds.flatMap((which) => {
    const area = limits[fields[which]];
    if (area === undefined) return [];
    const areaAt = (to: Point): number => areaNear(stand, to);
    return [{ which, area, box: boxAt(stand, area), handle: cornerAt(stand, area), areaAt }];
  });
}

/** An area that was dragged, as far as it can be: the smallest stays below the largest. */
export function sized({ min_area = AREA_LEAST, max_area = 1 }: Limits, which: SizeEnd, area: number): Limits {
  const [least, most] = which === "smallest" ? [AREA_LEAST, max_area] : [min_area, 1];
  return { [fields[which]]: Math.min(most, Math.max(least, rounded(area))) };
}

/** What is limited already, or a guess to begin with. */
export function sizeGuess(limits: Limits, which: SizeEnd): Limits {
  return sized(
    limits,
    which,
    limits[fields[which]] ?? (which === "smallest" ? SMALLEST_FIRST : LARGEST_FIRST),
  );
}

/** So that a thing with this box counts, also where its box wavers. */
export function sizeLike({ width, height }: Box, which: SizeEnd): Limits {
  const area = width * height * (which === "smallest" ? 1 / WAVERS : WAVERS);
  return { [fields[which]]: Math.min(1, Math.max(AREA_LEAST, rounded(area))) };
}

/** `0.5 to 20 % of the picture` */
export function sizeWords({ min_area, max_area }: Limits): string {
  if (min_area !== undefined && max_area !== undefined) {
    return t("{from} to {to} % of the picture", { from: percentOf(min_area), to: percentOf(max_area) });
  }
  if (min_area !== undefined) return t("from {n} % of the picture", { n: percentOf(min_area) });
  return max_area === undefined ? t("any") : t("up to {n} % of the picture", { n: percentOf(max_area) });
}

export const percentOf = (share: number): number => rounded(share * 100);

export function sizeBoxOf({ which, box, area }: SizeBox): TemplateResult {
  const at = `${placed(box)}; width: ${box.width * 100}%; height: ${box.height * 100}%`;
  // One above the other, as small boxes lie in large ones; and away from the nearer edge of the picture.
  const isLeft = box.x > HALF;
  const word = {
    x: isLeft ? box.x + box.width : box.x,
    y: which === "smallest" ? box.y + box.height : box.y,
  };
  return html`<span class="size ${which}" style=${at}></span>
    <span class="what size-word ${which} ${isLeft ? "left" : ""}" style=${placed(word)}>${which === "smallest" ? t("smallest {n} %", { n: percentOf(area) }) : t("largest {n} %", { n: percentOf(area) })}</span>`;
}

interface Stand {
  /** The middle of its lower edge, as long as it fits there. */
  readonly foot: Point;
  readonly aspect: number;
  readonly form: number;
}

function standOf(
  draft: Draft,
  subject: Subject,
  aspect: number,
  { min_ratio = 0, max_ratio = Number.POSITIVE_INFINITY }: Limits,
): Stand {
  const corners = cornersOf(draft, subject);
  const xs = corners.map(({ x }) => x);
  const x = (Math.min(...xs) + Math.max(...xs)) / 2;
  const y = Math.max(...corners.map((corner) => corner.y));
  return { foot: { x, y }, aspect, form: Math.min(max_ratio, Math.max(min_ratio, FORM)) };
}

/** What is too high for the place becomes wider, what is too wide for the picture stands lower. */
function boxAt({ foot, aspect, form }: Stand, area: number): Box {
  const bottom = Math.max(foot.y, area);
  const height = Math.max(area, Math.min(bottom, Math.sqrt((area * aspect) / form)));
  const width = area / height;
  const y = Math.max(0, bottom - height);
  return { x: Math.min(1 - width, Math.max(0, foot.x - width / 2)), y, width, height };
}

/** The upper one on the side where there is more room. */
function cornerAt(stand: Stand, area: number): Point {
  const { x, y, width } = boxAt(stand, area);
  return { x: stand.foot.x > HALF ? x : x + width, y };
}

function areaNear(stand: Stand, to: Point): number {
  const outwards = ({ x, y }: Point): number => (stand.foot.x > HALF ? -x : x) * stand.aspect - y;
  let [low, high] = [Math.log(AREA_LEAST), 0];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (outwards(cornerAt(stand, Math.exp(middle))) < outwards(to)) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}

const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

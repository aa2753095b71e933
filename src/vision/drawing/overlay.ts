import type { Point } from "#domain/geometry.ts";
import type { Line } from "#domain/line.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import { footOf } from "#domain/track-seen.ts";
import type { LineCount } from "#vision/rules/engine.ts";
import type { Track } from "#vision/tracking/track.ts";
import {
  type Canvas,
  type Colour,
  drawLine,
  drawPath,
  fillDisc,
  fillPolygon,
  frameRect,
  type Rect,
} from "./canvas.ts";
import { drawLabel, LABEL_HEIGHT, labelWidth } from "./text.ts";

/** What is drawn over one frame. Places are fractions of the frame. */
export interface Overlay {
  readonly title: string;
  readonly rules: LiveRules;
  /** Ids of the zones that somebody is in. */
  readonly occupied: ReadonlySet<string>;
  readonly counts: readonly LineCount[];
  /** Ids of the lines that were crossed a moment ago. */
  readonly crossed: ReadonlySet<string>;
  readonly things: readonly OverlayThing[];
  /** The newest last. */
  readonly captions: readonly Caption[];
}

export interface OverlayThing {
  readonly track: Track;
  /** Why the rules do not follow it, in a word or two. */
  readonly note: string | undefined;
  /** Where its foot was, the oldest first. */
  readonly trail: readonly Point[];
}

export interface Caption {
  readonly text: string;
  readonly isAlert: boolean;
}

const WHITE: Colour = [255, 255, 255];
const PLATE: Colour = [20, 20, 24];
const ZONE: Colour = [64, 196, 255];
const LINE: Colour = [255, 193, 7];
const MASK: Colour = [120, 120, 120];
const ALERT: Colour = [229, 57, 53];
const DIM: Colour = [170, 170, 170];
/** Told apart on grass, asphalt and snow; one thing keeps its colour. */
const THINGS: readonly Colour[] = [
  [102, 255, 102],
  [255, 128, 171],
  [179, 136, 255],
  [255, 171, 64],
  [29, 233, 182],
  [255, 255, 114],
  [130, 177, 255],
  [255, 110, 64],
];

export function drawOverlay(canvas: Canvas, overlay: Overlay): void {
  const at = ({ x, y }: Point): Point => ({ x: x * canvas.width, y: y * canvas.height });
  drawMasks(canvas, overlay, at);
  drawZones(canvas, overlay, at);
  drawLines(canvas, overlay, at);
  for (const thing of overlay.things) drawTrail(canvas, thing, at);
  for (const thing of overlay.things) drawThing(canvas, thing, at);
  drawLabel(canvas, overlay.title, { x: 8, y: 8 }, { back: PLATE });
  drawCaptions(canvas, overlay.captions);
}

type ToPixels = (point: Point) => Point;

function drawMasks(canvas: Canvas, { rules }: Overlay, at: ToPixels): void {
  for (const { name, polygon } of rules.masks) {
    const corners = polygon.map(at);
    fillPolygon(canvas, corners, { colour: PLATE, alpha: 0.45 });
    outline(canvas, corners, MASK, 1);
    drawLabel(canvas, `mask ${name}`, highest(corners), { back: MASK, alpha: 0.6 });
  }
}

function drawZones(canvas: Canvas, { rules, occupied }: Overlay, at: ToPixels): void {
  for (const { id, name, polygon } of rules.zones) {
    const corners = polygon.map(at);
    const isInside = occupied.has(id);
    if (isInside) fillPolygon(canvas, corners, { colour: ZONE, alpha: 0.28 });
    outline(canvas, corners, ZONE, isInside ? 3 : 2);
    drawLabel(canvas, name, highest(corners), { back: ZONE, alpha: isInside ? 0.95 : 0.7 });
  }
}

function drawLines(canvas: Canvas, { rules, counts, crossed }: Overlay, at: ToPixels): void {
  for (const line of rules.lines) {
    const [a, b] = [at(line.a), at(line.b)];
    const isCrossed = crossed.has(line.id);
    const colour = isCrossed ? WHITE : LINE;
    drawLine(canvas, a, b, { colour }, isCrossed ? 5 : 3);
    fillDisc(canvas, a, 4, { colour });
    const tip = drawArrow(canvas, a, b, colour);
    const count = counts.find((one) => one.line === line.id);
    const text = `${line.name}: in ${count?.in ?? 0}, out ${count?.out ?? 0}`;
    drawLabel(canvas, text, besideLine(canvas, { a, b, tip }, text), { back: colour, alpha: 0.8 });
  }
}

const ARROW = 22;
const BARB = 8;

/** From the middle to the `in` side; returns its tip. */
function drawArrow(canvas: Canvas, a: Point, b: Point, colour: Colour): Point {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  // One who stands at `a` and looks to `b` steps `in` to the right: down in the picture when the line runs to the right.
  const [nx, ny] = [-(b.y - a.y) / length, (b.x - a.x) / length];
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const tip = { x: middle.x + nx * ARROW, y: middle.y + ny * ARROW };
  drawLine(canvas, middle, tip, { colour }, 2);
  for (const side of [-1, 1]) {
    const back = { x: tip.x - nx * BARB + side * ny * BARB, y: tip.y - ny * BARB - side * nx * BARB };
    drawLine(canvas, tip, back, { colour }, 2);
  }
  return tip;
}

interface DrawnLine extends Pick<Line, "a" | "b"> {
  readonly tip: Point;
}

/** On the side that the arrow does not point to. */
function besideLine(canvas: Canvas, { a, b, tip }: DrawnLine, text: string): Point {
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const width = labelWidth(text);
  const [dx, dy] = [middle.x - tip.x, middle.y - tip.y];
  const isUpright = Math.abs(dx) > Math.abs(dy);
  const x = dx > 0 ? middle.x + 8 : middle.x - 8 - width;
  const hasRoom = x >= 0 && x + width <= canvas.width;
  if (isUpright && hasRoom) return { x, y: middle.y - LABEL_HEIGHT / 2 };
  if (isUpright) return { x: middle.x - width / 2, y: Math.min(a.y, b.y) - LABEL_HEIGHT - 6 };
  const y = dy > 0 ? middle.y + 6 : middle.y - 6 - LABEL_HEIGHT;
  return { x: middle.x - width / 2, y };
}

function drawTrail(canvas: Canvas, { track, note, trail }: OverlayThing, at: ToPixels): void {
  if (note === undefined) drawPath(canvas, trail.map(at), { colour: colourOf(track), alpha: 0.75 }, 2);
}

function drawThing(canvas: Canvas, { track, note }: OverlayThing, at: ToPixels): void {
  const { id, label, score, state, isStationary } = track;
  const isSure = state === "confirmed" && note === undefined;
  const colour = note === undefined && state !== "tentative" ? colourOf(track) : DIM;
  const rect = rectOf(track, at);
  frameRect(canvas, rect, { colour, alpha: isSure ? 1 : 0.7 }, isSure ? 3 : 2, state !== "confirmed");
  if (isSure) {
    const foot = at(footOf(track.box));
    fillDisc(canvas, foot, 6, { colour: PLATE });
    fillDisc(canvas, foot, 4.5, { colour });
  }
  if (state === "tentative") return;
  const seen = state === "lost" ? "lost" : score.toFixed(2).replace(/^0/, "");
  const words = [`${label} ${id}`, seen, ...(isStationary ? ["still"] : []), ...(note ? [note] : [])];
  const above = rect.y - LABEL_HEIGHT;
  const y = above >= 0 ? above : rect.y + 2;
  drawLabel(canvas, words.join(" "), { x: rect.x, y }, { back: colour, alpha: isSure ? 0.85 : 0.55 });
}

const CAPTION_GAP = 3;

function drawCaptions(canvas: Canvas, captions: readonly Caption[]): void {
  for (const [index, { text, isAlert }] of captions.toReversed().entries()) {
    const y = canvas.height - 8 - (index + 1) * (LABEL_HEIGHT + CAPTION_GAP);
    drawLabel(canvas, text, { x: 8, y }, { back: isAlert ? ALERT : PLATE });
  }
}

function outline(canvas: Canvas, corners: readonly Point[], colour: Colour, thickness: number): void {
  drawPath(canvas, [...corners, ...corners.slice(0, 1)], { colour, alpha: 0.9 }, thickness);
}

function rectOf({ box }: Track, at: ToPixels): Rect {
  const [from, to] = [at(box), at({ x: box.x + box.width, y: box.y + box.height })];
  return { ...from, width: to.x - from.x, height: to.y - from.y };
}

/** The corner that lies highest, where a name hides least. */
function highest(corners: readonly Point[]): Point {
  return corners.reduce((best, corner) => (corner.y < best.y ? corner : best));
}

const colourOf = ({ id }: Track): Colour => THINGS[id % THINGS.length] ?? WHITE;

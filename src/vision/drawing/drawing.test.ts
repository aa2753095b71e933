import { expect, test } from "vitest";
import { LiveRules } from "#domain/live-rules.ts";
import type { Track } from "#vision/tracking/track.ts";
import { drawLine, fillPolygon, fillRect, frameRect, makeCanvas } from "./canvas.ts";
import { drawOverlay, type Overlay } from "./overlay.ts";
import { drawLabel, drawText, labelWidth, textSize } from "./text.ts";

const white = { colour: [255, 255, 255] } as const;
const at = (x: number, y: number) => ({ x, y });

function aPicture(width = 60, height = 40) {
  const bytes = new Uint8Array(3 * width * height);
  const colour = (x: number, y: number) => [...bytes.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
  const lit = () => bytes.reduce((sum, byte, i) => sum + (i % 3 === 0 && byte > 0 ? 1 : 0), 0);
  return { bytes, canvas: makeCanvas(bytes, width, height), colour, lit };
}

test("a rectangle covers exactly its pixels, mixed with what was there", () => {
  const { canvas, colour, lit } = aPicture();

  fillRect(canvas, { x: 10, y: 5, width: 4, height: 3 }, { colour: [200, 100, 0], alpha: 0.5 });

  expect(colour(10, 5)).toEqual([100, 50, 0]);
  expect([colour(9, 5)[0], colour(14, 5)[0], colour(13, 7)[0]]).toEqual([0, 0, 100]);
  expect(lit()).toBe(12);
});

test("what lies outside is cut off", () => {
  const { canvas, lit } = aPicture();

  fillRect(canvas, { x: -50, y: -50, width: 55, height: 54 }, white);
  frameRect(canvas, { x: 100, y: 100, width: 20, height: 20 }, white, 3);
  drawLine(canvas, at(-30, 200), at(-20, 300), white, 4);
  drawText(canvas, "far away", 500, -80, white);

  expect(lit()).toBe(20);
});

test("a concave outline is filled inside only", () => {
  const { canvas, colour } = aPicture();

  // A U, open at the top.
  fillPolygon(
    canvas,
    [at(5, 5), at(20, 5), at(20, 25), at(40, 25), at(40, 5), at(55, 5), at(55, 35), at(5, 35)],
    white,
  );

  expect([colour(10, 10)[0], colour(50, 10)[0], colour(30, 30)[0]]).toEqual([255, 255, 255]);
  expect([colour(30, 10)[0], colour(2, 20)[0], colour(30, 38)[0]]).toEqual([0, 0, 0]);
});

test("a line is as thick as asked, has soft edges, and with dashes it has gaps", () => {
  const { canvas, colour } = aPicture();
  const dashed = aPicture();

  drawLine(canvas, at(10, 20), at(50, 20), white, 3);
  frameRect(dashed.canvas, { x: 5, y: 5, width: 50, height: 30 }, white, 1, true);

  expect([18, 19, 20, 21, 22].map((y) => colour(30, y)[0])).toEqual([0, 255, 255, 255, 0]);
  const top = Array.from({ length: 48 }, (_, i) => dashed.colour(6 + i, 5)[0] ?? 0);
  expect(top.some((value) => value === 255) && top.includes(0)).toBe(true);
});

test("letters are drawn where they are said to be, and those of other alphabets too, as well as may be", () => {
  const drawn = (text: string) => {
    const picture = aPicture(120, 30);
    drawText(picture.canvas, text, 4, 4, white);
    return Buffer.from(picture.bytes).toString("base64");
  };
  const { canvas, lit, colour } = aPicture(40, 30);
  drawText(canvas, "I", 4, 4, white);

  expect(lit()).toBeGreaterThan(20);
  expect(colour(9, 14)[0]).toBe(255);
  expect(textSize("I").width).toBe(10);
  expect(drawn("ü")).toBe(drawn("u\u0308"));
  expect(drawn("ü")).not.toBe(drawn("u"));
  expect(drawn("č")).toBe(drawn("c"));
  expect(drawn("門")).toBe(drawn("?"));
  expect(new Set("0123456789abcABC".split("").map(drawn)).size).toBe(16);
});

test("a label is pushed into the picture", () => {
  const { canvas, colour } = aPicture(120, 40);

  drawLabel(canvas, "gate", at(115, 39), { back: [255, 0, 0], alpha: 1 });

  expect(colour(119, 39)).toEqual([255, 0, 0]);
  expect(colour(119 - labelWidth("gate"), 39)).toEqual([0, 0, 0]);
});

const rules = LiveRules.parse({
  zones: [{ id: "porch", name: "Porch", polygon: [at(0.5, 0.5), at(0.9, 0.5), at(0.9, 0.9), at(0.5, 0.9)] }],
  lines: [{ id: "gate", name: "Gate", a: at(0.2, 0.3), b: at(0.2, 0.9) }],
});
const track: Track = {
  id: 1,
  label: "person",
  score: 0.9,
  box: { x: 0.3, y: 0.4, width: 0.1, height: 0.4 },
  state: "confirmed",
  bornAtMs: 0,
  seenAtMs: 0,
  isStationary: false,
  velocity: at(0, 0),
  centre: at(0.35, 0.6),
  previousCentre: undefined,
};

function overlay(wish: Partial<Overlay>) {
  const picture = aPicture(640, 360);
  const nothing = {
    occupied: new Set<string>(),
    crossed: new Set<string>(),
    counts: [],
    things: [],
    captions: [],
  };
  drawOverlay(picture.canvas, { title: "Front door", rules, ...nothing, ...wish });
  return picture.colour;
}

test("a zone is filled while somebody is in it", () => {
  const [empty, filled] = [overlay({}), overlay({ occupied: new Set(["porch"]) })];

  expect(empty(448, 270)).toEqual([0, 0, 0]);
  expect(filled(448, 270)[2]).toBeGreaterThan(50);
});

test("the arrow of a line points to its in side, and what was counted stands on the other", () => {
  const down = overlay({});
  const [line] = rules.lines;
  const turned = line && { ...line, a: line.b, b: line.a };
  const up = overlay({ rules: { ...rules, lines: turned ? [turned] : [] } });

  // An arrow is thin, a label is high. Down the picture, in is to the left.
  const isThin = (colour: typeof up, x: number) => (colour(x, 216)[0] ?? 0) > 100 && colour(x, 207)[0] === 0;
  const isHigh = (colour: typeof up, x: number) => (colour(x, 207)[0] ?? 0) > 100;
  expect([isThin(down, 118), isHigh(down, 138)]).toEqual([true, true]);
  // No room for it on the left: it stands above.
  expect([isThin(up, 138), isHigh(up, 118), (up(118, 90)[0] ?? 0) > 100]).toEqual([true, false, true]);
});

test("a thing is framed in its colour with a dot at its foot; what does not count is dim, and lost ones are dashed", () => {
  const thing = { track, note: undefined, trail: [] };
  const sure = overlay({ things: [thing] });
  const masked = overlay({ things: [{ ...thing, note: "masked" }] });
  const lost = overlay({ things: [{ ...thing, track: { ...track, state: "lost" } }] });

  const side = (colour: typeof sure) => Array.from({ length: 100 }, (_, i) => colour(192, 160 + i)[1] ?? 0);
  expect(Math.min(...side(sure))).toBeGreaterThan(100);
  expect(side(masked)).not.toEqual(side(sure));
  expect(Math.min(...side(lost))).toBe(0);
  expect(sure(224, 288)).not.toEqual([0, 0, 0]);
  expect(masked(224, 290)).not.toEqual(sure(224, 290));
});

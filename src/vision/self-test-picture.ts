import type { Picture } from "#domain/tensor.ts";
import type { Corners, Size } from "./letterbox.ts";

type Colour = readonly [red: number, green: number, blue: number];

const sky: Colour = [150, 190, 230];
const grass: Colour = [95, 125, 70];
const pole: Colour = [120, 120, 120];
const red: Colour = [190, 20, 30];
const white: Colour = [245, 245, 245];

/** In units of the picture's shorter side: how far above the middle the sign is, half its size, its white rim. */
const SIGN_UP = 0.1;
const SIGN_HALF = 0.25;
const RIM = 0.02;

/** `STOP` in a font of 3 x 5. */
const letters = [
  ["###", "#..", "###", "..#", "###"],
  ["###", ".#.", ".#.", ".#.", ".#."],
  ["###", "#.#", "#.#", "#.#", "###"],
  ["###", "#.#", "###", "#..", "#.."],
] as const;

/**
 * A drawn stop sign before sky and grass, filling the model's input. Detectors trained on COCO know it even drawn, and
 * only with the right colours: so it shows whether a model works and how it wants its pictures.
 */
export function drawSelfTest({ width, height }: Size): Picture {
  const area = width * height;
  const planes = new Uint8Array(3 * area);
  const unit = Math.min(width, height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [r, g, b] = colourAt((x - width / 2) / unit, (y - height / 2) / unit);
      planes[at] = g;
      planes[area + at] = b;
      planes[2 * area + at] = r;
    }
  }
  return { width, height, planes };
}

export const SELF_TEST_LABEL = "stop sign";

/** Where the sign is. */
export function selfTestSign({ width, height }: Size): Corners {
  const unit = Math.min(width, height);
  const [x, y, half] = [width / 2, height / 2 - SIGN_UP * unit, SIGN_HALF * unit];
  return { x1: x - half, y1: y - half, x2: x + half, y2: y + half };
}

/** From the centre, in units of the picture's shorter side. */
function colourAt(x: number, y: number): Colour {
  const signY = y + SIGN_UP;
  const distance = octagon(x, signY);
  if (distance < SIGN_HALF - RIM) return isLetter(x, signY) ? white : red;
  if (distance < SIGN_HALF) return white;
  if (Math.abs(x) < 0.02 && y > 0) return pole;
  return y > 0.25 ? grass : sky;
}

/** Half the width of the upright octagon through a point. */
const octagon = (x: number, y: number): number =>
  Math.max(Math.abs(x), Math.abs(y), (Math.abs(x) + Math.abs(y)) * Math.SQRT1_2);

function isLetter(x: number, y: number): boolean {
  const column = Math.floor((x + 0.18) / 0.024);
  const row = Math.floor((y + 0.07) / 0.028);
  return letters[Math.floor(column / 4)]?.[row]?.[column % 4] === "#";
}

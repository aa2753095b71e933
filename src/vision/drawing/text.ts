import { type Canvas, type Colour, fillRect, type Paint } from "./canvas.ts";
import { GLYPH_HEIGHT, GLYPH_WIDTH, GLYPHS } from "./glyphs.ts";

const GLYPH_PIXELS = GLYPH_WIDTH * GLYPH_HEIGHT;
const LEVELS = 3;
const MARGIN = 3;
const bits = Uint8Array.from(atob(GLYPHS), (letter) => letter.charCodeAt(0));

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });
const lettersOf = (text: string): string[] =>
  Array.from(letters.segment(text.normalize("NFC")), ({ segment }) => segment);

/** A line of letters, in pixels. */
export const textSize = (text: string) => ({
  width: lettersOf(text).length * GLYPH_WIDTH,
  height: GLYPH_HEIGHT,
});

/** Letters that are not drawn become a question mark, except those that are one with an accent. */
export function drawText(canvas: Canvas, text: string, x: number, y: number, paint: Paint): void {
  const [left, top] = [Math.round(x), Math.round(y)];
  for (const [index, letter] of lettersOf(text).entries()) {
    const first = glyphOf(letter) * GLYPH_PIXELS;
    for (let pixel = 0; pixel < GLYPH_PIXELS; pixel++) {
      const at = first + pixel;
      const level = ((bits[at >> 2] ?? 0) >> ((at & 3) * 2)) & LEVELS;
      if (level === 0) continue;
      const column = left + index * GLYPH_WIDTH + (pixel % GLYPH_WIDTH);
      canvas.dab(column, top + Math.floor(pixel / GLYPH_WIDTH), paint, level / LEVELS);
    }
  }
}

export interface LabelPlace {
  readonly x: number;
  readonly y: number;
}

export interface LabelPaint {
  readonly back: Colour;
  readonly alpha?: number;
  readonly ink?: Colour;
}

export const LABEL_HEIGHT = GLYPH_HEIGHT + 2;
export const labelWidth = (text: string): number => textSize(text).width + 2 * MARGIN;

/** Letters on a plate of their own, pushed into the picture where they would leave it. */
export function drawLabel(
  canvas: Canvas,
  text: string,
  { x, y }: LabelPlace,
  { back, alpha = 0.85, ink = readableOn(back) }: LabelPaint,
): void {
  const width = labelWidth(text);
  const left = Math.max(0, Math.min(canvas.width - width, Math.round(x)));
  const top = Math.max(0, Math.min(canvas.height - LABEL_HEIGHT, Math.round(y)));
  fillRect(canvas, { x: left, y: top, width, height: LABEL_HEIGHT }, { colour: back, alpha });
  drawText(canvas, text, left + MARGIN, top + 1, { colour: ink });
}

/** Black or white, whichever is easier to read there. */
function readableOn([red, green, blue]: Colour): Colour {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? [0, 0, 0] : [255, 255, 255];
}

function glyphOf(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  if (code >= 0x20 && code <= 0x7e) return code - 0x20;
  if (code >= 0xc0 && code <= 0xff) return code - 0xc0 + 0x5f;
  const [plain = "?"] = letter.normalize("NFD");
  return plain === letter || plain > "~" ? "?".charCodeAt(0) - 0x20 : glyphOf(plain);
}

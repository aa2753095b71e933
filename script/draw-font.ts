import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "#platform/process.ts";

/**
 * Draws the letters of annotated videos, once: `node script/draw-font.ts`. Needs ffmpeg with drawtext and DejaVu, which
 * may be used freely in this form (its licence is Bitstream Vera's).
 */
const FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf";
const TARGET = new URL("../src/vision/drawing/glyphs.ts", import.meta.url);
const [WIDTH, HEIGHT, BASELINE, FONT_SIZE] = [10, 20, 15, 16];
const LINE_MAX = 104;

/** ASCII and the letters of Latin-1. */
const codes = [...range(0x20, 0x7e), ...range(0xc0, 0xff)];

const folder = mkdtempSync(join(tmpdir(), "porchlight-font-"));
const filters = codes.map((code, index) => {
  const file = join(folder, `${code}.txt`);
  writeFileSync(file, String.fromCodePoint(code));
  return `drawtext=fontfile=${FONT}:textfile=${file}:expansion=none:fontcolor=white:fontsize=${FONT_SIZE}:x=${index * WIDTH}:y=${BASELINE}-ascent`;
});
const script = join(folder, "filters.txt");
writeFileSync(script, `${filters.join(",\n")},format=gray`);
const source = `color=black:s=${codes.length * WIDTH}x${HEIGHT}:d=1:r=1,format=rgb24`;
const input = ["-loglevel", "error", "-f", "lavfi", "-i", source, "-filter_script:v", script];
const output = ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"];
const { stdout: picture } = await runProcess(
  "ffmpeg",
  [...input, ...output],
  { timeoutMs: 60_000 },
  new AbortController().signal,
);
rmSync(folder, { recursive: true });

/** Four pixels a byte, each of four levels; one glyph after another, each row by row. */
const packed = Buffer.alloc((codes.length * WIDTH * HEIGHT) / 4);
for (let pixel = 0; pixel < packed.length * 4; pixel++) {
  const glyph = Math.floor(pixel / (WIDTH * HEIGHT));
  const row = Math.floor(pixel / WIDTH) % HEIGHT;
  const level = Math.round((picture[(row * codes.length + glyph) * WIDTH + (pixel % WIDTH)] ?? 0) / 85);
  packed[pixel >> 2] = (packed[pixel >> 2] ?? 0) | (level << ((pixel & 3) * 2));
}
const lines = packed.toString("base64").match(new RegExp(`.{1,${LINE_MAX}}`, "g")) ?? [];
writeFileSync(
  TARGET,
  `/**
 * Letters from U+0020 to U+007E and U+00C0 to U+00FF, drawn by script/draw-font.ts from DejaVu Sans Mono Bold.
 * Fonts: copyright (c) 2003 by Bitstream, Inc. All Rights Reserved. DejaVu changes are in public domain.
 */
export const GLYPH_WIDTH = ${WIDTH};
export const GLYPH_HEIGHT = ${HEIGHT};

/** Base64: four pixels a byte, the first in the lowest bits, each of four levels; a letter after another, row by row. */
export const GLYPHS = [
${lines.map((line) => `  "${line}",`).join("\n")}
].join("");
`,
);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

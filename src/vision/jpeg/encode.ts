import { type BitWriter, makeBitWriter } from "./bits.ts";
import { sharesOf, transform } from "./dct.ts";
import { frontMatter } from "./front-matter.ts";
import { type Codes, codesOf, huffman, stepsOf, ZIGZAG } from "./tables.ts";

/** As libjpeg counts; a face at the door is to be known again. */
const QUALITY = 85;
/** A run of zeros, and nothing but zeros. */
const ZEROS_16 = 0xf0;
const END = 0;

export interface Picture {
  /** Both even. */
  readonly width: number;
  readonly height: number;
  /** Y, then U and V at half the size; limited range. */
  readonly i420: Uint8Array;
}

/**
 * An I420 picture as baseline JPEG. A step of the generator is 16 rows of the picture, a millisecond or so: whoever has
 * other things to do pauses between them.
 */
export function* encodeJpeg({ width, height, i420 }: Picture): Generator<undefined, Uint8Array<ArrayBuffer>> {
  const half = { width: width >> 1, height: height >> 1 };
  const size = width * height;
  const quarter = half.width * half.height;
  const luma = makeComponent("luma", { width, height, bytes: i420.subarray(0, size) });
  const blue = makeComponent("chroma", { ...half, bytes: i420.subarray(size, size + quarter) });
  const red = makeComponent("chroma", { ...half, bytes: i420.subarray(size + quarter, size + 2 * quarter) });

  const writer = makeBitWriter();
  writer.bytes(frontMatter({ width, height }, QUALITY));
  for (let row = 0; row < height; row += 16) {
    for (let column = 0; column < width; column += 16) {
      luma.write(writer, column, row);
      luma.write(writer, column + 8, row);
      luma.write(writer, column, row + 8);
      luma.write(writer, column + 8, row + 8);
      blue.write(writer, column >> 1, row >> 1);
      red.write(writer, column >> 1, row >> 1);
    }
    yield;
  }
  writer.fill();
  writer.bytes([0xff, 0xd9]);
  return writer.done();
}

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** One of the three planes on its way into the file. */
function makeComponent(kind: "luma" | "chroma", plane: Plane) {
  const shares = sharesOf(stepsOf(kind, QUALITY));
  const [dc, ac] = [codesOf(huffman[kind].dc), codesOf(huffman[kind].ac)];
  const full = fullRange[kind];
  const block = new Float64Array(64);
  const counted = new Int32Array(64);
  let lastMean = 0;

  return {
    /** The 8 × 8 samples there; beyond the edge the last ones go on. */
    write(writer: BitWriter, left: number, top: number): void {
      cut(plane, left, top, full, block);
      transform(block);
      for (let i = 0; i < 64; i++) {
        const from = ZIGZAG[i] ?? 0;
        counted[i] = Math.round((block[from] ?? 0) * (shares[from] ?? 0));
      }
      const mean = counted[0] ?? 0;
      writeValue(writer, dc, 0, mean - lastMean);
      lastMean = mean;
      writeRest(writer, ac, counted);
    },
  };
}

function cut(
  { width, height, bytes }: Plane,
  left: number,
  top: number,
  full: Float64Array,
  to: Float64Array,
) {
  for (let y = 0; y < 8; y++) {
    const row = Math.min(height - 1, top + y) * width;
    for (let x = 0; x < 8; x++) {
      to[8 * y + x] = full[bytes[row + Math.min(width - 1, left + x)] ?? 0] ?? 0;
    }
  }
}

/** Video counts from 16 to 235 (colours to 240), JPEG from 0 to 255; both about 0 here. */
const fullRange = {
  luma: Float64Array.from({ length: 256 }, (_, y) => clamp(((y - 16) * 255) / 219) - 128),
  chroma: Float64Array.from({ length: 256 }, (_, c) => clamp(((c - 128) * 255) / 224 + 128) - 128),
};

function clamp(value: number): number {
  return Math.min(255, Math.max(0, value));
}

function writeRest(writer: BitWriter, ac: Codes, counted: Int32Array): void {
  let zeros = 0;
  for (let i = 1; i < 64; i++) {
    const value = counted[i] ?? 0;
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) writer.code(ac.bits[ZEROS_16] ?? 0, ac.lengths[ZEROS_16] ?? 0);
    writeValue(writer, ac, zeros << 4, value);
    zeros = 0;
  }
  if (zeros > 0) writer.code(ac.bits[END] ?? 0, ac.lengths[END] ?? 0);
}

/** Its length's code, then its bits; what is negative one less. */
function writeValue(writer: BitWriter, codes: Codes, run: number, value: number): void {
  const length = 32 - Math.clz32(Math.abs(value));
  const symbol = run | length;
  writer.code(codes.bits[symbol] ?? 0, codes.lengths[symbol] ?? 0);
  if (length > 0) writer.code(value < 0 ? value - 1 : value, length);
}

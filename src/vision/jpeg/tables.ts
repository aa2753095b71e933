/** The order in which a block's coefficients are written. */
export const ZIGZAG: readonly number[] = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
];

/** ITU-T T.81, K.1, by rows. */
const LUMA_STEPS: readonly number[] = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
/** K.2, by rows: 99 where nothing is said. */
const CHROMA_CORNER: readonly (readonly number[])[] = [
  [17, 18, 24, 47],
  [18, 21, 26, 66],
  [24, 26, 56, 99],
  [47, 66, 99, 99],
];
const CHROMA_STEPS: readonly number[] = Array.from(
  { length: 64 },
  (_, i) => CHROMA_CORNER[i >> 3]?.[i & 7] ?? 99,
);

/** By rows; `quality` as libjpeg has it, 50 to 100. */
export function stepsOf(kind: "luma" | "chroma", quality: number): readonly number[] {
  const steps = kind === "luma" ? LUMA_STEPS : CHROMA_STEPS;
  const percent = 200 - 2 * quality;
  return steps.map((step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
}

export interface HuffmanTable {
  /** How many codes of 1, 2, … 16 bits there are. */
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const hex = (text: string): readonly number[] =>
  text.split(/\s+/).flatMap((line) => (line.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)));

/** K.3 to K.6. */
export const huffman = {
  luma: {
    dc: { counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], symbols: range(12) },
    ac: {
      counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
      symbols: hex(
        `01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a
        434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9
        aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa`,
      ),
    },
  },
  chroma: {
    dc: { counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], symbols: range(12) },
    ac: {
      counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
      symbols: hex(
        `0001020311040521310612415107617113223281081442 91a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738
        393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7
        a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa`,
      ),
    },
  },
} as const satisfies Readonly<Record<string, { readonly dc: HuffmanTable; readonly ac: HuffmanTable }>>;

/** By symbol: the code's bits, and how many. */
export interface Codes {
  readonly bits: Uint16Array;
  readonly lengths: Uint8Array;
}

export function codesOf({ counts, symbols }: HuffmanTable): Codes {
  const bits = new Uint16Array(256);
  const lengths = new Uint8Array(256);
  let code = 0;
  let next = 0;
  for (const [i, count] of counts.entries()) {
    for (const symbol of symbols.slice(next, next + count)) {
      bits[symbol] = code++;
      lengths[symbol] = i + 1;
    }
    next += count;
    code <<= 1;
  }
  return { bits, lengths };
}

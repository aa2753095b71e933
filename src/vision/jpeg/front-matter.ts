import { type HuffmanTable, huffman, stepsOf, ZIGZAG } from "./tables.ts";

/** All that stands in a JPEG file before the picture itself: three components, colours at half the size. */
export function frontMatter(
  { width, height }: { readonly width: number; readonly height: number },
  quality: number,
): readonly number[] {
  return [
    0xff,
    0xd8,
    ...segment(0xe0, [...Buffer.from("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...inOrder(stepsOf("luma", quality)), 1, ...inOrder(stepsOf("chroma", quality))]),
    ...segment(0xc0, [8, ...two(height), ...two(width), 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
    ...segment(0xc4, [
      ...tableOf(0x00, huffman.luma.dc),
      ...tableOf(0x10, huffman.luma.ac),
      ...tableOf(0x01, huffman.chroma.dc),
      ...tableOf(0x11, huffman.chroma.ac),
    ]),
    ...segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]),
  ];
}

const two = (value: number): readonly number[] => [value >> 8, value & 0xff];
const segment = (marker: number, content: readonly number[]): readonly number[] => [
  0xff,
  marker,
  ...two(content.length + 2),
  ...content,
];
const inOrder = (steps: readonly number[]): readonly number[] => ZIGZAG.map((at) => steps[at] ?? 1);
const tableOf = (id: number, { counts, symbols }: HuffmanTable): readonly number[] => [
  id,
  ...counts,
  ...symbols,
];

/** One box of an MP4 held in memory (ISO/IEC 14496-12 §4.2): its type and its content. */
export interface Box {
  readonly type: string;
  readonly content: Uint8Array;
}

/** The boxes that lie one after another in `bytes`. Ends quietly where one is cut off or makes no sense. */
export function* boxesIn(bytes: Uint8Array): Generator<Box> {
  let at = 0;
  while (at + 8 <= bytes.byteLength) {
    const header = readHeader(bytes, at);
    if (!header || at + header.size > bytes.byteLength) return;
    yield { type: header.type, content: bytes.subarray(at + header.headerSize, at + header.size) };
    at += header.size;
  }
}

/** All boxes at a path of types, as `["moov", "trak"]`. */
export function boxesAt(bytes: Uint8Array, path: readonly string[]): Uint8Array[] {
  const [type, ...rest] = path;
  const found = [...boxesIn(bytes)].filter((box) => box.type === type).map((box) => box.content);
  return rest.length === 0 ? found : found.flatMap((content) => boxesAt(content, rest));
}

/** The first box at a path. */
export const boxAt = (bytes: Uint8Array, ...path: string[]): Uint8Array | undefined =>
  boxesAt(bytes, path)[0];

/** A box's header at `at`: its type and sizes, header included. `undefined` if it is not whole or makes no sense. */
export function readHeader(
  bytes: Uint8Array,
  at: number,
): { readonly type: string; readonly size: number; readonly headerSize: number } | undefined {
  if (at + 8 > bytes.byteLength) return undefined;
  const view = viewOf(bytes);
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  const short = view.getUint32(at);
  if (short !== 1) return short < 8 ? undefined : { type, size: short, headerSize: 8 };
  if (at + 16 > bytes.byteLength) return undefined;
  const size = Number(view.getBigUint64(at + 8));
  return size < 16 ? undefined : { type, size, headerSize: 16 };
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

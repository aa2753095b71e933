import { Failure } from "#domain/failure.ts";

/** No box of a camera's stream is larger: a 4K key frame is some 2 MB. */
const BOX_BYTES_MAX = 32 * 1024 * 1024;

/** A box in a buffer; `start` is where its header begins. */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** Where its content begins. */
  readonly body: number;
  readonly end: number;
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const typeAt = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);

const uint32At = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)) >>>
  0;

/** Where the box that begins at `start` ends. Throws `Failure` on what is no box. */
function endOf(bytes: Uint8Array, start: number, to: number): number {
  const size = uint32At(bytes, start);
  if (size < 8 || start + size > to) throw brokenStream();
  return start + size;
}

/** The boxes that lie one after another from `from` to `to`. Throws `Failure` on what is not boxes. */
export function boxesIn(bytes: Uint8Array, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let start = from; start + 8 <= to; ) {
    const end = endOf(bytes, start, to);
    boxes.push({ type: typeAt(bytes, start + 4), start, body: start + 8, end });
    start = end;
  }
  return boxes;
}

/** The first box of that path below `from`–`to`: `["moov", "mvhd"]`. */
export function findBox(
  bytes: Uint8Array,
  path: readonly string[],
  from = 0,
  to = bytes.byteLength,
): Box | undefined {
  const [type] = path;
  for (let start = from; start + 8 <= to; ) {
    const end = endOf(bytes, start, to);
    if (typeAt(bytes, start + 4) === type) {
      const box = { type, start, body: start + 8, end };
      return path.length === 1 ? box : findBox(bytes, path.slice(1), box.body, end);
    }
    start = end;
  }
  return undefined;
}

/** A top-level box in bytes of its own; the content of a fragment (`mdat`) together with the `moof` before it. */
export interface CutBox {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of an `mdat`, how long the `moof` is that leads it; else 0. */
  readonly lead: number;
}

/**
 * Cuts a byte stream into its top-level boxes. Holds at most one unfinished box, and the `moof` before it: the two are
 * put together as they come, since every byte of a stream passes here and each copy more is felt.
 */
export function makeBoxCutter(bytesMax = BOX_BYTES_MAX) {
  const header = new Uint8Array(8);
  let headerFill = 0;
  let moof: Uint8Array | undefined;
  let box: CutBox | undefined;
  let fill = 0;

  function openBox(): CutBox {
    const size = uint32At(header, 0);
    // 0 (to the end of file) and 1 (64 bit) never come from ffmpeg for what we take.
    if (size < 8 || size > bytesMax) throw brokenStream();
    const type = typeAt(header, 4);
    const lead = type === "mdat" ? (moof?.byteLength ?? 0) : 0;
    const bytes = new Uint8Array(lead + size);
    if (moof && lead > 0) bytes.set(moof);
    moof = undefined;
    bytes.set(header, lead);
    fill = lead + 8;
    return { type, bytes, lead };
  }

  /** The boxes that `chunk` completes, without those that lead another. */
  return function* cut(chunk: Uint8Array): Generator<CutBox> {
    for (let at = 0; at < chunk.byteLength; ) {
      if (!box) {
        const part = chunk.subarray(at, at + 8 - headerFill);
        header.set(part, headerFill);
        headerFill += part.byteLength;
        at += part.byteLength;
        if (headerFill < 8) return;
        headerFill = 0;
        box = openBox();
      }
      const part = chunk.subarray(at, at + box.bytes.byteLength - fill);
      box.bytes.set(part, fill);
      fill += part.byteLength;
      at += part.byteLength;
      if (fill < box.bytes.byteLength) continue;
      const whole = box;
      box = undefined;
      if (whole.type === "moof") moof = whole.bytes;
      else yield whole;
    }
  };
}

export const brokenStream = (): Failure => new Failure("unavailable", "The stream is damaged.");

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

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
  String.fromCharCode(...bytes.subarray(at, at + 4));

/** The boxes that lie one after another from `from` to `to`. Throws `Failure` on what is not boxes. */
export function* boxesIn(bytes: Uint8Array, from: number, to: number): Generator<Box> {
  const view = viewOf(bytes);
  for (let start = from; start + 8 <= to; ) {
    const size = view.getUint32(start);
    const end = start + size;
    if (size < 8 || end > to) throw brokenStream();
    yield { type: typeAt(bytes, start + 4), start, body: start + 8, end };
    start = end;
  }
}

/** The first box of that path below `from`–`to`: `["moov", "mvhd"]`. */
export function findBox(
  bytes: Uint8Array,
  path: readonly string[],
  from = 0,
  to = bytes.byteLength,
): Box | undefined {
  const [type, ...rest] = path;
  for (const box of boxesIn(bytes, from, to)) {
    if (box.type === type) return rest.length === 0 ? box : findBox(bytes, rest, box.body, box.end);
  }
  return undefined;
}

/** Cuts a byte stream into its top-level boxes, each a copy of its own. Holds at most one unfinished box. */
export function makeBoxCutter(bytesMax = BOX_BYTES_MAX) {
  const header = new Uint8Array(8);
  let headerFill = 0;
  let box: Uint8Array | undefined;
  let fill = 0;

  function openBox(): Uint8Array {
    const size = viewOf(header).getUint32(0);
    // 0 (to the end of file) and 1 (64 bit) never come from ffmpeg for what we take.
    if (size < 8 || size > bytesMax) throw brokenStream();
    const opened = new Uint8Array(size);
    opened.set(header);
    fill = 8;
    return opened;
  }

  /** The boxes that `chunk` completes. */
  return function* cut(chunk: Uint8Array): Generator<Uint8Array> {
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
      const part = chunk.subarray(at, at + box.byteLength - fill);
      box.set(part, fill);
      fill += part.byteLength;
      at += part.byteLength;
      if (fill < box.byteLength) continue;
      const whole = box;
      box = undefined;
      yield whole;
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

import { type FileHandle, open } from "node:fs/promises";
import { boxesIn, findBox, typeAt, viewOf } from "#stream/mp4-boxes.ts";

/** 16 bytes for each picture of an hour at 30 a second are 2 MB. */
const MOOV_BYTES_MAX = 16 * 1024 * 1024;
/** `ftyp`, `free`, `mdat`, `moov`, and some that others write. */
const TOP_BOXES_MAX = 64;
const KEYS_MAX = 20_000;

/**
 * When the key frames of an MP4 are shown, ms from the start: those are the pictures that cost nothing but themselves
 * to decode. None where the file is something else, or is damaged: then they are not known.
 */
export async function keyTimesOf(path: string): Promise<readonly number[]> {
  try {
    await using handle = await open(path, "r");
    const moov = await readMoov(handle);
    return moov === undefined ? [] : keysIn(moov);
  } catch {
    return [];
  }
}

async function readMoov(handle: FileHandle): Promise<Uint8Array | undefined> {
  const { size: fileSize } = await handle.stat();
  for (let at = 0, count = 0; at + 16 <= fileSize && count < TOP_BOXES_MAX; count++) {
    const head = await readAt(handle, at, 16);
    const short = viewOf(head).getUint32(0);
    const size = short === 1 ? Number(viewOf(head).getBigUint64(8)) : short;
    if (size < 8) return undefined;
    if (typeAt(head, 4) === "moov") {
      return size > MOOV_BYTES_MAX ? undefined : await readAt(handle, at, size);
    }
    at += size;
  }
  return undefined;
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

function keysIn(file: Uint8Array): readonly number[] {
  const moov = findBox(file, ["moov"]);
  for (const trak of moov ? boxesIn(file, moov.body, moov.end) : []) {
    if (trak.type !== "trak") continue;
    const find = (...path: string[]) => findBox(file, path, trak.body, trak.end)?.body;
    const hdlr = find("mdia", "hdlr");
    const mdhd = find("mdia", "mdhd");
    const stts = find("mdia", "minf", "stbl", "stts");
    const stss = find("mdia", "minf", "stbl", "stss");
    if (hdlr === undefined || mdhd === undefined || stts === undefined || stss === undefined) continue;
    if (typeAt(file, hdlr + 8) !== "vide") continue;
    // With pictures out of order, times of decoding are a little earlier than those of showing.
    const timescale = viewOf(file).getUint32(mdhd + (file[mdhd] === 1 ? 20 : 12));
    return timesOf(file, { stts, stss }).map((ticks) => (ticks * 1000) / timescale);
  }
  return [];
}

/** In ticks: `stts` holds runs of equal durations, `stss` the numbers of the key frames, from 1 (ISO/IEC 14496-12). */
function timesOf(
  file: Uint8Array,
  { stts, stss }: { readonly stts: number; readonly stss: number },
): readonly number[] {
  const view = viewOf(file);
  const keys = Math.min(view.getUint32(stss + 4), KEYS_MAX);
  const runs = view.getUint32(stts + 4);
  const times: number[] = [];
  let [run, first, ticks] = [0, 1, 0];
  for (let i = 0; i < keys; i++) {
    const number = view.getUint32(stss + 8 + 4 * i);
    for (; run < runs; run++) {
      const [count, each] = [view.getUint32(stts + 8 + 8 * run), view.getUint32(stts + 12 + 8 * run)];
      if (number < first + count) {
        times.push(ticks + (number - first) * each);
        break;
      }
      first += count;
      ticks += count * each;
    }
  }
  return times;
}

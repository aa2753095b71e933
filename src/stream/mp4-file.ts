import { type FileHandle, open } from "node:fs/promises";
import type { VideoFormat } from "#domain/camera.ts";
import { type ClipFacts, readNote } from "./clip-note.ts";
import { boxesIn, findBox, typeAt, viewOf } from "./mp4-boxes.ts";
import { decodeTimes } from "./rebase.ts";
import { readStreamHead } from "./stream-head.ts";

/** The head of a finished clip: some hundred bytes and 16 for each sample. */
const MOOV_BYTES_MAX = 64 * 1024 * 1024;
/** Enough for any `moof`, and for the note that we write. */
const PEEK_BYTES = 4096;
/** Boxes at the top of one file: two for each frame of a quarter of an hour at 60 fps, with sound. */
const TOP_BOXES_MAX = 250_000;

/** The pictures that a finished MP4 says it has. `undefined` if any of its boxes is missing or cut off. */
export async function readPictures(
  path: string,
): Promise<{ readonly count: number; readonly durationMs: number } | undefined> {
  await using handle = await open(path, "r");
  let moov: Uint8Array | undefined;
  const end = await walk(handle, async ({ type, at, size }) => {
    if (type === "moov") moov = await readAt(handle, at, Math.min(size, MOOV_BYTES_MAX));
  });
  const { size } = await handle.stat();
  return moov && end === size ? picturesIn(moov) : undefined;
}

function picturesIn(file: Uint8Array): { count: number; durationMs: number } | undefined {
  const moov = findBox(file, ["moov"]);
  for (const trak of moov ? boxesIn(file, moov.body, moov.end) : []) {
    if (trak.type !== "trak") continue;
    const find = (...path: string[]) => findBox(file, path, trak.body, trak.end);
    const hdlr = find("mdia", "hdlr");
    const mdhd = find("mdia", "mdhd");
    const stsz = find("mdia", "minf", "stbl", "stsz");
    if (!hdlr || !mdhd || !stsz || typeAt(file, hdlr.body + 8) !== "vide") continue;
    const view = viewOf(file);
    const isLong = file[mdhd.body] === 1;
    const timescale = view.getUint32(mdhd.body + (isLong ? 20 : 12));
    const ticks = isLong ? Number(view.getBigUint64(mdhd.body + 24)) : view.getUint32(mdhd.body + 16);
    return { count: view.getUint32(stsz.body + 8), durationMs: (ticks * 1000) / timescale };
  }
  return undefined;
}

/** What is whole in a fragmented file that may have been cut off anywhere. */
export interface Fragments {
  readonly video: VideoFormat;
  readonly facts: ClipFacts | undefined;
  /** Up to the end of the last whole fragment. */
  readonly wholeBytes: number;
  readonly videoFrames: number;
  readonly durationMs: number;
}

/** Reads an unfinished clip. `undefined` if it has no head. Throws `Failure` on what no recorder wrote. */
export async function scanFragments(path: string): Promise<Fragments | undefined> {
  await using handle = await open(path, "r");
  let head: ReturnType<typeof readStreamHead> | undefined;
  let facts: ClipFacts | undefined;
  let wholeBytes = 0;
  let pending: readonly number[] = [];
  const times: number[] = [];
  await walk(handle, async ({ type, at, size, bytes }) => {
    if (type === "moov") head = readStreamHead(await readAt(handle, at, Math.min(size, MOOV_BYTES_MAX)));
    else if (type === "free") facts ??= readNote(bytes.subarray(8, size));
    else if (type === "moof") pending = videoTimes(bytes.subarray(0, size), head);
    else if (type === "mdat") {
      times.push(...pending);
      pending = [];
      wholeBytes = at + size;
    }
  });
  if (!head) return undefined;
  const durationMs = spanMs(times);
  return { video: head.init.video, facts, wholeBytes, videoFrames: times.length, durationMs };
}

/** Decode times of the pictures in a `moof`, ms. We write one in each. */
function videoTimes(moof: Uint8Array, head: ReturnType<typeof readStreamHead> | undefined): number[] {
  return decodeTimes(moof).flatMap(({ trackId, ticks }) => {
    const track = head?.tracks.get(trackId);
    return track?.kind === "video" ? [(Number(ticks) * 1000) / track.timescale] : [];
  });
}

/** From the first picture to the end of the last, which is taken to stay as long as the others on average. */
function spanMs(times: readonly number[]): number {
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined || times.length < 2) return 0;
  return ((last - first) * times.length) / (times.length - 1);
}

interface TopBox {
  readonly type: string;
  readonly at: number;
  readonly size: number;
  /** The box as far as it was read along with its header. */
  readonly bytes: Uint8Array;
}

/** Visits the whole boxes at the top of a file and returns where they end. */
async function walk(handle: FileHandle, visit: (box: TopBox) => Promise<void>): Promise<number> {
  const { size: fileSize } = await handle.stat();
  let at = 0;
  for (let count = 0; count < TOP_BOXES_MAX && at + 8 <= fileSize; count += 1) {
    const bytes = await readAt(handle, at, PEEK_BYTES);
    const size = sizeOf(bytes);
    if (size === undefined || at + size > fileSize) return at;
    await visit({ type: typeAt(bytes, 4), at, size, bytes });
    at += size;
  }
  return at;
}

/** Of the box that begins here, header included; clips beyond 4 GB have long ones (ISO/IEC 14496-12 §4.2). */
function sizeOf(bytes: Uint8Array): number | undefined {
  const view = viewOf(bytes);
  const short = view.getUint32(0);
  if (short !== 1) return short < 8 ? undefined : short;
  const long = bytes.byteLength < 16 ? 0 : Number(view.getBigUint64(8));
  return long < 16 ? undefined : long;
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

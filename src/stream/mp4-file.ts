import { type FileHandle, open } from "node:fs/promises";
import { boxesAt, readHeader } from "./box.ts";
import { type ClipFacts, NOTE_WITHIN_BYTES, readNote } from "./clip-note.ts";
import { type Mp4Track, tracksOf } from "./mp4-tracks.ts";
import { stampsOf } from "./rebase.ts";

/** The head of a finished clip: some hundred bytes and 16 for each sample. */
const MOOV_BYTES_MAX = 64 * 1024 * 1024;
/** Enough for any `moof` with the header behind it. */
const PEEK_BYTES = 4096;
/** Boxes at the top of one file: two for each frame of a quarter of an hour at 60 fps, with sound. */
const TOP_BOXES_MAX = 250_000;

/** The tracks of a finished MP4. `undefined` if any of its boxes is missing or cut off. */
export async function readMovie(path: string): Promise<readonly Mp4Track[] | undefined> {
  await using handle = await open(path, "r");
  let moov: Uint8Array | undefined;
  const end = await walk(handle, async ({ type, at, size }) => {
    if (type === "moov" && size <= MOOV_BYTES_MAX) moov = await readAt(handle, at, size);
  });
  const { size } = await handle.stat();
  return moov && end === size ? tracksOf(moov) : undefined;
}

/** What is whole in a fragmented file that may have been cut off anywhere. */
export interface Fragments {
  readonly tracks: readonly Mp4Track[];
  readonly facts: ClipFacts | undefined;
  /** Up to the end of the last whole fragment. */
  readonly wholeBytes: number;
  readonly videoFrames: number;
  readonly durationMs: number;
}

/** Reads an unfinished clip. `undefined` if it has no head. */
export async function scanFragments(path: string): Promise<Fragments | undefined> {
  await using handle = await open(path, "r");
  const start = await readAt(handle, 0, NOTE_WITHIN_BYTES);
  const tracks = tracksOf(start);
  const video = tracks.find((track) => track.kind === "video");
  if (!video) return undefined;
  const facts = boxesAt(start, ["free"])
    .map(readNote)
    .find((note) => note !== undefined);
  let wholeBytes = 0;
  let pending: readonly number[] = [];
  const times: number[] = [];
  await walk(handle, ({ type, at, size, bytes }) => {
    if (type === "moof") pending = videoTimes(bytes.subarray(0, size), video);
    if (type !== "mdat") return;
    times.push(...pending);
    pending = [];
    wholeBytes = at + size;
  });
  return { tracks, facts, wholeBytes, videoFrames: times.length, durationMs: spanMs(times) };
}

/** Decode times of the pictures in a `moof`, ms. We write one in each. */
function videoTimes(moof: Uint8Array, video: Mp4Track): number[] {
  return stampsOf(moof)
    .filter((stamp) => stamp.trackId === video.id)
    .map((stamp) => (Number(stamp.ticks) * 1000) / video.timescale);
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
async function walk(handle: FileHandle, visit: (box: TopBox) => Promise<void> | void): Promise<number> {
  const { size: fileSize } = await handle.stat();
  let at = 0;
  for (let count = 0; count < TOP_BOXES_MAX; count += 1) {
    const bytes = await readAt(handle, at, PEEK_BYTES);
    const header = readHeader(bytes, 0);
    if (!header || at + header.size > fileSize) return at;
    await visit({ type: header.type, at, size: header.size, bytes });
    at += header.size;
  }
  return at;
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

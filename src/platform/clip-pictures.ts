import type { Readable } from "node:stream";
import { Failure } from "#domain/failure.ts";
import { type Child, openProcess } from "./process.ts";

/** Past it the decoder is stuck, or the disk. */
const TIMEOUT_MS = 30_000;
const OUTPUT_BYTES_MAX = 128 * 1024 * 1024;
/** One for each core of a small box: a decoder of single pictures uses no more. */
const PROCESSES = 2;
/** Pictures in a row of which the sharpest is taken, where a picture had to be decoded up to anyway. */
const NEIGHBOURS = 3;
/** How far to read on: three pictures of a camera with ten a second. */
const WINDOW_S = 0.3;
/** Set apart by so many ms, pictures of different wishes are told apart by their times. */
const APART_MS = 100_000_000;
/** A file whose own clock begins elsewhere says times that mean nothing. */
const DRIFT_MAX_MS = 1000;
/** JPEG's tables at quality 50 are about as coarse as MPEG's at this. */
const SCALE_AT_50 = 17;
/** To open the file once more and begin a decoder costs as much as so much of a film. */
const BEGIN_COST_MS = 400;
const UNKNOWN_COST_MS = 2000;
const KEY_COST_MS = 200;
/** Farther apart, there may be many key frames between two that are wanted. */
const JOIN_MAX_MS = 2500;
/** So that there is something for each process. */
const JOINED_MAX = 4;
/** A picture in front of a key frame is another one. */
const AFTER_KEY_S = 0.001;

/** Fractions of the frame, as wide for the frame as they are high. */
export interface PictureWish {
  readonly atMs: number;
  /** The time of the key frame at or before: decoding begins there. Missing where it is not known. */
  readonly keyMs?: number | undefined;
  readonly crop?: { readonly x: number; readonly y: number; readonly share: number } | undefined;
}

export interface PicturesRequest {
  readonly ffmpeg: string;
  readonly path: string;
  readonly wishes: readonly PictureWish[];
  /** Of each picture, both even. */
  readonly size: { readonly width: number; readonly height: number };
  /** 1 to 100, as libjpeg counts. */
  readonly quality: number;
  /** Of the grey copy, which is for comparing. */
  readonly greySize: { readonly width: number; readonly height: number };
}

export interface TakenPicture {
  /** Its place in `wishes`. */
  readonly wish: number;
  /** Its own time, from the start of the clip. */
  readonly atMs: number;
  readonly jpeg: Uint8Array<ArrayBuffer>;
  readonly grey: Uint8Array<ArrayBuffer>;
}

/**
 * Pictures of a clip at some times, as JPEG, in the order of the wishes. What cannot be decoded is missing. Throws
 * `Failure`: `aborted`, or `unavailable` where ffmpeg hangs.
 */
export async function takePictures(
  request: PicturesRequest,
  signal: AbortSignal,
): Promise<readonly TakenPicture[]> {
  const lanes: Lane[] = Array.from({ length: PROCESSES }, () => ({ runs: [], costMs: 0 }));
  for (const run of runsOf(request.wishes).toSorted((a, b) => b.costMs - a.costMs)) {
    const lane = lanes.reduce((least, other) => (other.costMs < least.costMs ? other : least));
    lane.runs.push(run);
    lane.costMs += run.costMs;
  }
  const wanted = lanes.filter(({ runs }) => runs.length > 0);
  const taken = await Promise.all(wanted.map(({ runs }) => takeSome(request, runs, signal)));
  return taken.flat().sort((a, b) => a.wish - b.wish);
}

/** Wishes that one decoding gives: those behind the same key frame. */
interface Run {
  readonly keyMs: number | undefined;
  /** In `wishes`. */
  readonly places: readonly number[];
  readonly lastMs: number;
  /** Nothing but key frames is wanted. */
  readonly hasKeysOnly: boolean;
  /** As long as a film is to be decoded, and what it takes to begin. */
  readonly costMs: number;
}

interface Lane {
  readonly runs: Run[];
  costMs: number;
}

function runsOf(wishes: readonly PictureWish[]): readonly Run[] {
  const byKey = Map.groupBy(wishes.keys(), (place) => wishes[place]?.keyMs ?? `alone ${place}`);
  const runs = [...byKey].map(([key, places]): Run => {
    const keyMs = typeof key === "number" ? key : undefined;
    const lastMs = Math.max(...places.map((place) => wishes[place]?.atMs ?? 0));
    return { keyMs, places, lastMs, hasKeysOnly: lastMs === keyMs, costMs: costOf(keyMs, lastMs) };
  });
  return joined(runs.toSorted((a, b) => (a.keyMs ?? 0) - (b.keyMs ?? 0)));
}

const costOf = (keyMs: number | undefined, lastMs: number): number =>
  BEGIN_COST_MS + (keyMs === undefined ? UNKNOWN_COST_MS : lastMs - keyMs);

/** Key frames that are near to one another are decoded in one go, without all between them: it begins once. */
function joined(runs: readonly Run[]): readonly Run[] {
  const all: Run[] = [];
  for (const run of runs) {
    const before = all.at(-1);
    const isNear = before?.hasKeysOnly && run.hasKeysOnly && (run.keyMs ?? 0) - before.lastMs <= JOIN_MAX_MS;
    if (!isNear || before.places.length >= JOINED_MAX) all.push(run);
    else {
      const places = [...before.places, ...run.places];
      all.splice(-1, 1, { ...before, places, lastMs: run.lastMs, costMs: before.costMs + KEY_COST_MS });
    }
  }
  return all;
}

async function takeSome(
  request: PicturesRequest,
  runs: readonly Run[],
  signal: AbortSignal,
): Promise<readonly TakenPicture[]> {
  const { width, height } = request.greySize;
  const args = argumentsOf(request, runs);
  const { jpegs, greys, times } = await decoded(request.ffmpeg, args, signal);
  const pictures = cutJpegs(jpegs);
  const best = new Map<number, TakenPicture>();
  for (const [i, jpeg] of pictures.entries()) {
    const time = times[i];
    const wish = time === undefined ? undefined : Math.floor(time / APART_MS);
    if (time === undefined || wish === undefined) continue;
    const grey = greys.slice(i * width * height, (i + 1) * width * height);
    const atMs = ownTime(time % APART_MS, request.wishes[wish]?.atMs ?? 0);
    // Of neighbours the one with the most detail needs the most bytes.
    if (jpeg.length > (best.get(wish)?.jpeg.length ?? 0)) best.set(wish, { wish, atMs, jpeg, grey });
  }
  return [...best.values()];
}

const ownTime = (atMs: number, wishedMs: number): number =>
  Math.abs(atMs - wishedMs) <= DRIFT_MAX_MS ? atMs : wishedMs;

function argumentsOf(request: PicturesRequest, runs: readonly Run[]): readonly string[] {
  const { path, wishes, size, quality, greySize } = request;
  const inputs = runs.flatMap((run) => inputOf(path, run));
  const places = runs.flatMap((run) => run.places);
  const graph = [
    ...runs.map(
      ({ places: own }, input) =>
        `[${input}:v:0]split=${own.length}${own.map((place) => `[s${place}]`).join("")}`,
    ),
    ...places.map((place) => chainOf(place, wishes[place], size)),
    `${places.map((place) => `[p${place}]`).join("")}interleave=nb_inputs=${places.length},format=yuvj420p,split[whole][copy]`,
    // Frames without metadata are not printed.
    "[whole]metadata=mode=add:key=t:value=1,metadata=mode=print:file='pipe\\:2':direct=1[jpeg]",
    `[copy]scale=${greySize.width}:${greySize.height}:flags=area,format=gray[grey]`,
  ];
  const jpeg = `-map [jpeg] -fps_mode passthrough -c:v mjpeg -q:v ${scaleOf(quality)} -f image2pipe pipe:1`;
  const grey = "-map [grey] -fps_mode passthrough -f rawvideo pipe:3";
  const head = ["-hide_banner", "-nostdin", "-loglevel", "quiet", "-copyts"];
  return [...head, ...inputs, "-filter_complex", graph.join(";"), ...jpeg.split(" "), ...grey.split(" ")];
}

/** Formats need no guessing, and times are those of the file's own table. */
function inputOf(path: string, { keyMs, lastMs, hasKeysOnly }: Run): readonly string[] {
  const from = keyMs === undefined ? lastMs / 1000 : keyMs / 1000 + AFTER_KEY_S;
  const length = lastMs / 1000 - from + WINDOW_S;
  const probe = ["-threads", "1", "-probesize", "100000", "-analyzeduration", "0"];
  const less = hasKeysOnly ? ["-skip_frame", "nokey"] : ["-skip_loop_filter", "nokey"];
  const exact = keyMs === undefined ? [] : ["-noaccurate_seek"];
  const span = ["-ss", from.toFixed(3), "-t", length.toFixed(3)];
  return [...probe, ...less, ...exact, ...span, "-i", `file:${path}`];
}

function chainOf(
  place: number,
  wish: PictureWish | undefined,
  size: { readonly width: number; readonly height: number },
): string {
  const { atMs = 0, keyMs, crop } = wish ?? {};
  const start = atMs / 1000;
  const isKey = atMs === keyMs;
  // Before it there may be what was decoded on the way; a key frame may be shown a little later than its table says.
  const from = Math.max(0, isKey ? start - AFTER_KEY_S : start).toFixed(3);
  const until = isKey ? "" : `:end=${(start + WINDOW_S).toFixed(3)}`;
  const filters = [
    ...(keyMs === undefined ? [] : [`trim=start=${from}${until}`]),
    `trim=end_frame=${isKey ? 1 : NEIGHBOURS}`,
    "settb=1/1000",
    `setpts='${place * APART_MS}+T*1000'`,
    ...(crop ? [`crop=iw*${crop.share}:ih*${crop.share}:iw*${crop.x}:ih*${crop.y}`] : []),
    `scale=${size.width}:${size.height}:flags=bilinear`,
    "setsar=1",
  ];
  return `[s${place}]${filters.join(",")}[p${place}]`;
}

function scaleOf(quality: number): number {
  const coarseness = quality < 50 ? 50 / quality : 2 - quality / 50;
  return Math.min(31, Math.max(2, Math.round(SCALE_AT_50 * coarseness)));
}

interface Output {
  readonly jpegs: Buffer;
  readonly greys: Buffer;
  /** Of each picture, ms, as `chainOf` has set them apart. */
  readonly times: readonly number[];
}

async function decoded(ffmpeg: string, args: readonly string[], signal: AbortSignal): Promise<Output> {
  if (signal.aborted) throw aborted();
  await using child = await openProcess(ffmpeg, args, { stopGraceMs: 0, hasSecondOutput: true });
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  const either = AbortSignal.any([signal, deadline]);
  const stop = () => void child.stop();
  either.addEventListener("abort", stop, { once: true });
  if (either.aborted) stop();
  const [jpegs, greys] = await Promise.all([collect(child.stdout, stop), secondOf(child, stop)]);
  await child.exited;
  either.removeEventListener("abort", stop);
  if (signal.aborted) throw aborted();
  if (deadline.aborted) {
    throw new Failure("unavailable", "The clip's pictures could not be read: ffmpeg took longer than 30 s.");
  }
  // The filter before counts microseconds.
  const times = [...child.stderrTail().matchAll(/\bpts:(\d+)/g)].map(([, pts]) => Number(pts) / 1000);
  return { jpegs, greys, times };
}

const aborted = (): Failure => new Failure("aborted", "Reading the clip's pictures was stopped.");

const secondOf = async (child: Child, stop: () => void): Promise<Buffer> =>
  child.second ? await collect(child.second, stop) : Buffer.alloc(0);

async function collect(stream: Readable, stop: () => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > OUTPUT_BYTES_MAX) stop();
    else chunks.push(chunk);
  });
  await new Promise<void>((resolve) => {
    stream.once("close", resolve);
  });
  return Buffer.concat(chunks);
}

/** ffmpeg's JPEGs one after another: the mark of an end stands nowhere else before that of a beginning. */
function cutJpegs(all: Buffer): readonly Uint8Array<ArrayBuffer>[] {
  const pictures: Uint8Array<ArrayBuffer>[] = [];
  const seam = Buffer.from([0xff, 0xd9, 0xff, 0xd8]);
  for (let from = 0; from < all.length; ) {
    const at = all.indexOf(seam, from);
    const to = at < 0 ? all.length : at + 2;
    pictures.push(new Uint8Array(all.subarray(from, to)));
    from = to;
  }
  return pictures;
}

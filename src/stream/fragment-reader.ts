import { type Box, boxesIn, brokenStream, concat, findBox, makeBoxCutter, viewOf } from "./mp4-boxes.ts";
import { readStreamHead, type StreamHead, type TrackHead } from "./stream-head.ts";

/** One `moof` + `mdat` as ffmpeg wrote it, times in ticks of its track. */
export interface Fragment {
  readonly track: TrackHead;
  readonly key: boolean;
  readonly bytes: Uint8Array;
  readonly dts: number;
  readonly duration: number;
  /** Decode and presentation order differ (B-frames). */
  readonly isReordered: boolean;
  /** Where the samples begin in `bytes`. */
  readonly dataStart: number;
  /** Where the decode time (64 bit) stands in `bytes`. */
  readonly dtsAt: number;
  /** Where the default duration (32 bit) stands in `bytes`, if it does. */
  readonly durationAt: number | undefined;
}

export type ReaderEvent =
  | { readonly type: "head"; readonly head: StreamHead }
  | { readonly type: "fragment"; readonly fragment: Fragment };

/**
 * Reads a fragmented MP4 as it comes, in chunks of any size: first the head, then one event per fragment. Holds at
 * most one fragment. Throws `Failure` on what is not such a stream; it is of no more use then.
 */
export function makeFragmentReader(boxBytesMax?: number) {
  const cut = makeBoxCutter(boxBytesMax);
  let ftyp = new Uint8Array(0);
  let head: StreamHead | undefined;

  return function* read(chunk: Uint8Array): Generator<ReaderEvent> {
    try {
      yield* readBoxes(chunk);
    } catch (cause) {
      // A length inside a box points past its end.
      throw cause instanceof RangeError ? brokenStream() : cause;
    }
  };

  function* readBoxes(chunk: Uint8Array): Generator<ReaderEvent> {
    for (const { type, bytes, lead } of cut(chunk)) {
      if (type === "ftyp") ftyp = bytes;
      else if (type === "moov") {
        head = readStreamHead(concat(ftyp, bytes));
        yield { type: "head", head };
      } else if (type === "mdat") {
        if (lead === 0 || !head) throw brokenStream();
        yield { type: "fragment", fragment: readFragment(bytes, lead, head) };
      }
    }
  }
}

/** `bytes` are `moof` and `mdat`, the latter from `lead` on. */
function readFragment(bytes: Uint8Array<ArrayBuffer>, lead: number, head: StreamHead): Fragment {
  const moof = bytes.subarray(0, lead);
  const trafs = boxesIn(moof, 8, lead).filter(({ type }) => type === "traf");
  const [traf] = trafs;
  // ffmpeg is told to write one track per fragment (`separate_moof`).
  if (!traf || trafs.length > 1) throw brokenStream();
  const tfhd = readTfhd(moof, need(findBox(moof, ["tfhd"], traf.body, traf.end)));
  const track = need(head.tracks.get(tfhd.trackId));
  const tfdt = need(findBox(moof, ["tfdt"], traf.body, traf.end));
  if (moof[tfdt.body] !== 1) throw brokenStream();
  const dtsAt = tfdt.body + 4;
  const trun = readTrun(moof, need(findBox(moof, ["trun"], traf.body, traf.end)));
  const flags = trun.firstFlags ?? tfhd.flags ?? track.flags;
  return {
    track,
    // sample_is_non_sync_sample (ISO 14496-12 §8.8.3.1)
    key: track.kind === "video" && (flags & 0x10000) === 0,
    bytes,
    dts: Number(viewOf(moof).getBigUint64(dtsAt)),
    duration: trun.duration ?? (tfhd.duration ?? track.duration) * trun.count,
    isReordered: trun.isReordered,
    dataStart: lead + 8,
    dtsAt,
    durationAt: trun.duration === undefined && trun.count === 1 ? tfhd.durationAt : undefined,
  };
}

function readTfhd(moof: Uint8Array, box: Box) {
  const view = viewOf(moof.subarray(0, box.end));
  const present = view.getUint32(box.body);
  let at = box.body + 8;
  if (present & 0x1) at += 8;
  if (present & 0x2) at += 4;
  const durationAt = present & 0x8 ? at : undefined;
  if (present & 0x8) at += 4;
  if (present & 0x10) at += 4;
  return {
    trackId: view.getUint32(box.body + 4),
    durationAt,
    duration: durationAt === undefined ? undefined : view.getUint32(durationAt),
    flags: present & 0x20 ? view.getUint32(at) : undefined,
  };
}

function readTrun(moof: Uint8Array, box: Box) {
  const view = viewOf(moof.subarray(0, box.end));
  const present = view.getUint32(box.body);
  const count = view.getUint32(box.body + 4);
  let at = box.body + 8;
  if (present & 0x1) at += 4;
  let firstFlags = present & 0x4 ? view.getUint32(at) : undefined;
  if (present & 0x4) at += 4;
  const [hasDuration, hasSize, hasFlags] = [present & 0x100, present & 0x200, present & 0x400];
  const isReordered = (present & 0x800) !== 0;
  const stride = [hasDuration, hasSize, hasFlags, present & 0x800].filter(Boolean).length * 4;
  if (count < 1 || at + count * stride > box.end) throw brokenStream();
  let duration = hasDuration ? 0 : undefined;
  for (let sample = 0; duration !== undefined && sample < count; sample += 1) {
    duration += view.getUint32(at + sample * stride);
  }
  if (hasFlags) firstFlags ??= view.getUint32(at + (hasDuration ? 4 : 0) + (hasSize ? 4 : 0));
  return { count, firstFlags, duration, isReordered };
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw brokenStream();
  return value;
}

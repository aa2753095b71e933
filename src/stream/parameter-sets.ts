import type { ParameterSets } from "./codec-config.ts";
import type { Fragment } from "./fragment-reader.ts";
import { type Box, boxesIn, brokenStream, concat, findBox, viewOf } from "./mp4-boxes.ts";
import { h264Size, hevcGeneralProfile, hevcSize, type PictureSize } from "./sps.ts";
import { readStreamHead, type StreamHead, sampleEntry, VISUAL_ENTRY_BYTES } from "./stream-head.ts";

/** A parameter set takes some dozens of bytes; a larger NAL unit of that type is damage. */
const SET_BYTES_MAX = 4096;
/** Of one kind in one key frame. */
const SETS_MAX = 16;

/**
 * The head that fits this key frame, if that is another than `head`.
 *
 * A camera that is switched to another resolution tells it only inside the stream: ffmpeg copies on without a word, its
 * head still holds the old size (measured). So the sets inside each key frame are compared with the head's, and where
 * they differ a new head is made from them, without a new connection and without a missing frame.
 */
export function headFor(head: StreamHead, keyFrame: Fragment): StreamHead | undefined {
  const sets = setsIn(keyFrame, head);
  if (sets.sps.length === 0 || isSame(sets.sps, head.parameterSets.sps)) return undefined;
  return withSets(head, sets);
}

function setsIn({ bytes, dataStart }: Fragment, head: StreamHead): ParameterSets {
  const isHevc = head.init.video.codec === "hevc";
  const sets = { vps: [] as Uint8Array[], sps: [] as Uint8Array[], pps: [] as Uint8Array[] };
  for (const nal of nalsIn(bytes, dataStart, head.nalLengthBytes)) {
    const kind = isHevc ? hevcKinds[((nal[0] ?? 0) >> 1) & 0x3f] : h264Kinds[(nal[0] ?? 0) & 0x1f];
    if (kind && nal.byteLength <= SET_BYTES_MAX && sets[kind].length < SETS_MAX) sets[kind].push(nal.slice());
  }
  return sets;
}

const h264Kinds: Readonly<Record<number, keyof ParameterSets>> = { 7: "sps", 8: "pps" };
const hevcKinds: Readonly<Record<number, keyof ParameterSets>> = { 32: "vps", 33: "sps", 34: "pps" };

function* nalsIn(bytes: Uint8Array, from: number, lengthBytes: number): Generator<Uint8Array> {
  for (let at = from; at + lengthBytes <= bytes.byteLength; ) {
    let length = 0;
    for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (bytes[at + index] ?? 0);
    at += lengthBytes;
    if (length === 0 || at + length > bytes.byteLength) return;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

const isSame = (some: readonly Uint8Array[], others: readonly Uint8Array[]): boolean =>
  some.length === others.length && some.every((nal, index) => isEqual(nal, others[index]));

const isEqual = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  other !== undefined && Buffer.compare(one, other) === 0;

function withSets(head: StreamHead, inBand: ParameterSets): StreamHead {
  const old = head.parameterSets;
  const sets: ParameterSets = {
    vps: inBand.vps.length > 0 ? inBand.vps : old.vps,
    sps: inBand.sps,
    pps: inBand.pps.length > 0 ? inBand.pps : old.pps,
  };
  const [sps] = sets.sps;
  if (!sps) throw brokenStream();
  const isHevc = head.init.video.codec === "hevc";
  const size = isHevc ? hevcSize(sps) : h264Size(sps);
  return readStreamHead(rewrite(head.init.bytes, size, isHevc ? hvcC(sets, sps) : avcC(sets, sps)));
}

type MakeConfig = (old: Uint8Array) => Uint8Array;

const avcC =
  (sets: ParameterSets, sps: Uint8Array): MakeConfig =>
  (old) =>
    concat(
      // Version, profile, compatibility, level; then the length of lengths as it was.
      Uint8Array.of(1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, old[4] ?? 0xff, 0xe0 | sets.sps.length),
      ...sets.sps.map(withLength),
      Uint8Array.of(sets.pps.length),
      ...sets.pps.map(withLength),
    );

const hvcC =
  (sets: ParameterSets, sps: Uint8Array): MakeConfig =>
  (old) =>
    concat(
      Uint8Array.of(1),
      hevcGeneralProfile(sps),
      // Chroma, depth and rate stay as told: players read them from the sets themselves.
      old.subarray(13, 22),
      Uint8Array.of(3),
      ...hevcArray(32, sets.vps),
      ...hevcArray(33, sets.sps),
      ...hevcArray(34, sets.pps),
    );

const hevcArray = (type: number, nals: readonly Uint8Array[]): readonly Uint8Array[] => [
  Uint8Array.of(0x80 | type, 0, nals.length),
  ...nals.map(withLength),
];

const withLength = (nal: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(nal.byteLength >> 8, nal.byteLength & 0xff), nal);

/** The head with another size and decoder configuration in its video track; all boxes around grow with it. */
function rewrite(bytes: Uint8Array, size: PictureSize, makeConfig: MakeConfig): Uint8Array {
  const moov = need(findBox(bytes, ["moov"]));
  const trak = need(
    boxesIn(bytes, moov.body, moov.end).find((box) => box.type === "trak" && isVideo(bytes, box)),
  );
  const parents = ["mdia", "minf", "stbl", "stsd"].map((_, index, all) =>
    need(findBox(bytes, all.slice(0, index + 1), trak.body, trak.end)),
  );
  const entry = sampleEntry(bytes, trak);
  const config = need(
    boxesIn(bytes, entry.start + VISUAL_ENTRY_BYTES, entry.end).find(({ type }) => /^(avc|hvc)C$/.test(type)),
  );
  const made = makeConfig(bytes.subarray(config.body, config.end));
  const all = concat(bytes.subarray(0, config.body), made, bytes.subarray(config.end));
  const view = viewOf(all);
  const growth = made.byteLength - (config.end - config.body);
  for (const box of [moov, trak, ...parents, entry, config])
    view.setUint32(box.start, box.end - box.start + growth);
  view.setUint16(entry.start + 32, size.width);
  view.setUint16(entry.start + 34, size.height);
  const tkhd = need(findBox(all, ["tkhd"], trak.body, trak.end + growth));
  view.setUint32(tkhd.end - 8, size.width * 0x10000);
  view.setUint32(tkhd.end - 4, size.height * 0x10000);
  return all;
}

const isVideo = (bytes: Uint8Array, { body, end }: Box): boolean =>
  findBox(bytes, ["mdia", "minf", "vmhd"], body, end) !== undefined;

function need(box: Box | undefined): Box {
  if (!box) throw brokenStream();
  return box;
}

import { Failure } from "#domain/failure.ts";
import { audioCodec, type ParameterSets, parseAvcC, parseHvcC } from "./codec-config.ts";
import type { StreamInit } from "./frame.ts";
import { type Box, boxesIn, brokenStream, findBox, viewOf } from "./mp4-boxes.ts";

/** What the fragments of a track mean. */
export interface TrackHead {
  readonly kind: "video" | "audio";
  readonly timescale: number;
  /** Default sample duration and flags from `trex`. */
  readonly duration: number;
  readonly flags: number;
}

/** A `ftyp` + `moov`, read. */
export interface StreamHead {
  readonly init: StreamInit;
  readonly tracks: ReadonlyMap<number, TrackHead>;
  /** Of the video: bytes of the length before each NAL unit. */
  readonly nalLengthBytes: number;
  readonly parameterSets: ParameterSets;
}

/** Offset of the child boxes in a visual and in an audio sample entry, from the start of the entry. */
export const VISUAL_ENTRY_BYTES = 86;
const AUDIO_ENTRY_BYTES = 36;

/** Reads `ftyp` + `moov`, and makes it say hvc1 for H.265. Throws `Failure`: `rejected` for a codec that we cannot record. */
export function readStreamHead(bytes: Uint8Array): StreamHead {
  const moov = findBox(bytes, ["moov"]);
  if (!moov) throw brokenStream();
  const traks = boxesIn(bytes, moov.body, moov.end).filter(({ type }) => type === "trak");
  const tracks = new Map<number, TrackHead>();
  let video: VideoHead | undefined;
  let audio: string | undefined;
  for (const trak of traks) {
    const kind = kindOf(bytes, trak);
    if (!kind) continue;
    const id = idOf(bytes, trak);
    tracks.set(id, { kind, timescale: timescaleOf(bytes, trak), ...defaultsOf(bytes, moov, id) });
    const entry = sampleEntry(bytes, trak);
    if (kind === "video") video ??= readVideo(bytes, entry);
    else audio ??= readAudio(bytes, entry);
  }
  if (!video) throw brokenStream();
  const { codec, width, height, codecs, nalLengthBytes, parameterSets } = video;
  return {
    init: {
      bytes,
      video: { codec, width, height, audio: audio ? "aac" : "none" },
      codecs: audio ? `${codecs}, ${audio}` : codecs,
    },
    tracks,
    nalLengthBytes,
    parameterSets,
  };
}

interface VideoHead {
  readonly codec: "h264" | "hevc";
  readonly width: number;
  readonly height: number;
  readonly codecs: string;
  readonly nalLengthBytes: number;
  readonly parameterSets: ParameterSets;
}

function readVideo(bytes: Uint8Array, entry: Box): VideoHead {
  const view = viewOf(bytes);
  const size = { width: view.getUint16(entry.start + 32), height: view.getUint16(entry.start + 34) };
  const child = (type: string) => findBox(bytes, [type], entry.start + VISUAL_ENTRY_BYTES, entry.end);
  const avcC = child("avcC");
  if (avcC) return { codec: "h264", ...size, ...parseAvcC(bytes.subarray(avcC.body, avcC.end)) };
  const hvcC = child("hvcC");
  // Apple's players refuse hev1, which ffmpeg says when the codec was another at the probe. The sets are in hvcC.
  if (hvcC && entry.type === "hev1") bytes.set(Buffer.from("hvc1"), entry.start + 4);
  if (hvcC) return { codec: "hevc", ...size, ...parseHvcC(bytes.subarray(hvcC.body, hvcC.end)) };
  throw new Failure("rejected", `The camera sends ${entry.type} video, which cannot be recorded.`);
}

function readAudio(bytes: Uint8Array, entry: Box): string {
  const esds = findBox(bytes, ["esds"], entry.start + AUDIO_ENTRY_BYTES, entry.end);
  return esds ? audioCodec(bytes.subarray(esds.body, esds.end)) : "mp4a.40.2";
}

function kindOf(bytes: Uint8Array, trak: Box): TrackHead["kind"] | undefined {
  const hdlr = need(findBox(bytes, ["mdia", "hdlr"], trak.body, trak.end));
  const handler = String.fromCharCode(...bytes.subarray(hdlr.body + 8, hdlr.body + 12));
  return handler === "vide" ? "video" : handler === "soun" ? "audio" : undefined;
}

function idOf(bytes: Uint8Array, trak: Box): number {
  const tkhd = need(findBox(bytes, ["tkhd"], trak.body, trak.end));
  return viewOf(bytes).getUint32(tkhd.body + (bytes[tkhd.body] === 1 ? 20 : 12));
}

function timescaleOf(bytes: Uint8Array, trak: Box): number {
  const mdhd = need(findBox(bytes, ["mdia", "mdhd"], trak.body, trak.end));
  const timescale = viewOf(bytes).getUint32(mdhd.body + (bytes[mdhd.body] === 1 ? 20 : 12));
  if (timescale === 0) throw brokenStream();
  return timescale;
}

export function sampleEntry(bytes: Uint8Array, trak: Box): Box {
  const stsd = need(findBox(bytes, ["mdia", "minf", "stbl", "stsd"], trak.body, trak.end));
  return need(boxesIn(bytes, stsd.body + 8, stsd.end)[0]);
}

function defaultsOf(bytes: Uint8Array, moov: Box, id: number): { duration: number; flags: number } {
  const mvex = findBox(bytes, ["mvex"], moov.body, moov.end);
  const view = viewOf(bytes);
  for (const box of mvex ? boxesIn(bytes, mvex.body, mvex.end) : []) {
    if (box.type !== "trex" || view.getUint32(box.body + 4) !== id) continue;
    return { duration: view.getUint32(box.body + 12), flags: view.getUint32(box.body + 20) };
  }
  return { duration: 0, flags: 0 };
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw brokenStream();
  return value;
}

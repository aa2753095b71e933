import type { VideoFormat } from "#domain/camera.ts";
import { boxAt, boxesAt, boxesIn, viewOf } from "./box.ts";

/** A track as the head of an MP4 (fragmented or not) describes it. */
export interface Mp4Track {
  readonly id: number;
  readonly kind: "video" | "audio" | "other";
  readonly timescale: number;
  readonly durationMs: number;
  /** Samples in the head's own tables: none in a fragmented file. */
  readonly samples: number;
  /** `avc1`, `hvc1`, `mp4a`… */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
}

const kinds: Readonly<Record<string, Mp4Track["kind"]>> = { vide: "video", soun: "audio" };

/** Reads the tracks of the `moov` in `bytes` (which may hold other boxes around it). */
export function tracksOf(bytes: Uint8Array): readonly Mp4Track[] {
  return boxesAt(bytes, ["moov", "trak"]).flatMap((trak) => {
    const mdhd = boxAt(trak, "mdia", "mdhd");
    const hdlr = boxAt(trak, "mdia", "hdlr");
    const tkhd = boxAt(trak, "tkhd");
    const stsd = boxAt(trak, "mdia", "minf", "stbl", "stsd");
    if (!mdhd || !hdlr || !tkhd || !stsd) return [];
    const [entry] = boxesIn(stsd.subarray(8));
    const kind = kinds[String.fromCharCode(...hdlr.subarray(8, 12))] ?? "other";
    const isLong = mdhd[0] === 1;
    const timescale = viewOf(mdhd).getUint32(isLong ? 20 : 12);
    const duration = isLong ? Number(viewOf(mdhd).getBigUint64(24)) : viewOf(mdhd).getUint32(16);
    const size = kind === "video" && entry ? viewOf(entry.content) : undefined;
    return {
      id: viewOf(tkhd).getUint32(tkhd[0] === 1 ? 20 : 12),
      kind,
      timescale,
      durationMs: timescale > 0 ? (duration * 1000) / timescale : 0,
      samples: samplesOf(trak),
      codec: entry?.type ?? "",
      width: size?.getUint16(24) ?? 0,
      height: size?.getUint16(26) ?? 0,
    };
  });
}

/** The format of a recorded file, or `undefined` if it has no picture that we know. */
export function videoFormatOf(tracks: readonly Mp4Track[]): VideoFormat | undefined {
  const video = tracks.find((track) => track.kind === "video");
  if (!video || !/^(avc|hvc|hev)\d$/.test(video.codec)) return undefined;
  return {
    codec: video.codec.startsWith("avc") ? "h264" : "hevc",
    width: video.width,
    height: video.height,
    audio: tracks.some((track) => track.codec === "mp4a") ? "aac" : "none",
  };
}

function samplesOf(trak: Uint8Array): number {
  const stsz = boxAt(trak, "mdia", "minf", "stbl", "stsz");
  return stsz ? viewOf(stsz).getUint32(8) : 0;
}

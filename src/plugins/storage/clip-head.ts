import { type FileHandle, open } from "node:fs/promises";
import type { VideoFormat } from "#domain/camera.ts";
import { findBox, viewOf } from "#stream/mp4-boxes.ts";
import { readStreamHead } from "#stream/stream-head.ts";

/** Boxes that are looked at before the head; clips have it second. */
const BOXES_MAX = 16;
const HEAD_BYTES_MAX = 16 * 1024 * 1024;
const HEADER_BYTES = 8;

export interface ClipHead {
  readonly video: VideoFormat;
  /** 0 where the file does not say. */
  readonly durationMs: number;
}

/** What a finished clip's file says of itself; `undefined` if it is no clip of ours. */
export async function readClipHead(path: string): Promise<ClipHead | undefined> {
  await using file = await open(path, "r");
  const moov = await readMoov(file);
  if (!moov) return undefined;
  try {
    return { video: readStreamHead(moov).init.video, durationMs: durationOf(moov) };
  } catch {
    // A foreign or damaged file: its name must tell what it can.
    return undefined;
  }
}

async function readMoov(file: FileHandle): Promise<Uint8Array | undefined> {
  let at = 0;
  for (let n = 0; n < BOXES_MAX; n += 1) {
    const header = await readAt(file, at, HEADER_BYTES);
    if (!header) return undefined;
    const size = header.readUInt32BE(0);
    if (header.toString("latin1", 4) === "moov") {
      return size <= HEAD_BYTES_MAX ? await readAt(file, at, size) : undefined;
    }
    // 0 and 1 stand for sizes that a clip of ours does not have before its head.
    if (size < HEADER_BYTES) return undefined;
    at += size;
  }
  return undefined;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytesRead === length ? bytes : undefined;
}

/** ISO/IEC 14496-12 §8.2.2: `mvhd`, version 0 or 1. */
function durationOf(moov: Uint8Array): number {
  const mvhd = findBox(moov, ["moov", "mvhd"]);
  if (!mvhd) return 0;
  const view = viewOf(moov);
  const isLong = view.getUint8(mvhd.body) === 1;
  const timescale = view.getUint32(mvhd.body + (isLong ? 20 : 12));
  const duration = isLong ? Number(view.getBigUint64(mvhd.body + 24)) : view.getUint32(mvhd.body + 16);
  return timescale === 0 ? 0 : Math.round((duration / timescale) * 1000);
}

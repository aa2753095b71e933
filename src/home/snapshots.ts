import { open } from "node:fs/promises";
import type { ClipState } from "#domain/clip-state.ts";
import type { ClipId } from "#domain/ids.ts";

/** Home Assistant keeps pictures in memory, and brokers keep them too. */
const IMAGE_BYTES_MAX = 300_000;
const CLIPS_REMEMBERED = 256;

/** Where the pictures of the newest clips lie: alerts name a clip, its state names the file. */
export function makeSnapshots() {
  const paths = new Map<ClipId, string>();
  return {
    note({ clip_id, snapshot_path }: ClipState): void {
      if (snapshot_path === null) return;
      paths.delete(clip_id);
      paths.set(clip_id, snapshot_path);
      const [oldest] = paths.keys();
      if (paths.size > CLIPS_REMEMBERED && oldest !== undefined) paths.delete(oldest);
    },
    /** The JPEG of a clip, or `undefined` where there is none, it is too large, or it is something else. */
    async read(clip: ClipId): Promise<Uint8Array | undefined> {
      const path = paths.get(clip);
      return path === undefined ? undefined : await readJpeg(path);
    },
  };
}

async function readJpeg(path: string): Promise<Uint8Array | undefined> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    if (size < 4 || size > IMAGE_BYTES_MAX) return undefined;
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return bytesRead === size && bytes[0] === 0xff && bytes[1] === 0xd8 ? bytes : undefined;
  } catch {
    // Retention may have taken the file, or the disk is away: the alert goes without its picture.
    return undefined;
  }
}

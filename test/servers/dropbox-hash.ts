import { createHash } from "node:crypto";

/** Dropbox hashes blocks of this size. */
export const CHUNK_STEP = 4 * 1024 * 1024;

/** The content hash of the whole, in one go: https://www.dropbox.com/developers/reference/content-hash. */
export function hashOf(content: Buffer): string {
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length; at += CHUNK_STEP) {
    blocks.push(
      createHash("sha256")
        .update(content.subarray(at, at + CHUNK_STEP))
        .digest(),
    );
  }
  return createHash("sha256").update(Buffer.concat(blocks)).digest("hex");
}

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Payload } from "#platform/transfer.ts";

const BLOCK_BYTES = 4 * 1024 * 1024;

/** Dropbox's content hash: the SHA-256 of the SHA-256 of each block (dropbox.com/developers/reference/content-hash). */
export async function contentHash(body: Payload): Promise<string> {
  const all = createHash("sha256");
  for await (const block of piecesOf(body, BLOCK_BYTES))
    all.update(createHash("sha256").update(block).digest());
  return all.digest("hex");
}

/** A payload in pieces of one size, from `start` on; only one of them is in memory at a time. */
export async function* piecesOf(body: Payload, size: number, start = 0): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(body)) {
    for (let at = start; at < body.length; at += size) yield body.subarray(at, at + size);
    return;
  }
  await using file = await open(body.path);
  for (let at = start; at < body.bytes; at += size) {
    const piece = Buffer.alloc(Math.min(size, body.bytes - at));
    await file.read(piece, 0, piece.length, body.start + at);
    yield piece;
  }
}

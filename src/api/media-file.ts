import { createReadStream } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { relative, sep } from "node:path";
import { Readable } from "node:stream";
import type { Context } from "hono";
import { problemDocument } from "./problem-document.ts";

/** Home Assistant's ingress passes replies below 4 MiB on with their length, which Safari needs for a video. */
const RANGE_BYTES_MAX = 4_000_000;

interface MediaFile {
  readonly path: string;
  /** Files outside are not served. */
  readonly root: string;
  readonly type: "video/mp4" | "image/jpeg";
}

/** Serves a finished, immutable file; in ranges of at most 4 MB where the client asks for ranges. */
export async function serveFile(c: Context, { path, root, type }: MediaFile): Promise<Response> {
  const real = await insideRoot(path, root);
  const handle = real === undefined ? undefined : await openFile(real);
  if (real === undefined || handle === undefined) {
    return problemDocument(c, 404, "This file is no longer on the disk.");
  }

  await using _ = handle;
  const { size } = await handle.stat();
  const headers = {
    "Content-Type": type,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
  };
  const asked = c.req.header("Range");
  if (asked === undefined) {
    return c.body(stream(real, 0, size - 1), 200, { ...headers, "Content-Length": String(size) });
  }
  const range = parseRange(asked, size);
  if (!range) {
    c.header("Content-Range", `bytes */${size}`);
    return problemDocument(c, 416, "The file is shorter than that.");
  }
  return c.body(stream(real, range.start, range.end), 206, {
    ...headers,
    "Content-Length": String(range.end - range.start + 1),
    "Content-Range": `bytes ${range.start}-${range.end}/${size}`,
  });
}

/** One byte range (RFC 9110 §14.1.2), both ends inclusive and at most 4 MB apart. `undefined` if it lies outside. */
export function parseRange(header: string, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})/.exec(header);
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const start = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start > last) return undefined;
  return { start, end: Math.min(last, start + RANGE_BYTES_MAX - 1) };
}

async function insideRoot(path: string, root: string): Promise<string | undefined> {
  try {
    const [real, base] = await Promise.all([realpath(path), realpath(root)]);
    const inside = relative(base, real);
    return inside === "" || inside === ".." || inside.startsWith(`..${sep}`) ? undefined : real;
  } catch {
    return undefined;
  }
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch {
    return undefined;
  }
}

function stream(path: string, start: number, end: number): ReadableStream {
  if (end < start) return new Blob([]).stream();
  return Readable.toWeb(createReadStream(path, { start, end })) as ReadableStream;
}

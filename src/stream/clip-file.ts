import { type FileHandle, rm } from "node:fs/promises";
import type { VideoFormat } from "#domain/camera.ts";
import type { CameraSlug, ClipId } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import { clipPaths, reserveClip } from "./clip-name.ts";
import { type ClipFacts, noteBox } from "./clip-note.ts";
import type { Frame, StreamInit } from "./frame.ts";
import { rebase } from "./rebase.ts";

/** Frames that wait for the disk. Past this the clip ends with what it has: the disk cannot keep up. */
export const BACKLOG_BYTES_MAX = 64 * 1024 * 1024;
/** A power cut costs at most what was written since. */
const SYNC_INTERVAL_MS = 2000;

export interface ClipFileOptions {
  readonly folder: string;
  readonly camera: CameraSlug;
  readonly init: StreamInit;
  readonly startedAtMs: number;
  readonly clock: Clock;
  /** What is noted in the file beside its frames, once its name is known. */
  facts(id: ClipId): Promise<ClipFacts>;
  /** Called at most once, when the file can take no more. It still has to be closed. */
  onFailure(cause: unknown): void;
  /** For tests: `BACKLOG_BYTES_MAX` otherwise. */
  readonly backlogBytesMax?: number;
}

/** What lies on disk when the file is closed: whole fragments only. */
export interface ClipPart {
  readonly id: ClipId;
  readonly facts: ClipFacts;
  readonly path: string;
  readonly video: VideoFormat;
  readonly videoFrames: number;
  readonly durationMs: number;
}

/** The growing file of one clip: a fragmented MP4 that is readable to its last whole fragment at any moment. */
export interface ClipFile {
  /** Resolves when the name is taken; rejects if the file cannot be made. */
  readonly id: Promise<ClipId>;
  /** Never blocks: frames are written in order behind it. */
  write(frame: Frame): void;
  /** Resolves when all is on disk. `undefined` if no picture got there: then the file is gone. Repeatable. */
  close(): Promise<ClipPart | undefined>;
}

export class DiskTooSlow extends Error {}

export function openClipFile(options: ClipFileOptions): ClipFile {
  const queue: Frame[] = [];
  let queuedBytes = 0;
  let failed = false;
  let closing: Promise<ClipPart | undefined> | undefined;

  const refuse = (cause: unknown) => {
    if (failed) return;
    failed = true;
    options.onFailure(cause);
  };
  const fail = (cause: unknown) => {
    queue.length = 0;
    refuse(cause);
  };

  const opened = openPart(options);
  let writing: Promise<unknown> = opened.catch(fail);
  let isPumping = false;
  const pump = async () => {
    try {
      const part = await opened;
      for (let frame = queue.shift(); frame; frame = queue.shift()) {
        queuedBytes -= frame.bytes.byteLength;
        await part.append(frame);
      }
    } catch (cause) {
      fail(cause);
    }
    isPumping = false;
  };

  const id = opened.then((part) => part.id);
  // Who does not care for the name hears of the failure by `onFailure`.
  id.catch(() => {});
  return {
    id,
    write(frame) {
      if (failed || closing) return;
      queue.push(frame);
      queuedBytes += frame.bytes.byteLength;
      if (!isPumping) {
        isPumping = true;
        writing = writing.then(pump);
      }
      // What waits is still written; only what comes after is not.
      if (queuedBytes > (options.backlogBytesMax ?? BACKLOG_BYTES_MAX)) refuse(new DiskTooSlow());
    },
    close: () =>
      (closing ??= writing.then(async () => {
        const part = await opened.catch(() => undefined);
        return part?.finish();
      })),
  };
}

/** The file on disk and what has safely reached it. */
async function openPart(options: ClipFileOptions) {
  const { folder, camera, init, startedAtMs, clock } = options;
  const toZero = rebase(init.bytes);
  const { id, handle } = await reserveClip(folder, camera, startedAtMs);
  const path = clipPaths(folder, id).part;
  const facts = await options.facts(id);
  let wholeBytes = 0;
  let videoFrames = 0;
  let firstDtsMs: number | undefined;
  let endMs = 0;
  let syncedAtMs = clock.monotonic();

  const put = async (bytes: Uint8Array) => {
    await writeAll(handle, bytes, wholeBytes);
    wholeBytes += bytes.byteLength;
  };
  let head: Promise<void> | undefined;

  return {
    id,
    async append(frame: Frame) {
      await (head ??= put(Buffer.concat([init.bytes, noteBox(facts)])));
      await put(Buffer.concat(toZero(frame.bytes)));
      if (frame.track === "video") {
        videoFrames += 1;
        firstDtsMs ??= frame.dtsMs;
        endMs = frame.dtsMs + frame.durationMs;
      }
      if (clock.monotonic() - syncedAtMs < SYNC_INTERVAL_MS) return;
      await handle.datasync();
      syncedAtMs = clock.monotonic();
    },
    async finish(): Promise<ClipPart | undefined> {
      await closeWhole(handle, wholeBytes).catch((cause: unknown) => options.onFailure(cause));
      if (videoFrames === 0) {
        await rm(path, { force: true });
        return undefined;
      }
      const durationMs = endMs - (firstDtsMs ?? 0);
      return { id, facts, path, video: init.video, videoFrames, durationMs };
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, at + done);
    done += bytesWritten;
  }
}

/** A write that failed half-way leaves half a fragment, which is cut off. */
async function closeWhole(handle: FileHandle, bytes: number): Promise<void> {
  try {
    await handle.truncate(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

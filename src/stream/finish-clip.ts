import { open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clip } from "#domain/clip.ts";
import { Failure, failureMessage } from "#domain/failure.ts";
import type { CameraSlug } from "#domain/ids.ts";
import { runProcess } from "#platform/process.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipPart } from "./clip-file.ts";
import { clipPaths } from "./clip-name.ts";
import { jpegOf } from "./jpeg.ts";
import { readPictures } from "./mp4-file.ts";

/** A quarter of an hour at 8 Mbit/s takes some 4 s here; a slow disk may take its time. */
const REMUX_TIMEOUT_MS = 5 * 60_000;
/** What set off the clip is better in the picture a moment later. */
const SNAPSHOT_AFTER_MS = 500;
/** Behind the last picture there is none. */
const SNAPSHOT_BEFORE_END_MS = 300;

export interface FinishOptions {
  readonly ffmpeg: string;
  readonly camera: CameraSlug;
  readonly log: Logger;
  /** Media time of the trigger in the clip, for the snapshot. */
  readonly triggerAtMs: number;
}

/**
 * Turns a closed part file into the clip: an ordinary MP4 that players can seek in, under its final name in one step,
 * with a snapshot beside it. What cannot be made into that stays the fragmented file that it is, which plays too:
 * nothing is lost. When `signal` aborts, that is done at once.
 */
export async function finishClip(part: ClipPart, options: FinishOptions, signal: AbortSignal): Promise<Clip> {
  const { ffmpeg, camera, log } = options;
  const { id, facts, video, durationMs } = part;
  const paths = clipPaths(dirname(part.path), id);
  try {
    await remux(ffmpeg, part, paths.temp, signal);
    await rename(paths.temp, paths.clip);
  } catch (cause) {
    log.warn({ clip: id, reason: failureMessage(cause) }, "clip kept as it was recorded");
    await rm(paths.temp, { force: true });
    await rename(part.path, paths.clip);
  }
  await syncFolder(dirname(paths.clip));
  await rm(part.path, { force: true });
  const hasSnapshot = await snapshot(part, options, signal).then(
    () => true,
    (cause: unknown) => {
      log.warn({ clip: id, reason: failureMessage(cause) }, "no snapshot");
      return false;
    },
  );
  const { size: bytes } = await stat(paths.clip);
  return {
    id,
    ...facts,
    camera,
    path: paths.clip,
    ...(hasSnapshot ? { snapshotPath: paths.snapshot } : {}),
    durationMs,
    bytes,
    video,
  };
}

/** Copies into an ordinary MP4 and throws unless every picture is in it, and it is on the disk. */
async function remux(ffmpeg: string, part: ClipPart, into: string, signal: AbortSignal): Promise<void> {
  const { stderr } = await runProcess(
    ffmpeg,
    [...quietly, "-i", part.path, ...copyToMp4, into],
    { timeoutMs: REMUX_TIMEOUT_MS },
    signal,
  );
  const copied = await readPictures(into).catch(() => undefined);
  if (copied?.count !== part.videoFrames || copied.durationMs <= 0) {
    const [reason = ""] = stderr.trim().split("\n").slice(-1);
    throw new Failure(
      "unavailable",
      `${copied?.count ?? 0} of ${part.videoFrames} pictures were copied: ${reason}`,
    );
  }
  await using file = await open(into, "r+");
  await file.sync();
}

async function snapshot(part: ClipPart, options: FinishOptions, signal: AbortSignal): Promise<void> {
  const paths = clipPaths(dirname(part.path), part.id);
  const atMs = Math.min(options.triggerAtMs + SNAPSHOT_AFTER_MS, part.durationMs - SNAPSHOT_BEFORE_END_MS);
  try {
    const from = { path: paths.clip, atMs: Math.max(0, atMs) };
    await writeFile(paths.snapshotTemp, await jpegOf(options.ffmpeg, from, signal));
    await rename(paths.snapshotTemp, paths.snapshot);
  } finally {
    await rm(paths.snapshotTemp, { force: true });
  }
}

const quietly = "-nostdin -hide_banner -loglevel error -y".split(" ");
const copyToMp4 = "-map 0 -c copy -movflags +faststart -f mp4".split(" ");

/** Without this a power cut may undo the rename. Some network folders cannot, and need not. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, "r");
    await handle.sync();
  } catch {
    // The clip itself is safe.
  }
}

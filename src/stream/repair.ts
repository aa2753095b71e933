import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clip } from "#domain/clip.ts";
import { Failure, failureMessage } from "#domain/failure.ts";
import { CameraSlug, ClipId, HappeningId, readClipId } from "#domain/ids.ts";
import type { Logger } from "#ports/logger.ts";
import type { ClipPart } from "./clip-file.ts";
import { clipFolder, clipPaths } from "./clip-name.ts";
import { finishClip } from "./finish-clip.ts";
import { scanFragments } from "./mp4-file.ts";

/** Where the trigger usually lies in a clip: behind the pre-roll. */
const TRIGGER_AT_MS = 5000;
const PART_ENDING = ".part.mp4";
/** What we leave when cut off in the middle of finishing a clip. */
const LEFTOVER = /^(.+\.(mp4|jpg)|\.writable)\.tmp$/;

export interface RepairOptions {
  readonly mediaDir: string;
  readonly ffmpeg: string;
  readonly log: Logger;
}

/**
 * Finishes the clips that were open when the box went down: cut at the last whole fragment, then like any other.
 * Returns them, so that they can be handed on. To be called before any source is opened.
 *
 * A file without a single picture is removed. One that cannot be finished now is left for the next start.
 */
export async function repairClips(options: RepairOptions, signal: AbortSignal): Promise<readonly Clip[]> {
  const clips: Clip[] = [];
  const tell = (cause: unknown): [] => {
    options.log.error({ reason: failureMessage(cause) }, "media folder not tidied");
    return [];
  };
  for (const camera of await camerasIn(options.mediaDir)) {
    const folder = clipFolder(options.mediaDir, camera);
    // A folder that cannot be read, or a file that cannot be deleted, must not keep the app from watching.
    for (const file of await readdir(folder).catch(tell)) {
      if (signal.aborted) return clips;
      if (LEFTOVER.test(file)) await rm(join(folder, file), { force: true }).catch(tell);
      const id = ClipId.safeParse(file.endsWith(PART_ENDING) ? file.slice(0, -PART_ENDING.length) : "");
      if (!id.success) continue;
      const clip = await repairOne(options, camera, id.data, signal).catch((cause: unknown) => {
        options.log.error({ clip: id.data, reason: failureMessage(cause) }, "clip could not be repaired");
      });
      if (clip) clips.push(clip);
    }
  }
  return clips;
}

async function repairOne(
  { mediaDir, ffmpeg, log }: RepairOptions,
  camera: CameraSlug,
  id: ClipId,
  signal: AbortSignal,
): Promise<Clip | undefined> {
  const path = clipPaths(clipFolder(mediaDir, camera), id).part;
  const part = await readPart(path, camera, id);
  if (!part) {
    await rm(path, { force: true });
    log.warn({ clip: id }, "unfinished clip without a picture removed");
    return undefined;
  }
  const triggerAtMs = Math.min(TRIGGER_AT_MS, part.durationMs / 2);
  const clip = await finishClip(part, { ffmpeg, camera, log, triggerAtMs }, signal);
  log.info({ clip: id, durationMs: Math.round(clip.durationMs) }, "unfinished clip repaired");
  return clip;
}

/** What is whole of an unfinished clip, the rest cut off. */
async function readPart(path: string, camera: CameraSlug, id: ClipId): Promise<ClipPart | undefined> {
  // What no recorder wrote is no clip.
  const found = await scanFragments(path).catch(onlyFailure);
  if (!found || found.videoFrames === 0) return undefined;
  await using handle = await open(path, "r+");
  await handle.truncate(found.wholeBytes);
  await handle.datasync();
  const facts = found.facts ?? {
    cameraName: camera,
    happening: HappeningId.parse(id),
    part: 1,
    trigger: "motion",
    source: "unknown",
    startedAtMs: readClipId(id).startedAtMs,
  };
  const { video, videoFrames, durationMs } = found;
  return { id, facts, path, video, videoFrames, durationMs };
}

function onlyFailure(cause: unknown): undefined {
  if (!(cause instanceof Failure)) throw cause;
}

async function camerasIn(mediaDir: string): Promise<readonly CameraSlug[]> {
  const entries = await readdir(join(mediaDir, "clips"), { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => {
    const slug = CameraSlug.safeParse(entry.name);
    return entry.isDirectory() && slug.success ? [slug.data] : [];
  });
}

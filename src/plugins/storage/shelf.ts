import { opendir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clip } from "#domain/clip.ts";
import { CameraSlug, ClipId, HappeningId, readClipId } from "#domain/ids.ts";
import { clipOfSidecar } from "#domain/sidecar.ts";
import { diskSpace } from "#platform/disk.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { Logger } from "#ports/logger.ts";
import { clipFiles } from "./clip-files.ts";
import { readClipHead } from "./clip-head.ts";
import { diskFailure } from "./disk-failure.ts";
import { readSidecar, writeBeside } from "./sidecar-file.ts";

/** Files that one look at the disk takes in. */
const FILES_MAX = 500_000;
const ENTRIES_AT_ONCE = 512;

export interface ShelfOptions {
  readonly mediaDir: string;
  readonly log: Logger;
  /** The owner's name for a camera, where no sidecar tells it. */
  cameraName(camera: CameraSlug): string | undefined;
}

/** The clips below the media folder. */
export function makeShelf({ mediaDir, log, cameraName }: ShelfOptions): ClipShelf {
  return {
    async *ids(beforeMs, signal) {
      const found = await listClips(mediaDir, signal).catch(ourFailure);
      if (found.size === FILES_MAX) log.warn({ files: FILES_MAX }, "more clips on disk than are looked at");
      for (const id of [...found].sort(newestFirst)) {
        const file = await stat(clipFiles(mediaDir, readClipId(id).camera, id).video).catch(() => undefined);
        if (file && file.size > 0 && file.mtimeMs < beforeMs) yield id;
      }
    },
    async read(id) {
      const { camera, startedAtMs } = readClipId(id);
      const files = clipFiles(mediaDir, camera, id);
      const video = await statOf(files.video);
      if (!video || video.size === 0) return undefined;
      const snapshot = (await statOf(files.snapshot)) && files.snapshot;
      const sidecar = await readSidecar(files.sidecar).catch(ourFailure);
      if (sidecar?.clip_id === id && sidecar.bytes === video.size) {
        return { clip: clipOfSidecar(sidecar, files.video, snapshot), sidecar };
      }
      const head = await readClipHead(files.video).catch(ourFailure);
      const clip: Clip = {
        id,
        happening: HappeningId.parse(id),
        camera,
        cameraName: cameraName(camera) ?? camera,
        part: 1,
        trigger: "motion",
        source: "disk",
        path: files.video,
        ...(snapshot !== undefined && { snapshotPath: snapshot }),
        startedAtMs,
        durationMs: head?.durationMs ?? 0,
        bytes: video.size,
        video: head?.video ?? { codec: "h264", width: 0, height: 0, audio: "none" },
      };
      return { clip, sidecar: undefined };
    },
    async describe(known) {
      const { video, sidecar } = clipFiles(mediaDir, known.camera_name, known.clip_id);
      await writeBeside(video, sidecar, JSON.stringify(known)).catch(ourFailure);
    },
    has: async ({ path }) => ((await statOf(path))?.size ?? 0) > 0,
    names: (signal, camera) => listClips(mediaDir, signal, camera).catch(ourFailure),
    cameras: async () => (await foldersOf(mediaDir).catch(ourFailure)).filter(isSlug),
    async isEmpty(signal) {
      for (const camera of await foldersOf(mediaDir).catch(ourFailure)) {
        for await (const _ of clipsOf(mediaDir, camera, signal)) return false;
      }
      return true;
    },
    async remove(id) {
      const { video, snapshot, sidecar } = clipFiles(mediaDir, readClipId(id).camera, id);
      for (const path of [sidecar, snapshot, video]) await rm(path, { force: true }).catch(ourFailure);
    },
    space: () => diskSpace(mediaDir).catch(ourFailure),
  };
}

async function listClips(mediaDir: string, signal: AbortSignal, only?: CameraSlug): Promise<Set<ClipId>> {
  const found = new Set<ClipId>();
  for (const camera of only === undefined ? await foldersOf(mediaDir) : [only]) {
    for await (const id of clipsOf(mediaDir, camera, signal)) {
      found.add(id);
      if (found.size === FILES_MAX) return found;
    }
  }
  return found;
}

async function foldersOf(mediaDir: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for await (const entry of entriesOf(join(mediaDir, "clips"))) {
    if (entry.isDirectory()) folders.push(entry.name);
  }
  return folders;
}

function isSlug(name: string): name is CameraSlug {
  return CameraSlug.safeParse(name).success;
}

async function* clipsOf(mediaDir: string, camera: string, signal: AbortSignal): AsyncGenerator<ClipId> {
  for await (const file of entriesOf(join(mediaDir, "clips", camera))) {
    signal.throwIfAborted();
    const id = idOf(file.name, camera);
    if (file.isFile() && id) yield id;
  }
}

async function* entriesOf(folder: string) {
  const entries = await opendir(folder, { bufferSize: ENTRIES_AT_ONCE }).catch(missing);
  if (entries) yield* entries;
}

/** Only names that are ours: whatever else lies there is none of our business. */
function idOf(name: string, camera: string): ClipId | undefined {
  if (!name.endsWith(".mp4")) return undefined;
  const id = ClipId.safeParse(name.slice(0, -".mp4".length));
  return id.success && id.data.startsWith(`${camera}_`) && readClipId(id.data).camera === camera
    ? id.data
    : undefined;
}

function newestFirst(a: ClipId, b: ClipId): number {
  return readClipId(b).startedAtMs - readClipId(a).startedAtMs;
}

async function statOf(path: string) {
  return await stat(path).catch(missing);
}

function missing(cause: unknown): undefined {
  if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
  throw diskFailure(cause);
}

function ourFailure(cause: unknown): never {
  throw diskFailure(cause);
}

import { constants } from "node:fs";
import { access, type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { type CameraSlug, type ClipId, clipIdOf } from "#domain/ids.ts";

/** More clips than this within one second of one camera are a fault. */
const COPIES_MAX = 1000;

/** Where a camera's clips lie. */
export const clipFolder = (mediaDir: string, camera: CameraSlug): string => join(mediaDir, "clips", camera);

/** The files of a clip. `part` grows while the capture lasts; `temp` is what it is turned into when that is over. */
export const clipPaths = (folder: string, id: ClipId) => ({
  part: join(folder, `${id}.part.mp4`),
  temp: join(folder, `${id}.mp4.tmp`),
  clip: join(folder, `${id}.mp4`),
  snapshot: join(folder, `${id}.jpg`),
  snapshotTemp: join(folder, `${id}.jpg.tmp`),
});

export interface Reserved {
  readonly id: ClipId;
  readonly handle: FileHandle;
}

/**
 * Makes the empty file of a new clip under a name that no clip has, whoever else may be looking for one.
 *
 * Exclusive creation decides between two that begin in the same second; the finished clip of that name may have been
 * there before, so it is looked for afterwards.
 */
export async function reserveClip(
  folder: string,
  camera: CameraSlug,
  startedAtMs: number,
): Promise<Reserved> {
  await mkdir(folder, { recursive: true });
  for (let copy = 1; copy <= COPIES_MAX; copy += 1) {
    const id = clipIdOf(camera, startedAtMs, copy);
    const paths = clipPaths(folder, id);
    const handle = await createNew(paths.part);
    if (!handle) continue;
    if (!(await exists(paths.clip))) return { id, handle };
    await handle.close();
    await rm(paths.part, { force: true });
  }
  throw new Error(`no free clip name in ${folder} for ${new Date(startedAtMs).toISOString()}`);
}

async function createNew(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "wx");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return undefined;
    throw cause;
  }
}

export const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

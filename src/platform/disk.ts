import { readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

const FILES_MAX = 200_000;

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Free and total space of the disk that holds a folder. */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** How many files with this ending lie in a folder and below, and their bytes. Counts at most `FILES_MAX`. */
export async function folderUse(folder: string, ending: string): Promise<{ files: number; bytes: number }> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const wanted = names.filter((name) => name.endsWith(ending)).slice(0, FILES_MAX);
  let bytes = 0;
  for (const name of wanted) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    bytes += found?.size ?? 0;
  }
  return { files: wanted.length, bytes };
}

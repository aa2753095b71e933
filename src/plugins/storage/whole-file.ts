import { mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "#domain/failure.ts";

/** Where a file goes, and how long it is when it is whole. */
export interface Target {
  readonly path: string;
  readonly bytes: number;
}

/** After a power cut there is the whole text or none. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const half = `${path}.part`;
  await named(half, path, () => writeFile(half, text, { flush: true }));
}

/**
 * Lets `fill` write `{path}.part`, and gives that its name once it has the right length and lies on the disk. `fill`
 * checks what it knows besides, and throws. Whatever goes wrong, no half file stays.
 */
export async function bringWhole({ path, bytes }: Target, fill: (half: string) => Promise<void>) {
  const half = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  await named(half, path, async () => {
    await fill(half);
    const { size } = await stat(half);
    if (size !== bytes) {
      throw new Failure("unavailable", `Of the clip's file ${size} bytes came back instead of ${bytes}.`);
    }
    await using file = await open(half, "r+");
    await file.sync();
  });
}

async function named(half: string, path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
    await rename(half, path);
  } catch (cause) {
    await rm(half, { force: true });
    throw cause;
  }
}

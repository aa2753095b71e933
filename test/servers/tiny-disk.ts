import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

export interface TinyDisk extends Disposable {
  /** Refused by the kernel while a file is open for writing. */
  setReadOnly(isReadOnly: boolean): void;
}

/** A disk of its own at `folder`, or `undefined` where we may not mount: then the test is skipped. */
export function mountTinyDisk(folder: string, bytes: number): TinyDisk | undefined {
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder]);
  if (status !== 0) return undefined;
  return {
    setReadOnly(isReadOnly) {
      const done = spawnSync("mount", ["-o", `remount,${isReadOnly ? "ro" : "rw"}`, folder], {
        encoding: "utf8",
      });
      if (done.status !== 0) throw new Error(`cannot remount: ${done.stderr}`);
    },
    [Symbol.dispose]: () => void spawnSync("umount", ["--lazy", folder]),
  };
}

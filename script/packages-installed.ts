import { readFile } from "node:fs/promises";

/** Exits 0 if node_modules holds what package-lock.json asks for, so that setup need not install again. */
interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
}

const wanted = await readLock("package-lock.json");
const present = await readLock("node_modules/.package-lock.json").catch((): Lock => ({ packages: {} }));
process.exitCode = Object.entries(wanted.packages).every(isPresent) ? 0 : 1;

function isPresent([path, { version, optional }]: readonly [string, LockedPackage]): boolean {
  const installed = present.packages[path];
  // Optional parts for other platforms are never there.
  if (path === "" || (optional && installed === undefined)) return true;
  return installed?.version === version;
}

async function readLock(path: string): Promise<Lock> {
  return JSON.parse(await readFile(path, "utf8")) as Lock;
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What was stopped may still write its last file. */
const gone = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };

export interface TempDir extends AsyncDisposable {
  readonly path: string;
}

/** A folder of its own, gone when disposed. */
export async function makeTempDir(): Promise<TempDir> {
  const path = await mkdtemp(join(tmpdir(), "porchlight-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, gone) };
}

import { open, readFile, stat } from "node:fs/promises";
import type { Clip } from "#domain/clip.ts";
import { newClipState } from "#domain/clip-state.ts";
import { Sidecar, sidecarOf } from "#domain/sidecar.ts";
import { writeWhole } from "./whole-file.ts";

const SIDECAR_BYTES_MAX = 256 * 1024;

/** What lies beside a clip, or `undefined` for nothing, for half a one, and for something else. */
export async function readSidecar(path: string): Promise<Sidecar | undefined> {
  const file = await stat(path).catch(missing);
  if (!file?.isFile() || file.size > SIDECAR_BYTES_MAX) return undefined;
  const text = await readFile(path, "utf8");
  try {
    return Sidecar.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Writes the first sidecar of a clip. One that is there may know more by now, and stays. */
export async function writeFirstSidecar(path: string, clip: Clip, uri: string): Promise<void> {
  const there = await readSidecar(path);
  if (there?.clip_id === clip.id && there.bytes === clip.bytes) return;
  const facts = sidecarOf({ ...newClipState(clip), storage_uri: uri });
  await writeWhole(path, JSON.stringify(facts));
}

/** Nothing is said beside a clip that was deleted: its files would come back, one by one. */
export async function writeBeside(video: string, sidecar: string, json: string): Promise<void> {
  await using _file = await open(video, "r");
  await writeWhole(sidecar, json);
}

function missing(cause: unknown): undefined {
  if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
  throw cause;
}

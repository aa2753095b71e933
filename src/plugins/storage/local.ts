import { open, rename, rm, writeFile } from "node:fs/promises";
import type { Clip } from "#domain/clip.ts";
import { Failure } from "#domain/failure.ts";
import { sidecarOf } from "#domain/sidecar.ts";
import { definePlugin } from "#ports/plugin.ts";
import { clipFiles } from "./clip-files.ts";
import { diskFailure } from "./disk-failure.ts";
import { StorageSettings } from "./settings.ts";

/** The clip already lies where it is kept: this makes sure of it, and writes beside it what the journal would miss. */
export const local = definePlugin({
  kind: "storage",
  backend: "local",
  config: StorageSettings,
  open: async (_, { mediaDir }) => ({
    async store(clip, signal) {
      signal.throwIfAborted();
      const { video, sidecar } = clipFiles(mediaDir, clip.camera, clip.id);
      const uri = `local:clips/${clip.camera}/${clip.id}.mp4`;
      try {
        await checkWhole(clip, video);
        await writeWhole(sidecar, JSON.stringify(sidecarOf(clip, uri)));
      } catch (cause) {
        throw diskFailure(cause);
      }
      return { uri };
    },
    [Symbol.asyncDispose]: async () => undefined,
  }),
});

async function checkWhole(clip: Clip, place: string): Promise<void> {
  if (clip.path !== place) throw new Failure("rejected", `The clip does not lie in its place ${place}.`);
  await using file = await open(place, "r");
  const { size } = await file.stat();
  if (size === 0) throw new Failure("rejected", "The clip's file is empty.");
  if (size !== clip.bytes) {
    throw new Failure("rejected", `The clip's file has ${size} bytes instead of ${clip.bytes}.`);
  }
  const head = Buffer.alloc(8);
  await file.read(head, 0, head.length, 0);
  if (head.toString("latin1", 4) !== "ftyp") throw new Failure("rejected", "The clip's file is not an MP4.");
}

/** After a power cut there is the whole text or none. */
async function writeWhole(path: string, text: string): Promise<void> {
  const half = `${path}.part`;
  try {
    await writeFile(half, text, { flush: true });
    await rename(half, path);
  } catch (cause) {
    await rm(half, { force: true });
    throw cause;
  }
}

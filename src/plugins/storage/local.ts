import { open } from "node:fs/promises";
import type { Clip } from "#domain/clip.ts";
import { Failure } from "#domain/failure.ts";
import { ClipId, readClipId } from "#domain/ids.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import { definePlugin } from "#ports/plugin.ts";
import { clipFiles } from "./clip-files.ts";
import { diskFailure } from "./disk-failure.ts";
import { StorageSettings } from "./settings.ts";
import { writeBeside, writeFirstSidecar } from "./sidecar-file.ts";

/** The clip already lies where it is kept: this makes sure of it, and writes beside it what the journal would miss. */
export const local = definePlugin({
  kind: "storage",
  backend: "local",
  config: StorageSettings.pick({ backend: true }),
  open: async (_, { mediaDir }) => makeLocal(mediaDir),
});

function makeLocal(mediaDir: string): ClipStorage {
  return {
    place: "local",
    async store(clip, signal) {
      signal.throwIfAborted();
      const { video, sidecar } = clipFiles(mediaDir, clip.camera, clip.id);
      const uri = `local:clips/${clip.camera}/${clip.id}.mp4`;
      try {
        await checkWhole(clip, video);
        await writeFirstSidecar(sidecar, clip, uri);
      } catch (cause) {
        throw diskFailure(cause);
      }
      return { uri };
    },
    async describe(uri, json, signal) {
      signal.throwIfAborted();
      const { video, sidecar } = filesOf(mediaDir, uri);
      try {
        await writeBeside(video, sidecar, json);
      } catch (cause) {
        throw diskFailure(cause);
      }
    },
    /** What is gone from here is gone: there is no other copy in this place. */
    async fetch(_, __, signal) {
      signal.throwIfAborted();
      throw new Failure("rejected", "The clip's file is gone from this machine, and there is no copy here.");
    },
    /** Deletes nothing: what lies on this disk is retention's, which holds the clips with a star. */
    async remove(_, signal) {
      signal.throwIfAborted();
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Never a path outside, whatever an address says. */
function filesOf(mediaDir: string, uri: string): ReturnType<typeof clipFiles> {
  const [, name] = /^local:clips\/[^/]+\/([^/]+)\.mp4$/.exec(uri) ?? [];
  const id = ClipId.safeParse(name);
  if (!id.success) throw new Failure("rejected", "This is no address of a clip on this machine.");
  return clipFiles(mediaDir, readClipId(id.data).camera, id.data);
}

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

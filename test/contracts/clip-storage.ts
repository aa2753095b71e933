import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import { newClipState } from "#domain/clip-state.ts";
import { sidecarOf } from "#domain/sidecar.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import { makeTempDir } from "#test/temp-dir.ts";

const running = new AbortController().signal;

export interface StorageBench extends AsyncDisposable {
  readonly storage: ClipStorage;
  /** A clip whose file is there. */
  readonly clip: Clip;
  /** The JSON that lies beside the clip stored at `uri`. */
  noteAt(uri: string): Promise<string | undefined>;
}

export interface RemoteBench extends StorageBench {
  /** What the clip's file holds. */
  readonly movie: Buffer;
  /** Loses the second half of the file at `uri`. */
  halve(uri: string): Promise<void>;
}

/** What every `ClipStorage` promises. */
export function clipStorageContract(name: string, open: () => Promise<StorageBench>): void {
  describe(`${name} keeps the ClipStorage contract`, () => {
    test("storing a clip twice is one clip at one address", async () => {
      await using bench = await open();

      const first = await bench.storage.store(bench.clip, running);
      const second = await bench.storage.store(bench.clip, running);

      expect(first.uri).toMatch(/^[a-z][a-z0-9]*:.+/);
      expect(second).toEqual(first);
    });

    test("it has a name that begins as its addresses do", async () => {
      await using bench = await open();

      const { uri } = await bench.storage.store(bench.clip, running);

      expect(uri.split(":")[0]).toBe(bench.storage.place.split(":")[0]);
    });

    test("what was said of a clip last lies beside it, also after it is stored again", async () => {
      await using bench = await open();
      const { uri } = await bench.storage.store(bench.clip, running);
      const notes = ["first", "another of them"].map((words) => noteOf(bench.clip, uri, words));

      for (const note of notes) await bench.storage.describe(uri, note, running);
      await bench.storage.store(bench.clip, running);

      expect(await bench.noteAt(uri)).toBe(notes[1]);
    });

    test("rejects promptly when the signal has already aborted", async () => {
      await using bench = await open();
      const { storage, clip } = bench;
      const { uri } = await storage.store(clip, running);
      const gone = AbortSignal.abort();

      await expect(storage.store(clip, gone)).rejects.toThrow("aborted");
      await expect(storage.describe(uri, "{}", gone)).rejects.toThrow("aborted");
      await expect(storage.fetch(uri, { path: "/nowhere", bytes: 1 }, gone)).rejects.toThrow("aborted");
      await expect(storage.remove(uri, gone)).rejects.toThrow("aborted");
    });

    test("an address that is none of its own is refused, and nothing is done", async () => {
      await using bench = await open();
      const to = { path: "/nowhere", bytes: 1 };

      for (const uri of ["elsewhere:/x.mp4", `${bench.storage.place.split(":")[0]}:`]) {
        await expect(bench.storage.fetch(uri, to, running)).rejects.toMatchObject({ kind: "rejected" });
        await expect(bench.storage.describe(uri, "{}", running)).rejects.toMatchObject({ kind: "rejected" });
      }
    });

    test("it may be disposed twice", async () => {
      await using bench = await open();

      await bench.storage[Symbol.asyncDispose]();

      await expect(bench.storage[Symbol.asyncDispose]()).resolves.toBeUndefined();
    });
  });
}

/** What a `ClipStorage` away from the box promises besides. */
export function remoteStorageContract(name: string, open: () => Promise<RemoteBench>): void {
  clipStorageContract(name, open);

  describe(`${name} keeps the contract of a place elsewhere`, () => {
    test("a clip comes back as it went, also into a folder that is not there yet", async () => {
      await using bench = await open();
      await using dir = await makeTempDir();
      const to = { path: join(dir.path, "back", "clip.mp4"), bytes: bench.clip.bytes };
      const { uri } = await bench.storage.store(bench.clip, running);

      await bench.storage.fetch(uri, to, running);

      expect(bench.movie.equals(await readFile(to.path))).toBe(true);
      expect(await readdir(join(dir.path, "back"))).toEqual(["clip.mp4"]);
    });

    test("of a file that is cut short there, nothing comes back under the clip's name", async () => {
      await using bench = await open();
      await using dir = await makeTempDir();
      const { uri } = await bench.storage.store(bench.clip, running);
      await bench.halve(uri);

      const to = { path: join(dir.path, "clip.mp4"), bytes: bench.clip.bytes };
      const fetching = bench.storage.fetch(uri, to, running);

      await expect(fetching).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
      expect(await readdir(dir.path)).toEqual([]);
    });

    test("what was deleted is gone with all that lay beside it, may be deleted again, and be stored again", async () => {
      await using bench = await open();
      await using dir = await makeTempDir();
      const { storage, clip } = bench;
      const to = { path: join(dir.path, "clip.mp4"), bytes: clip.bytes };
      const { uri } = await storage.store(clip, running);
      await storage.describe(uri, noteOf(clip, uri, "it"), running);

      await storage.remove(uri, running);
      await storage.remove(uri, running);
      const gone = storage.fetch(uri, to, running);

      await expect(gone).rejects.toMatchObject({ name: "Failure", kind: "rejected" });
      expect(await bench.noteAt(uri)).toBeUndefined();
      await expect(access(to.path)).rejects.toThrow("ENOENT");
      await storage.store(clip, running);
      await storage.fetch(uri, to, running);
      expect(bench.movie.equals(await readFile(to.path))).toBe(true);
      // The clip itself is not the place's to delete.
      await expect(access(clip.path)).resolves.toBeUndefined();
    });
  });
}

/** As long as another one in bytes: who compares lengths alone is found out. */
function noteOf(clip: Clip, uri: string, words: string): string {
  return JSON.stringify({
    ...sidecarOf({ ...newClipState(clip), storage_uri: uri }),
    words: words.padEnd(20),
  });
}

import { describe, expect, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";

const running = new AbortController().signal;

export interface StorageBench extends AsyncDisposable {
  readonly storage: ClipStorage;
  /** A clip whose file is there. */
  readonly clip: Clip;
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

    test("rejects promptly when the signal has already aborted", async () => {
      await using bench = await open();

      await expect(bench.storage.store(bench.clip, AbortSignal.abort())).rejects.toThrow("aborted");
    });

    test("it may be disposed twice", async () => {
      await using bench = await open();

      await bench.storage[Symbol.asyncDispose]();

      await expect(bench.storage[Symbol.asyncDispose]()).resolves.toBeUndefined();
    });
  });
}

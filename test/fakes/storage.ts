import { writeFile } from "node:fs/promises";
import type { Clip } from "#domain/clip.ts";
import type { DayHours } from "#domain/day-hours.ts";
import { Failure } from "#domain/failure.ts";
import type { ClipStorage, Stored } from "#ports/clip-storage.ts";
import { play, type Turn } from "./script.ts";

export interface FakeStorage extends ClipStorage {
  readonly calls: Clip[];
  /** What was said of each clip, by its address. */
  readonly described: Map<string, string>;
  /** Addresses that were asked back. */
  readonly fetched: string[];
  /** What happens when a clip is asked back; may be changed. */
  onFetch: (uri: string) => void;
}

export interface FakeStorageWish {
  readonly place?: string;
  readonly hours?: DayHours;
  /** Without a script every clip is stored, at `{place}:{id}`. */
  readonly turns?: readonly Turn<Stored | undefined>[];
}

/** Stores by script; without one, every clip at `fake:{id}`. */
export function fakeStorage(...turns: readonly Turn<Stored | undefined>[]): FakeStorage {
  return aFakeStorage({ turns });
}

export function aFakeStorage({ place = "fake", hours, turns = [] }: FakeStorageWish): FakeStorage {
  const calls: Clip[] = [];
  const stored = new Map<string, Clip>();
  const storage: FakeStorage = {
    place,
    ...(hours && { hours }),
    calls,
    described: new Map(),
    fetched: [],
    onFetch: () => undefined,
    store: async (clip, signal) => {
      calls.push(clip);
      const script = turns.length === 0 ? [{ answer: undefined }] : turns;
      const answer = (await play(script, calls.length - 1, signal)) ?? { uri: `${place}:${clip.id}` };
      stored.set(answer.uri, clip);
      return answer;
    },
    describe: async (uri, json, signal) => {
      signal.throwIfAborted();
      const isOurs = stored.has(uri) || (uri.startsWith(`${place}:`) && uri !== `${place}:`);
      if (!isOurs) throw new Failure("rejected", "It is no address of this place.");
      storage.described.set(uri, json);
    },
    fetch: async (uri, { path, bytes }, signal) => {
      signal.throwIfAborted();
      storage.fetched.push(uri);
      if (!stored.has(uri)) throw new Failure("rejected", "It is not there.");
      await writeFile(path, Buffer.alloc(bytes)).catch(() => undefined);
      storage.onFetch(uri);
    },
    remove: async (uri, signal) => {
      signal.throwIfAborted();
      stored.delete(uri);
      storage.described.delete(uri);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  return storage;
}

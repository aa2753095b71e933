import { copyFile } from "node:fs/promises";
import type { Clip } from "#domain/clip.ts";
import { Failure } from "#domain/failure.ts";
import type { ClipStorage, Stored } from "#ports/clip-storage.ts";
import { play, type Turn } from "./script.ts";

export interface FakeStorage extends ClipStorage {
  readonly calls: Clip[];
  /** The clips that lie there, by address. */
  readonly kept: Map<string, Clip>;
  /** What was said beside them. */
  readonly notes: Map<string, string>;
  /** Addresses in the order in which they were asked for back. */
  readonly fetched: string[];
}

/** Stores by script; without one, every clip at `fake:{id}`. */
export function fakeStorage(...turns: readonly Turn<Stored | undefined>[]): FakeStorage {
  return fakePlace("fake", ...turns);
}

/** The same as another place: its addresses begin with `{place}:`. */
export function fakePlace(place: string, ...turns: readonly Turn<Stored | undefined>[]): FakeStorage {
  const calls: Clip[] = [];
  const kept = new Map<string, Clip>();
  const notes = new Map<string, string>();
  const fetched: string[] = [];
  const find = (uri: string): Clip => {
    const clip = kept.get(uri);
    if (!clip) throw new Failure("rejected", "It is not there any more.");
    return clip;
  };
  return {
    place,
    calls,
    kept,
    notes,
    fetched,
    store: async (clip, signal) => {
      calls.push(clip);
      const script = turns.length === 0 ? [{ answer: undefined }] : turns;
      const stored = (await play(script, calls.length - 1, signal)) ?? { uri: `${place}:${clip.id}` };
      kept.set(stored.uri, clip);
      return stored;
    },
    describe: async (uri, json, signal) => {
      signal.throwIfAborted();
      find(uri);
      notes.set(uri, json);
    },
    fetch: async (uri, { path }, signal) => {
      signal.throwIfAborted();
      fetched.push(uri);
      await copyFile(find(uri).path, path);
    },
    remove: async (uri, signal) => {
      signal.throwIfAborted();
      kept.delete(uri);
      notes.delete(uri);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

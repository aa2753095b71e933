import type { Clip } from "#domain/clip.ts";
import type { ClipStorage, Stored } from "#ports/clip-storage.ts";
import { play, type Turn } from "./script.ts";

export interface FakeStorage extends ClipStorage {
  readonly calls: Clip[];
}

/** Stores by script; without one, every clip at `fake:{id}`. */
export function fakeStorage(...turns: readonly Turn<Stored | undefined>[]): FakeStorage {
  const calls: Clip[] = [];
  return {
    calls,
    store: async (clip, signal) => {
      calls.push(clip);
      const script = turns.length === 0 ? [{ answer: undefined }] : turns;
      return (await play(script, calls.length - 1, signal)) ?? { uri: `fake:${clip.id}` };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

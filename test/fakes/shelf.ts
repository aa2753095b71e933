import type { Clip } from "#domain/clip.ts";
import { ClipId } from "#domain/ids.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";

export interface FakeShelf extends ClipShelf {
  /** What lies on the disk, by id. */
  readonly clips: Map<string, Clip>;
  error: Error | undefined;
}

export function fakeShelf(...clips: readonly Clip[]): FakeShelf {
  const check = () => {
    if (shelf.error) throw shelf.error;
  };
  const shelf: FakeShelf = {
    clips: new Map(clips.map((clip) => [clip.id, clip])),
    error: undefined,
    async *ids() {
      check();
      const newest = [...shelf.clips.values()].sort((a, b) => b.startedAtMs - a.startedAtMs);
      yield* newest.map(({ id }) => ClipId.parse(id));
    },
    read: async (id) => shelf.clips.get(id),
    has: async (clip) => {
      check();
      return shelf.clips.has(clip.id);
    },
  };
  return shelf;
}

import type { Clip } from "#domain/clip.ts";
import { ClipId } from "#domain/ids.ts";
import type { DiskSpace } from "#domain/retention-need.ts";
import type { Sidecar } from "#domain/sidecar.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";

export interface FakeShelf extends ClipShelf {
  /** What lies on the disk, by id. */
  readonly clips: Map<string, Clip>;
  /** What lies beside them. */
  readonly sidecars: Map<string, Sidecar>;
  error: Error | undefined;
  disk: DiskSpace;
}

export function fakeShelf(...clips: readonly Clip[]): FakeShelf {
  const check = () => {
    if (shelf.error) throw shelf.error;
  };
  const shelf: FakeShelf = {
    clips: new Map(clips.map((clip) => [clip.id, clip])),
    sidecars: new Map(),
    error: undefined,
    disk: { freeBytes: 50_000_000_000, totalBytes: 64_000_000_000 },
    async *ids() {
      check();
      const newest = [...shelf.clips.values()].sort((a, b) => b.startedAtMs - a.startedAtMs);
      yield* newest.map(({ id }) => ClipId.parse(id));
    },
    read: async (id) => {
      const clip = shelf.clips.get(id);
      return clip && { clip, sidecar: shelf.sidecars.get(id) };
    },
    describe: async (sidecar) => {
      check();
      shelf.sidecars.set(sidecar.clip_id, sidecar);
    },
    names: async (_, camera) => {
      check();
      const found = [...shelf.clips.values()].filter(
        (clip) => camera === undefined || clip.camera === camera,
      );
      return new Set(found.map(({ id }) => ClipId.parse(id)));
    },
    cameras: async () => {
      check();
      return [...new Set([...shelf.clips.values()].map(({ camera }) => camera))];
    },
    isEmpty: async () => {
      check();
      return shelf.clips.size === 0;
    },
    remove: async (id) => {
      check();
      shelf.clips.delete(id);
    },
    space: async () => {
      check();
      return shelf.disk;
    },
    has: async (clip) => {
      check();
      return shelf.clips.has(clip.id);
    },
  };
  return shelf;
}

import type { ObjectGroup } from "#domain/detection.ts";
import type { CameraSlug } from "#domain/ids.ts";

/** How long something counts as present after it was found in a clip. */
export const PRESENCE_CLEAR_MS = 60_000;
/** Who is live out of sight for less, behind a tree or a post, has not left. */
export const LIVE_CLEAR_MS = 5_000;
/** Whoever looks says something a few times a second while anything moves: after so long without a word it has ended. */
export const LIVE_STALE_MS = 60_000;
/** Who only stands there is not looked at all the time, but nobody stands as still as this. */
export const STANDING_STALE_MS = 600_000;

/** Groups that are in front of a camera now. */
export interface LiveGroups {
  readonly moving: ReadonlySet<ObjectGroup>;
  /** All of them stand still. */
  readonly standing: ReadonlySet<ObjectGroup>;
}

export interface Presence extends Disposable {
  groups(camera: CameraSlug): readonly ObjectGroup[];
  /** Found in a clip. */
  see(camera: CameraSlug, groups: readonly ObjectGroup[]): void;
  /** Seen live; what is no longer among them clears soon. True where the groups are others than before. */
  watch(camera: CameraSlug, now: LiveGroups): boolean;
}

/** Who is in front of which camera. Each group clears by itself, and `onCleared` is told. */
export function openPresence(onCleared: (camera: CameraSlug) => void): Presence {
  const timers = new Map<string, NodeJS.Timeout>();
  const present = new Map<CameraSlug, Set<ObjectGroup>>();
  const inView = new Map<CameraSlug, ReadonlySet<ObjectGroup>>();

  /** True where it was not there. */
  function keep(camera: CameraSlug, group: ObjectGroup, forMs: number): boolean {
    const seen = present.get(camera) ?? new Set();
    present.set(camera, seen);
    const isNew = !seen.has(group);
    seen.add(group);
    const key = `${camera}/${group}`;
    clearTimeout(timers.get(key));
    const clear = () => {
      timers.delete(key);
      seen.delete(group);
      onCleared(camera);
    };
    timers.set(key, setTimeout(clear, forMs).unref());
    return isNew;
  }

  return {
    groups: (camera) => [...(present.get(camera) ?? [])],
    see: (camera, groups) => {
      for (const group of groups) keep(camera, group, PRESENCE_CLEAR_MS);
    },
    watch: (camera, { moving, standing }) => {
      const before = inView.get(camera) ?? new Set();
      const now = new Set([...standing, ...moving]);
      inView.set(camera, now);
      const isLeaving = (group: ObjectGroup) => !now.has(group) && present.get(camera)?.has(group) === true;
      for (const group of before) if (isLeaving(group)) keep(camera, group, LIVE_CLEAR_MS);
      const added = [...now].map((group) =>
        keep(camera, group, moving.has(group) ? LIVE_STALE_MS : STANDING_STALE_MS),
      );
      return added.includes(true);
    },
    [Symbol.dispose]: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

import type { ObjectGroup } from "#domain/detection.ts";
import type { CameraSlug } from "#domain/ids.ts";

/** How long something counts as present after it was last seen. */
export const PRESENCE_CLEAR_MS = 60_000;

export interface Presence extends Disposable {
  groups(camera: CameraSlug): readonly ObjectGroup[];
  see(camera: CameraSlug, groups: readonly ObjectGroup[]): void;
}

/** Who is in front of which camera. Each group clears by itself, and `onCleared` is told. */
export function openPresence(onCleared: (camera: CameraSlug) => void): Presence {
  const timers = new Map<string, NodeJS.Timeout>();
  const present = new Map<CameraSlug, Set<ObjectGroup>>();

  return {
    groups: (camera) => [...(present.get(camera) ?? [])],
    see: (camera, groups) => {
      const seen = present.get(camera) ?? new Set();
      present.set(camera, seen);
      for (const group of groups) {
        const key = `${camera}/${group}`;
        clearTimeout(timers.get(key));
        seen.add(group);
        const clear = () => {
          timers.delete(key);
          seen.delete(group);
          onCleared(camera);
        };
        timers.set(key, setTimeout(clear, PRESENCE_CLEAR_MS).unref());
      }
    },
    [Symbol.dispose]: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

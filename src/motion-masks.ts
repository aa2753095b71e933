import type { Camera } from "#domain/camera.ts";
import type { Polygon } from "#domain/geometry.ts";
import { motionMasks } from "#domain/live-rules.ts";
import type { RulesStore } from "#live/rules-store.ts";

export interface MotionMasks extends Disposable {
  /** The same list until the owner saves. */
  now(): readonly Polygon[];
}

/** Follows what the owner drew, also where nobody looks for objects. */
export async function openMotionMasks(
  camera: Camera,
  rules: Pick<RulesStore, "read" | "watch">,
): Promise<MotionMasks> {
  let heard: readonly Polygon[] | undefined;
  // First of all: what is saved while the stored ones are read is newer.
  const watching = rules.watch(camera.id, (saved) => {
    heard = motionMasks(saved);
  });
  const stored = motionMasks(await rules.read(camera));
  return {
    now: () => heard ?? stored,
    [Symbol.dispose]: () => watching[Symbol.dispose](),
  };
}

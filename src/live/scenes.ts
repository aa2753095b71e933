import type { Clock } from "#ports/clock.ts";
import type { LiveScene } from "#ports/live-sink.ts";

/** At most four a second. */
export const SCENE_MS = 250;

/** Tells what a camera sees when it has changed, at a pace that people and brokers can follow. */
export interface Scenes {
  /** Something may have changed. */
  show(): void;
}

export function makeScenes(clock: Clock, now: () => LiveScene, tell: (scene: LiveScene) => void): Scenes {
  let toldMs = Number.NEGATIVE_INFINITY;
  let told = "";
  return {
    show() {
      if (clock.monotonic() - toldMs < SCENE_MS) return;
      const scene = now();
      const text = JSON.stringify({ ...scene, atMs: 0 });
      if (text === told) return;
      told = text;
      toldMs = clock.monotonic();
      tell(scene);
    },
  };
}

import { groupOf, type ObjectGroup } from "#domain/detection.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { LiveScene, SceneTrack } from "#ports/live-sink.ts";
import { LIVE_STALE_MS, type LiveGroups } from "./presence.ts";

/** What goes on in front of each camera, as it was last told. */
export interface LiveScenes extends Disposable {
  scene(camera: CameraSlug): LiveScene | undefined;
  keep(camera: CameraSlug, scene: LiveScene): void;
  /** Whether something of this group is there, or was seen live at this time (Unix ms) or after. */
  wasSeen(camera: CameraSlug, group: ObjectGroup, sinceMs: number): boolean;
  /** Nothing has crossed a line today yet. Which cameras have lines. */
  newDay(): readonly CameraSlug[];
}

/** A scene that nobody renews loses what moves in it, and `onStale` is told. */
export function openLiveScenes(onStale: (camera: CameraSlug) => void): LiveScenes {
  const scenes = new Map<CameraSlug, LiveScene>();
  const timers = new Map<CameraSlug, NodeJS.Timeout>();
  const seenAtMs = new Map<string, number>();

  return {
    scene: (camera) => scenes.get(camera),
    keep(camera, scene) {
      scenes.set(camera, scene);
      for (const { label } of scene.tracks) {
        const group = groupOf(label);
        if (group !== undefined) seenAtMs.set(`${camera}/${group}`, scene.atMs);
      }
      clearTimeout(timers.get(camera));
      timers.delete(camera);
      if (scene.tracks.every(({ isStationary }) => isStationary)) return;
      const forget = () => {
        timers.delete(camera);
        scenes.set(camera, withoutMoving(scene));
        onStale(camera);
      };
      timers.set(camera, setTimeout(forget, LIVE_STALE_MS).unref());
    },
    wasSeen: (camera, group, sinceMs) =>
      (seenAtMs.get(`${camera}/${group}`) ?? Number.NEGATIVE_INFINITY) >= sinceMs ||
      scenes.get(camera)?.tracks.some(({ label }) => groupOf(label) === group) === true,
    newDay() {
      const counted = [...scenes].filter(([, { lines }]) => lines.length > 0);
      for (const [camera, scene] of counted) {
        scenes.set(camera, {
          ...scene,
          lines: scene.lines.map((line) => ({ ...line, inToday: 0, outToday: 0 })),
        });
      }
      return counted.map(([camera]) => camera);
    },
    [Symbol.dispose]: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** A parked car is no news, however long it is in the picture; somebody who stands at the door is. */
export function groupsNow({ tracks }: LiveScene): LiveGroups {
  const grouped = tracks.map(({ label, isStationary }) => ({ group: groupOf(label), isStationary }));
  const of = (stands: boolean) =>
    grouped.flatMap(({ group, isStationary }) =>
      group === undefined || isStationary !== stands ? [] : [group],
    );
  const moving = new Set(of(false));
  return { moving, standing: new Set(of(true).filter((group) => group !== "vehicle" && !moving.has(group))) };
}

function withoutMoving(scene: LiveScene): LiveScene {
  const tracks = scene.tracks.filter(({ isStationary }) => isStationary);
  const zones = scene.zones.map((zone) => {
    const inside = tracks.filter((track) => track.zones.includes(zone.id));
    return {
      ...zone,
      count: inside.length,
      labels: countsOf(inside),
      isLoitering: zone.isLoitering && inside.length > 0,
    };
  });
  return { ...scene, tracks, zones };
}

function countsOf(tracks: readonly SceneTrack[]): Record<string, number> {
  const byLabel = Map.groupBy(tracks, ({ label }) => label);
  return Object.fromEntries([...byLabel].map(([label, same]) => [label, same.length]));
}

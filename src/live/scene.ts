import type { LiveRules } from "#domain/live-rules.ts";
import type { LiveScene, SceneTrack, SceneZone } from "#ports/live-sink.ts";
import type { Stay } from "#vision/rules/engine.ts";
import type { Track } from "#vision/tracking/track.ts";
import type { Moment } from "./follower.ts";
import type { LineCounts } from "./line-counts.ts";

export interface SceneParts {
  readonly moment: Moment;
  readonly rules: LiveRules;
  readonly counts: Pick<LineCounts, "total" | "today">;
  /** Unix ms of a monotonic time. */
  toUnix(atMs: number): number;
}

/** What one camera sees now, for people. */
export function sceneOf({ moment, rules, counts, toUnix }: SceneParts): LiveScene {
  const { tracks, stays, atMs } = moment;
  return {
    atMs: toUnix(atMs),
    rulesVersion: rules.version,
    tracks: tracks.map((track) => sceneTrack(track, stays, toUnix)),
    zones: rules.zones.map(({ id, name, objects, loiter_s }) =>
      sceneZone(
        { id, name, objects, canLoiter: loiter_s !== undefined },
        stays.filter(({ zone }) => zone === id),
      ),
    ),
    lines: rules.lines.map(({ id, name }) => {
      const total = counts.total(id);
      const today = counts.today(id);
      return { id, name, in: total.in, out: total.out, inToday: today.in, outToday: today.out };
    }),
  };
}

function sceneTrack(track: Track, stays: readonly Stay[], toUnix: SceneParts["toUnix"]): SceneTrack {
  const { id, label, score, box, isStationary, state, bornAtMs } = track;
  return {
    id,
    label,
    score,
    box,
    isStationary,
    // What stands is taken to be there, seen or not.
    isLost: state === "lost" && !isStationary,
    zones: stays.filter((stay) => stay.track.id === id).map(({ zone }) => zone),
    sinceMs: toUnix(bornAtMs),
  };
}

function sceneZone(
  zone: Pick<SceneZone, "id" | "name" | "objects" | "canLoiter">,
  stays: readonly Stay[],
): SceneZone {
  const labels: Record<string, number> = {};
  for (const { track } of stays) labels[track.label] = (labels[track.label] ?? 0) + 1;
  return { ...zone, count: stays.length, labels, isLoitering: stays.some((stay) => stay.isLoitering) };
}

import type { Clip } from "#domain/clip.ts";
import { clockTime, type Whereabouts } from "./local-time.ts";
import { asData, asName } from "./names.ts";
import type { Shot } from "./pictures.ts";

const ZONES_MAX = 5;

/** What is said right before each picture; names of zones as data, as owners and cameras may write anything there. */
export function captionsOf(
  shots: readonly Shot[],
  clip: Pick<Clip, "startedAtMs" | "live">,
  where: Whereabouts,
): readonly string[] {
  return shots.map(({ atMs, isDetail }, i) => {
    const at = `${(atMs / 1000).toFixed(1)} s after the clip's beginning, at ${clockTime(clip.startedAtMs + atMs, where)}`;
    const zones = zonesAt(clip, atMs);
    const inZones = zones.length === 0 ? "" : ` Somebody or something is in the zones ${asData(zones)}.`;
    const detail = isDetail ? " This is a detail of the picture before." : "";
    return `Picture ${i + 1} of ${shots.length}: ${at}.${detail}${inZones}`;
  });
}

/** Zones that something had entered by then and not left. */
function zonesAt({ startedAtMs, live }: Pick<Clip, "startedAtMs" | "live">, atMs: number): readonly string[] {
  const inside = new Map<string, string>();
  for (const { type, at, place, track_id } of live?.events ?? []) {
    if (place === undefined || Date.parse(at) - startedAtMs > atMs) continue;
    const key = `${track_id} ${place}`;
    if (type === "ZONE_ENTER") inside.set(key, asName(place));
    else if (type === "ZONE_EXIT") inside.delete(key);
  }
  return [...new Set(inside.values())].slice(0, ZONES_MAX);
}

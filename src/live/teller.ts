import { groupOf } from "#domain/detection.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import { hasAlertPlaces, type LiveRules } from "#domain/live-rules.ts";
import type { Zone } from "#domain/zone.ts";
import type { Track } from "#vision/tracking/track.ts";
import type { Moment } from "./follower.ts";
import { reasonOf, sentenceOf } from "./reason.ts";

/** A happening rings once; beyond so many additions nobody reads on. */
export const SIGHTINGS_MAX = 10;

/** A sighting without its picture. */
export interface Notable {
  readonly event: LiveEvent;
  readonly reason: string;
  readonly sentence: string;
  readonly objects: readonly string[];
  readonly zones: readonly string[];
  readonly isMore: boolean;
}

/** What of one happening is to be told while it goes on. */
export interface Teller {
  /** `seen`: the labels of the happening so far. */
  next(moment: Moment, worth: Worth, seen: readonly string[]): readonly Notable[];
}

/** Which things are a reason for an alert, over happenings. */
export interface Worth {
  readonly rules: LiveRules;
  has(trackId: number): boolean;
}

export function makeTeller(camera: string): Teller {
  const labels: string[] = [];
  const zones: string[] = [];
  const departed = new Set<string>();
  /** The reason that was told of each thing. */
  const told = new Map<number, string>();
  let count = 0;

  /** Whether it says more than what was told; then it counts as told. */
  const isNews = (event: LiveEvent, places: readonly string[]): boolean => {
    const { label, id } = event.track;
    const isDeparture = event.type === "OBJECT_LEFT";
    const hasNews = isDeparture
      ? !departed.has(label)
      : !labels.includes(label) || places.some((name) => !zones.includes(name));
    if (!hasNews || count >= SIGHTINGS_MAX) return false;
    if (isDeparture) departed.add(label);
    else if (!labels.includes(label)) labels.push(label);
    if (event.alerts) told.set(id, reasonOf(event));
    zones.push(...places.filter((name) => !zones.includes(name)));
    count++;
    return true;
  };

  return {
    next(moment, worth, seen) {
      const reasons = [
        ...moment.events.filter((event) => event.alerts || (told.has(event.track.id) && "zone" in event)),
        ...moment.tracks.flatMap((track) => standingReason(track, moment, { told, worth, labels })),
      ];
      return reasons.flatMap((event) => {
        const places = placesOf(event, moment);
        const isMore = count > 0;
        if (!isNews(event, places)) return [];
        const { label } = event.track;
        const objects = [label, ...[...labels, ...seen].filter((other) => other !== label)];
        const all = [...places, ...zones.filter((name) => !places.includes(name))];
        const others = [...new Set(objects)].slice(1);
        return [
          {
            event,
            // A zone that makes no alert tells where it is, and is no reason.
            reason: told.get(event.track.id) ?? reasonOf(event),
            sentence: sentenceOf({ event, camera, zones: places, others }),
            objects: [...new Set(objects)],
            zones: all,
            isMore,
          },
        ];
      });
    },
  };
}

/** Names of the zones that the thing is in, that of the event first. */
function placesOf(event: LiveEvent, { stays, zoneNames }: Moment): readonly string[] {
  const own = "zone" in event && event.type !== "ZONE_EXIT" ? [event.zone.name] : [];
  const inside = stays
    .filter(({ track }) => track.id === event.track.id)
    .map(({ zone }) => zoneNames.get(zone) ?? zone);
  return [...new Set([...own, ...inside])];
}

interface Known {
  readonly told: ReadonlyMap<number, string>;
  readonly labels: readonly string[];
  readonly worth: Worth;
}

/** Who was a reason before and is still there, or is now known to be something else, is a reason without an event. */
function standingReason(track: Track, moment: Moment, { told, labels, worth }: Known): LiveEvent[] {
  if (track.state !== "confirmed" || track.isStationary || !worth.has(track.id)) return [];
  if (told.has(track.id) && labels.includes(track.label)) return [];
  const base = { atMs: moment.atMs, track, alerts: true, rulesVersion: worth.rules.version };
  if (!hasAlertPlaces(worth.rules)) return [{ ...base, type: "OBJECT_APPEARED" }];
  const zone = alertZoneOf(track, moment, worth.rules.zones);
  return zone ? [{ ...base, type: "ZONE_ENTER", zone: { id: zone.id, name: zone.name } }] : [];
}

function alertZoneOf(track: Track, { stays }: Moment, zones: readonly Zone[]): Zone | undefined {
  const inside = new Set(stays.filter((stay) => stay.track.id === track.id).map(({ zone }) => zone));
  return zones.find(({ id, alerts }) => alerts && inside.has(id));
}

/**
 * Remembers which things are a reason. A car that came to a stop is none any more when it moves again; a person or an
 * animal is.
 */
export function makeWorthies(): {
  has(trackId: number): boolean;
  note(moment: Moment): void;
} {
  const worthy = new Set<number>();
  return {
    has: (trackId) => worthy.has(trackId),
    note({ events, tracks }) {
      for (const { alerts, track } of events) if (alerts) worthy.add(track.id);
      const known = new Map(tracks.map((track) => [track.id, track]));
      for (const id of worthy) {
        const track = known.get(id);
        if (!track || (track.isStationary && !isAlive(track.label))) worthy.delete(id);
      }
    },
  };
}

function isAlive(label: string): boolean {
  const group = groupOf(label);
  return group === "person" || group === "animal";
}

import type { LiveEvent } from "#domain/live-event.ts";
import { hasAlertPlaces, type LiveRules } from "#domain/live-rules.ts";
import { LIVE_EVENTS_MAX, LIVE_ITEMS_MAX, type LiveSummary } from "#domain/live-summary.ts";
import type { Stay } from "#vision/rules/engine.ts";
import type { Track } from "#vision/tracking/track.ts";
import type { Moment } from "./follower.ts";
import { makeSpans, type Spans } from "./spans.ts";

/** What was a reason for an alert. Monotonic ms. */
export interface Reason {
  readonly atMs: number;
  readonly said: { readonly reason: string; readonly sentence: string };
}

/** What was seen of one happening. */
export interface Book {
  note(moment: Moment): void;
  /** Kept if it is the first. */
  alert(reason: Reason): void;
  /** Labels of what moved so far, surest first. */
  labels(): readonly string[];
  summary(rules: LiveRules, toIso: (atMs: number) => string): LiveSummary;
}

interface Seen {
  score: number;
  readonly firstMs: number;
  lastMs: number;
}

interface Visited {
  readonly name: string;
  readonly labels: Set<string>;
  readonly spans: Spans;
}

/** `fromMs`: what was before that is not of this happening. What stood all the time is not told of: a parked car. */
export function makeBook(fromMs: number): Book {
  const objects = new Map<string, Seen>();
  const zones = new Map<string, Visited>();
  const lines = new Map<string, { name: string; in: number; out: number }>();
  const events: LiveEvent[] = [];
  let moved: ReadonlySet<number> = new Set();
  let first: Reason | undefined;

  const noteTrack = ({ label, score, bornAtMs, seenAtMs }: Track) => {
    const seen = roomFor(objects, label, () => ({
      score,
      firstMs: Math.max(fromMs, bornAtMs),
      lastMs: seenAtMs,
    }));
    if (!seen) return;
    seen.score = Math.max(seen.score, score);
    seen.lastMs = Math.max(seen.lastMs, seenAtMs);
  };

  const noteStay = ({ zone, track, sinceMs }: Stay, name: string, atMs: number) => {
    const visited = roomFor(zones, zone, () => ({ name, labels: new Set<string>(), spans: makeSpans() }));
    visited?.labels.add(track.label);
    visited?.spans.add(Math.max(fromMs, sinceMs), track.isStationary ? atMs : track.seenAtMs);
  };

  const noteEvent = (event: LiveEvent) => {
    if (events.length < LIVE_EVENTS_MAX) events.push(event);
    if (event.type !== "LINE_CROSS") return;
    const line = roomFor(lines, event.line.id, () => ({ name: event.line.name, in: 0, out: 0 }));
    if (line) line[event.direction]++;
  };

  return {
    note({ atMs, events: news, tracks, stays, zoneNames }) {
      moved = movedOf(moved, tracks);
      for (const track of tracks) {
        if (track.state === "confirmed" && moved.has(track.id)) noteTrack(track);
      }
      for (const stay of stays) {
        if (moved.has(stay.track.id)) noteStay(stay, zoneNames.get(stay.zone) ?? stay.zone, atMs);
      }
      for (const event of news) noteEvent(event);
    },
    alert(reason) {
      first ??= reason;
    },
    labels: () => surestFirst(objects).map(([label]) => label),
    summary: (rules, toIso) => ({
      objects: surestFirst(objects).map(([label, { score, firstMs, lastMs }]) => ({
        label,
        score,
        first_at: toIso(firstMs),
        last_at: toIso(lastMs),
      })),
      zones: [...zones].map(([id, visited]) => ({ id, ...zoneRow(visited) })),
      lines: [...lines].map(([id, line]) => ({ id, ...line })),
      events: events.map((event) => eventRow(event, toIso)),
      alert: first ? { ...first.said, at: toIso(first.atMs) } : null,
      needs_place: hasAlertPlaces(rules),
      rules_version: rules.version,
    }),
  };
}

/** Who moved in this happening and is still there. */
function movedOf(before: ReadonlySet<number>, tracks: readonly Track[]): ReadonlySet<number> {
  const those = tracks.filter(
    ({ id, state, isStationary }) => before.has(id) || (state === "confirmed" && !isStationary),
  );
  return new Set(those.map(({ id }) => id));
}

function surestFirst(objects: ReadonlyMap<string, Seen>): [string, Seen][] {
  return [...objects].sort(([, a], [, b]) => b.score - a.score);
}

function zoneRow({ name, labels, spans }: Visited) {
  return { name, labels: [...labels], seconds: Math.round(spans.sumMs() / 100) / 10 };
}

/** What is known under a key; beyond the bound new keys are left out. */
function roomFor<Value>(known: Map<string, Value>, key: string, make: () => Value): Value | undefined {
  const before = known.get(key);
  if (before !== undefined || known.size >= LIVE_ITEMS_MAX) return before;
  const value = make();
  known.set(key, value);
  return value;
}

function eventRow(event: LiveEvent, toIso: (atMs: number) => string): LiveSummary["events"][number] {
  const { type, atMs, track } = event;
  const row = { type, at: toIso(atMs), label: track.label, track_id: track.id };
  switch (event.type) {
    case "OBJECT_APPEARED":
      return row;
    case "OBJECT_LEFT":
      return { ...row, seconds: event.stayedMs / 1000 };
    case "LINE_CROSS":
      return { ...row, place: event.line.name, direction: event.direction };
    case "ZONE_ENTER":
      return { ...row, place: event.zone.name };
    case "ZONE_EXIT":
    case "ZONE_DWELL":
      return { ...row, place: event.zone.name, seconds: event.insideMs / 1000 };
  }
}

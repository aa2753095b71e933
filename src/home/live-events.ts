import { groupOf } from "#domain/detection.ts";
import type { HappeningId } from "#domain/ids.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import { CROSSINGS, VISITS, type VisitType } from "./live-entities.ts";
import { placeLeaf } from "./places.ts";

/** A message for the event entity of a zone or a line. */
export interface PlaceEvent {
  readonly leaf: string;
  readonly content: object;
}

/** What a zone or a line tells of an event; nothing where the event is about neither. */
export function placeEvent(event: LiveEvent, happening: HappeningId | undefined): PlaceEvent | undefined {
  switch (event.type) {
    case "OBJECT_APPEARED":
    case "OBJECT_LEFT":
      return undefined;
    case "LINE_CROSS": {
      const { id, name } = event.line;
      const content = { event_type: event.direction, line: name, ...aboutOf(event, happening) };
      return { leaf: `${placeLeaf({ kind: "line", id })}/${CROSSINGS}`, content };
    }
    case "ZONE_ENTER":
      return visit(event, "enter", aboutOf(event, happening));
    case "ZONE_EXIT":
      return visit(event, "exit", { dwell_s: event.insideMs / 1000, ...aboutOf(event, happening) });
    case "ZONE_DWELL":
      return visit(event, "dwell", { dwell_s: event.insideMs / 1000, ...aboutOf(event, happening) });
  }
}

type ZoneEvent = Extract<LiveEvent, { readonly zone: unknown }>;

function visit({ zone: { id, name } }: ZoneEvent, type: VisitType, about: object): PlaceEvent {
  const leaf = `${placeLeaf({ kind: "zone", id })}/${VISITS}`;
  return { leaf, content: { event_type: type, zone: name, ...about } };
}

function aboutOf({ track, atMs, alerts }: LiveEvent, happening: HappeningId | undefined): object {
  return {
    object: track.label,
    group: groupOf(track.label) ?? null,
    score: track.score,
    track_id: track.id,
    alerts,
    alert_id: happening ?? null,
    ts: new Date(atMs).toISOString(),
  };
}

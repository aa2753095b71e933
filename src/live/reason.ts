import { expandLabels } from "#domain/detection.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import type { LiveRules } from "#domain/live-rules.ts";

/** Says of an event whether it is a reason for an alert on this camera. */
export type ReasonCheck = (event: LiveEvent) => boolean;

/**
 * A place that the owner drew narrows down what the camera alerts on, unless it names objects of its own: a zone for the
 * porch does not make an alert of every cat.
 */
export function makeReasonCheck(rules: LiveRules, notifyOnObjects: readonly string[]): ReasonCheck {
  const wanted = new Set(expandLabels(notifyOnObjects));
  const own = { zones: ownObjects(rules.zones), lines: ownObjects(rules.lines) };
  return (event) => {
    if (!event.alerts) return false;
    const isWanted = wanted.has(event.track.label);
    if (event.type === "OBJECT_LEFT") return true;
    // By the rules it is none where a place is needed.
    if (event.type === "OBJECT_APPEARED") return isWanted;
    return isWanted || ("zone" in event ? own.zones.has(event.zone.id) : own.lines.has(event.line.id));
  };
}

function ownObjects(
  places: readonly { readonly id: string; readonly objects: readonly string[] }[],
): ReadonlySet<string> {
  return new Set(places.filter(({ objects }) => objects.length > 0).map(({ id }) => id));
}

/** As `Alert.notify_reason`. */
export function reasonOf(event: LiveEvent): string {
  if (event.type === "OBJECT_APPEARED") return `object=${event.track.label}`;
  if (event.type === "OBJECT_LEFT") return `left=${event.track.label}`;
  return "zone" in event ? `zone=${event.zone.id}` : `line=${event.line.id}:${event.direction}`;
}

export interface SentenceParts {
  readonly event: LiveEvent;
  /** The owner's name for the camera. */
  readonly camera: string;
  /** Names of the zones that the thing is in. */
  readonly zones: readonly string[];
  /** Labels of what else was seen in the happening. */
  readonly others: readonly string[];
}

/** `Person at Front door, in zone Porch.` Nothing in it that was not seen. */
export function sentenceOf({ event, camera, zones, others }: SentenceParts): string {
  const what = `${capital(event.track.label)} at ${camera}`;
  const also = others.length === 0 ? "" : ` Also seen: ${listOf(others)}.`;
  if (event.type === "OBJECT_LEFT") return `${what} has left.${also}`;
  const over = event.type === "LINE_CROSS" ? `, ${event.direction}wards over ${event.line.name}` : "";
  const where =
    zones.length === 0 ? "" : `, in ${zones.length === 1 ? "zone" : "the zones"} ${listOf(zones)}`;
  return `${what}${over}${where}.${also}`;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

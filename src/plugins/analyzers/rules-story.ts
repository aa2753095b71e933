import type { Clip } from "#domain/clip.ts";
import { type FilterResult, groupOf, type ObjectGroup } from "#domain/detection.ts";

/** Names of zones, lines and cameras in a sentence are cut here. */
const NAME_CHARS_MAX = 64;
/** Kinds of things that one sentence names. */
const OTHERS_MAX = 4;

/** What the detector says of a clip, as people say it. Nothing in it that was not seen. */
export interface Story {
  /** `Person at Front door`. */
  readonly title: string;
  /** `A person came to Porch at 14:03, stayed 40 s and left over Gate.` */
  readonly summary: string;
  /** Labels in the order of what matters: people, vehicles, animals, the rest. */
  readonly labels: readonly string[];
}

type Event = NonNullable<Clip["live"]>["events"][number];

export function storyOf(clip: Clip, seen: FilterResult): Story {
  const live = clip.live;
  const surest = [...seen.detected_classes, ...(live?.objects.map(({ label }) => label) ?? [])];
  const labels = [...new Set(surest)].toSorted((a, b) => rankOf(a) - rankOf(b));
  const camera = plain(clip.cameraName);
  const [first, ...others] = labels;
  if (first === undefined) return motionStory(clip, camera);

  const count = countOf(first, seen);
  const what = count > 1 ? `${count} ${pluralOf(first)}` : withArticle(plain(first));
  const told = eventsOfOne(live?.events ?? [], first);
  const deeds = count > 1 ? [] : deedsOf(told);
  const was = count > 1 ? "were" : "was";
  const main =
    deeds.length > 0
      ? `${what} ${listOf(deeds)}.`
      : `${what} ${was} at ${camera}${placesOf(clip, first)} at ${clockTime(firstSeenMs(clip, seen, first))}.`;
  const more = others.slice(0, OTHERS_MAX).map((label) => withArticle(plain(label)));
  const also =
    more.length === 0 ? "" : ` ${capital(listOf(more))} ${more.length > 1 ? "were" : "was"} seen as well.`;
  return { title: `${capital(plain(first))} at ${camera}`, summary: `${capital(main)}${also}`, labels };
}

/** People matter most. */
const ranks = { person: 0, vehicle: 1, animal: 2 } as const satisfies Record<ObjectGroup, number>;
function rankOf(label: string): number {
  const group = groupOf(label);
  return group === undefined ? 3 : ranks[group];
}

function motionStory({ startedAtMs, trigger }: Clip, camera: string): Story {
  const at = `at ${clockTime(startedAtMs)}`;
  return trigger === "motion"
    ? { title: `Motion at ${camera}`, summary: `Something moved at ${camera} ${at}.`, labels: [] }
    : { title: `Clip of ${camera}`, summary: `A clip of ${camera} was recorded ${at}.`, labels: [] };
}

/** How many were in one frame at once: more than that may be the same one, seen again. */
function countOf(label: string, { detections }: FilterResult): number {
  const perFrame = new Map<number, number>();
  for (const one of detections) {
    if (one.label === label) perFrame.set(one.at_ms, (perFrame.get(one.at_ms) ?? 0) + 1);
  }
  return Math.max(1, ...perFrame.values());
}

/** Of the one of this kind of which the most is known; the first of them where several are equal. */
function eventsOfOne(events: readonly Event[], label: string): readonly Event[] {
  const byTrack = Map.groupBy(
    events.filter((one) => one.label === label),
    ({ track_id }) => track_id,
  );
  return [...byTrack.values()].toSorted((a, b) => worth(b) - worth(a))[0] ?? [];
}

const worth = (events: readonly Event[]) => events.filter(({ place }) => place !== undefined).length;

/** `came to Porch at 14:03`, `stayed 40 s`, `left over Gate`. None where no zone or line knows of it. */
function deedsOf(events: readonly Event[]): string[] {
  const cameAt = events.findIndex(
    ({ type, direction }) => type === "ZONE_ENTER" || (type === "LINE_CROSS" && direction === "in"),
  );
  const came = events[cameAt];
  const left = events
    .slice(cameAt + 1)
    .findLast(({ type, direction }) => type === "LINE_CROSS" && direction === "out");
  const stay = came && stayIn(events, came);
  const deeds: string[] = [];
  if (came) {
    const how = came.type === "LINE_CROSS" ? "came over" : "came to";
    deeds.push(`${how} ${plain(came.place ?? "")} at ${timeOf(came)}`);
  }
  if (stay !== undefined) deeds.push(`stayed ${lengthOf(stay)}`);
  if (left) {
    deeds.push(`left over ${plain(left.place ?? "")}${came ? "" : ` at ${timeOf(left)}`}`);
  }
  return deeds;
}

/** Seconds in the zone that it came to, if somebody has counted them. */
function stayIn(events: readonly Event[], came: Event): number | undefined {
  if (came.type !== "ZONE_ENTER") return undefined;
  const last = events.findLast(
    ({ type, place }) => (type === "ZONE_EXIT" || type === "ZONE_DWELL") && place === came.place,
  );
  const seconds = Math.floor(last?.seconds ?? 0);
  return seconds >= 1 ? seconds : undefined;
}

/** `, in Porch and Drive,`: zones in which such a thing was. */
function placesOf({ live }: Clip, label: string): string {
  const zones = live?.zones.filter(({ labels }) => labels.includes(label)) ?? [];
  const names = zones.slice(0, OTHERS_MAX).map(({ name }) => plain(name));
  return names.length === 0 ? "" : `, in ${listOf(names)},`;
}

function firstSeenMs(clip: Clip, { detections }: FilterResult, label: string): number {
  const live = clip.live?.objects.find((one) => one.label === label);
  if (live) return Date.parse(live.first_at);
  const offsets = detections.filter((one) => one.label === label).map(({ at_ms }) => at_ms);
  return clip.startedAtMs + (offsets.length === 0 ? 0 : Math.min(...offsets));
}

const timeOf = ({ at }: Event) => clockTime(Date.parse(at));

/** By the local clock: `14:03`. */
function clockTime(atMs: number): string {
  const at = new Date(atMs);
  return [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

function lengthOf(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}

/** Names are anybody's: one line, and not too long. */
function plain(name: string): string {
  return name
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, NAME_CHARS_MAX);
}

const withArticle = (label: string) => `${/^[aeiou]/.test(label) ? "an" : "a"} ${label}`;

function pluralOf(label: string): string {
  const name = plain(label);
  if (name === "person") return "people";
  if (name === "sheep") return name;
  return /(?:s|x|ch)$/.test(name) ? `${name}es` : `${name}s`;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

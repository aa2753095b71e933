import { groupOf, type ObjectGroup, objectGroups } from "#domain/detection.ts";
import type { CameraView } from "#ports/house.ts";
import type { LiveScene, SceneLine, SceneZone } from "#ports/live-sink.ts";
import { OBJECT_COUNTS } from "./live-entities.ts";
import { type Documents, onOff } from "./on-off.ts";
import { type Place, placeLeaf } from "./places.ts";

const LABELS_MAX = 32;

const groups = Object.keys(objectGroups) as ObjectGroup[];

/** What changes while something goes on in front of a camera. What matters most comes first. */
export function liveDocuments({ present, live }: CameraView, places: readonly Place[]): Documents {
  return {
    ...Object.fromEntries(groups.map((group) => [group, onOff(present.includes(group))])),
    ...Object.fromEntries(places.flatMap((place) => placeDocument(place, live))),
    ...(live === undefined ? {} : { [OBJECT_COUNTS]: countsOf(live) }),
  };
}

function placeDocument(place: Place, live: LiveScene | undefined): readonly (readonly [string, string])[] {
  const text = place.kind === "zone" ? zoneText(place, live) : lineText(place, live);
  return text === undefined ? [] : [[placeLeaf(place), text]];
}

/** Nobody has looked since the start: who was there before is not known to be there now. */
const UNKNOWN_ZONE = JSON.stringify({
  occupancy: null,
  count: null,
  labels: null,
  ...Object.fromEntries(groups.map((group) => [group, null])),
  loitering: null,
});

function zoneText({ id }: Place, live: LiveScene | undefined): string | undefined {
  const zone = live?.zones.find((one) => one.id === id);
  if (zone === undefined) return live === undefined ? UNKNOWN_ZONE : undefined;
  const labels = labelsOf(zone);
  const has = (group: ObjectGroup) => labels.some(([label]) => groupOf(label) === group);
  return JSON.stringify({
    occupancy: onOff(zone.count > 0),
    count: zone.count,
    labels: Object.fromEntries(labels),
    ...Object.fromEntries(groups.map((group) => [group, onOff(has(group))])),
    loitering: onOff(zone.isLoitering),
  });
}

/** In one order, so that the same is the same text. */
function labelsOf({ labels }: SceneZone): readonly (readonly [string, number])[] {
  return Object.entries(labels)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, LABELS_MAX);
}

/** What the broker keeps from before is still true. */
function lineText({ id }: Place, live: LiveScene | undefined): string | undefined {
  const line = live?.lines.find((one) => one.id === id);
  return line && JSON.stringify(lineDocument(line));
}

function lineDocument({ inToday, outToday, in: allIn, out: allOut }: SceneLine): object {
  return { in_today: inToday, out_today: outToday, in: allIn, out: allOut };
}

function countsOf({ tracks }: LiveScene): string {
  const count = (group: ObjectGroup) => tracks.filter(({ label }) => groupOf(label) === group).length;
  return JSON.stringify(Object.fromEntries(groups.map((group) => [group, count(group)])));
}

import type { Alert } from "#domain/alert.ts";

/** Home Assistant loses a state of more than 255 characters wholly, it does not cut it. */
const STATE_CHARS_MAX = 250;

/** A few words of what happened, for one camera's own entity: the alert's title, else what was seen. */
export function alertTitle(alert: Alert): string {
  return cut(alert.title.trim() || sentenceOf(alert.objects));
}

/** The same for the whole house: with the camera's name in front, unless it is said already. */
export function houseTitle(alert: Alert): string {
  const title = alertTitle(alert);
  return title.includes(alert.camera_title) ? title : cut(`${alert.camera_title}: ${title}`);
}

function sentenceOf(objects: readonly string[]): string {
  const [first = "motion", ...rest] = objects;
  const last = rest.pop();
  const list = last === undefined ? first : `${[first, ...rest].join(", ")} and ${last}`;
  return list.charAt(0).toUpperCase() + list.slice(1);
}

/** By code points, so that no emoji is cut in half: Home Assistant counts them so too. */
function cut(text: string): string {
  const points = Array.from(text);
  return points.length <= STATE_CHARS_MAX ? text : `${points.slice(0, STATE_CHARS_MAX - 1).join("")}…`;
}

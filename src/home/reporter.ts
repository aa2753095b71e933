import type { Alert } from "#domain/alert.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { Publication } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { House, HouseEvent } from "#ports/house.ts";
import type { Logger } from "#ports/logger.ts";
import type { Meter } from "#ports/meter.ts";
import { makeAlertEvents, makeDetectionEvents } from "./events.ts";
import type { Lane } from "./lane.ts";
import { makeLiveReporter } from "./live-reporter.ts";
import type { PlaceKeeper } from "./place-keeper.ts";
import type { Recent } from "./recent.ts";
import { makeSnapshots } from "./snapshots.ts";
import type { StateKeeper } from "./state-keeper.ts";
import type { SystemErrors } from "./system-errors.ts";
import type { DeviceKey, Topics } from "./topics.ts";

/** An event that arrives later than this would start an automation about the past. */
const EVENT_EXPIRY_S = 60;

export interface ReporterParts {
  readonly house: House;
  readonly lane: Lane;
  readonly topics: Topics;
  readonly states: StateKeeper;
  readonly errors: SystemErrors;
  readonly places: PlaceKeeper;
  readonly recent: Recent;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter?: Meter | undefined;
}

/** Turns what happens in the house into messages. */
export function makeReporter(parts: ReporterParts) {
  const { house, lane, topics, states, errors, places, recent } = parts;
  const snapshots = makeSnapshots();
  const alertEvent = makeAlertEvents(recent);
  const detections = makeDetectionEvents();
  const tellLive = makeLiveReporter({ ...parts, detections, say });

  function say(slug: CameraSlug, leaf: string, content: object): void {
    const id = house.camera(slug)?.id;
    if (id !== undefined) sayOf(id, leaf, content);
  }

  function sayOf(device: DeviceKey, leaf: string, content: object): void {
    const payload = JSON.stringify(content);
    lane.say(() => ({ topic: topics.leaf(device, leaf), payload, expiryS: EVENT_EXPIRY_S }));
  }

  function clip(state: ClipState, isFiltered: boolean): void {
    snapshots.note(state);
    recent.note(state);
    states.camera(state.camera_name);
    states.hub();
    if (!isFiltered) return;
    for (const content of detections.clip(state)) say(state.camera_name, "detection", content);
  }

  /** The picture first: whoever hears the event looks at it at once. */
  function alert(told: Alert): void {
    const content = alertEvent(told);
    recent.severities.note(told);
    for (const device of [house.camera(told.camera_name)?.id, "hub"] as const) {
      if (device !== undefined)
        lane.say(() => pictureOf(told, topics.leaf(device, "image/alert"), snapshots));
    }
    states.camera(told.camera_name);
    states.hub();
    if (content === undefined) return;
    say(told.camera_name, "alert", content);
    sayOf("hub", "alert", { ...content, camera: told.camera_title });
  }

  return function hear(event: HouseEvent): void {
    switch (event.type) {
      case "camera":
      case "motion":
      case "detection":
        return states.camera(event.camera);
      case "live":
        places.note(event.camera);
        return states.live(event.camera);
      case "live_event":
        return tellLive(event);
      case "clip":
        return clip(event.state, event.event.type === "stage_completed" && event.event.stage === "filter");
      case "alert":
        return alert(event.alert);
      case "problems":
        states.hub();
        return errors.tell();
      case "alert_test":
      case "day":
        return states.hub();
    }
  };
}

async function pictureOf(
  { clip_id }: Alert,
  topic: string,
  snapshots: ReturnType<typeof makeSnapshots>,
): Promise<Publication | undefined> {
  const payload = await snapshots.read(clip_id);
  return payload && { topic, payload, retain: true };
}

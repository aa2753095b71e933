import type { CameraSlug } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { House, HouseEvent } from "#ports/house.ts";
import type { Logger } from "#ports/logger.ts";
import type { Meter } from "#ports/meter.ts";
import type { DetectionEvents } from "./events.ts";
import type { Lane } from "./lane.ts";
import { placeEvent } from "./live-events.ts";
import { makeRareLog } from "./rare-log.ts";
import { makeRate, type Rate } from "./rate.ts";

/** Of one camera's zones and lines. Each is a message for every listener, and one for its own entity. */
export const PLACE_EVENTS_PER_S_MAX = 10;
/** Of things that come into one camera's picture and leave it: a crowd must not drown who crosses a line. */
export const OBJECT_EVENTS_PER_S_MAX = 5;

/** Behind so many messages an event comes late, and what comes after it as well: an alert, for one. */
export const LANE_WAITING_MAX = 100;

/** Every live event of a camera, in the edge detector's envelope. */
export const LIVE_EVENTS = "events";

export type LiveHappening = Extract<HouseEvent, { type: "live_event" }>;

export interface LiveReporterParts {
  readonly house: House;
  readonly lane: Pick<Lane, "waiting">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter?: Meter | undefined;
  readonly detections: DetectionEvents;
  /** Says something that is worthless later on a topic of a camera. */
  readonly say: (camera: CameraSlug, leaf: string, content: object) => void;
}

/** Tells each live event while it happens, but for what is too many: the counters of lines still have them all. */
export function makeLiveReporter(parts: LiveReporterParts) {
  const { house, lane, clock, log, meter, detections, say } = parts;
  const rates = new Map<string, Rate>();
  const complain = makeRareLog(log, clock);

  function isTooMuch({ camera, event }: LiveHappening): boolean {
    const ofObjects = event.type === "OBJECT_APPEARED" || event.type === "OBJECT_LEFT";
    const key = `${camera} ${ofObjects}`;
    const perSecond = ofObjects ? OBJECT_EVENTS_PER_S_MAX : PLACE_EVENTS_PER_S_MAX;
    const rate = rates.get(key) ?? makeRate(perSecond, clock);
    rates.set(key, rate);
    if (rate.waitMs() > 0 || lane.waiting() >= LANE_WAITING_MAX) return true;
    rate.note();
    return false;
  }

  return function tell(happened: LiveHappening): void {
    const { camera, event, envelope, happening } = happened;
    if (house.camera(camera) === undefined) return;
    if (isTooMuch(happened)) {
      meter?.add("mqtt_live_dropped_total", { camera });
      return complain({ camera, event: event.type }, "too many live events: some are not told");
    }
    say(camera, LIVE_EVENTS, { ...envelope, alert_id: happening ?? null });
    const own = placeEvent(event, happening);
    if (own !== undefined) say(camera, own.leaf, own.content);
    const detected = detections.live(event, happening);
    if (detected !== undefined) say(camera, "detection", detected);
  };
}

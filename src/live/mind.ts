import type { Detection } from "#domain/detection.ts";
import type { HappeningId } from "#domain/ids.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import type { LiveSummary } from "#domain/live-summary.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { LiveScene } from "#ports/live-sink.ts";
import { type Follower, type Moment, makeFollower } from "./follower.ts";
import { type Happenings, makeHappenings } from "./happenings.ts";
import type { LineCounts } from "./line-counts.ts";
import { makeOutput } from "./output.ts";
import type { LiveCameraParts } from "./parts.ts";
import type { Portraits } from "./portraits.ts";
import { makeReasonCheck } from "./reason.ts";
import { sceneOf } from "./scene.ts";
import { makeUnixTime } from "./unix-time.ts";

/** What one camera makes of what is seen. Monotonic ms. */
export interface Mind {
  /** What the detector found in a frame of that time. */
  see(detections: readonly Detection[], picture: LiveFrame, atMs: number): void;
  /** Nobody looked since. */
  wait(atMs: number): void;
  use(rules: LiveRules): void;
  /** Of the last moment that is known of. */
  readonly atMs: number;
  known: Follower["known"];
  /** Of those what is not merely standing there. */
  moving: Follower["known"];
  readonly happenings: Happenings;
  summary(happening: HappeningId): LiveSummary | undefined;
  scene(atMs: number): LiveScene;
}

export interface MindParts extends Omit<LiveCameraParts, "detector" | "settings" | "log"> {
  readonly lowScore: number;
  readonly counts: LineCounts;
  readonly portraits: Portraits;
}

export function makeMind(parts: MindParts): Mind {
  const { camera, clock, counts, portraits, notifyOnObjects, postRollMs } = parts;
  const toUnix = makeUnixTime(clock);
  const follower = makeFollower(parts, parts.rules);
  const output = makeOutput({ ...parts, toUnix });
  let rules = parts.rules;
  let isReason = makeReasonCheck(rules, notifyOnObjects);
  let lastMs = Number.NEGATIVE_INFINITY;
  let frame = { number: 0, width: 1, height: 1 };

  const happenings = makeHappenings({ cameraName: camera.name, goesOnMs: postRollMs }, (moment, episode) =>
    output.deliver(moment, episode, rules, frame),
  );

  const moveOn = (moment: Moment) => {
    lastMs = moment.atMs;
    const events = moment.events.map((event) => ({ ...event, alerts: isReason(event) }));
    for (const event of events) {
      if (event.type === "LINE_CROSS") counts.add(event.line.id, event.direction);
    }
    happenings.put({ ...moment, events });
  };

  counts.keep(rules.lines.map(({ id }) => id));
  return {
    see(detections, picture, atMs) {
      frame = { number: frame.number + 1, width: picture.width, height: picture.height };
      happenings.current.looks++;
      const moment = follower.see(detections, picture, atMs);
      portraits.keep(picture, moment.tracks);
      moveOn(moment);
    },
    wait(atMs) {
      const moment = follower.wait(atMs);
      if (moment) moveOn(moment);
    },
    use(next) {
      rules = next;
      isReason = makeReasonCheck(rules, notifyOnObjects);
      follower.use(rules);
      counts.keep(rules.lines.map(({ id }) => id));
    },
    get atMs() {
      return lastMs;
    },
    known: follower.known,
    moving: (atMs) => follower.known(atMs).filter(({ isStationary }) => !isStationary),
    happenings,
    summary(happening) {
      const episode = happenings.of(happening);
      if (!episode || episode.looks === 0) return undefined;
      const summary = episode.book.summary(rules, (atMs) => new Date(toUnix(atMs)).toISOString());
      const isUnsure = episode.wasBlind && summary.needs_place && summary.alert === null;
      return isUnsure ? undefined : summary;
    },
    scene: (atMs) => sceneOf({ moment: follower.peek(atMs), rules, counts, toUnix }),
  };
}

import { expandLabels } from "#domain/detection.ts";
import type { HappeningId } from "#domain/ids.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import type { LiveSummary } from "#domain/live-summary.ts";
import type { LiveScene } from "#ports/live-sink.ts";
import type { LiveWatcher } from "#ports/live-watcher.ts";
import { LOW_SCORE } from "#vision/tracking/settings.ts";
import { makeGaze } from "./gaze.ts";
import { type LineCounts, openLineCounts } from "./line-counts.ts";
import { type LookCounts, openLooks } from "./looks.ts";
import { makeMind } from "./mind.ts";
import type { LiveCameraParts } from "./parts.ts";
import { makePortraits } from "./portraits.ts";
import { openPulse } from "./pulse.ts";
import { regionsOf } from "./regions.ts";
import { makeScenes } from "./scenes.ts";

/** One camera's eyes and memory: what goes on in front of it now. */
export interface LiveCamera extends LiveWatcher, AsyncDisposable {
  /** Other rules from now on; what is known stays. */
  use(rules: LiveRules): void;
  /**
   * What was seen of a happening so far; kept for some minutes after it. `undefined` where nobody looked, and where so
   * much was missed that nothing must be concluded from what was not seen.
   */
  summary(happening: HappeningId): LiveSummary | undefined;
  scene(): LiveScene;
  looks(): LookCounts;
}

export async function openLiveCamera(parts: LiveCameraParts): Promise<LiveCamera> {
  const { settings, camera, clock, log } = parts;
  const counts = await openLineCounts({ settings, camera: camera.id, clock, log });
  return watch(parts, counts);
}

function watch(parts: LiveCameraParts, counts: LineCounts): LiveCamera {
  const { camera, clock, sink, objects } = parts;
  const look = { labels: expandLabels(objects), minScore: Math.min(LOW_SCORE, parts.minScore) };
  const portraits = makePortraits();
  const mind = makeMind({ ...parts, lowScore: look.minScore, counts, portraits });
  const scene = () => mind.scene(clock.monotonic());
  const scenes = makeScenes(clock, scene, (now) => sink.scene(now));
  const gaze = makeGaze(clock, mind);
  const looks = openLooks({
    ...parts,
    camera: camera.slug,
    onLooked(detections, picture, atMs) {
      gaze.looked(atMs);
      mind.see(detections, picture, atMs);
      scenes.show();
    },
    onLeftOut: portraits.drop,
  });
  /** As far as anybody knows: frames are on their way. */
  const moving = () => mind.moving(looks.oldestMs() ?? clock.monotonic());
  const pulse = openPulse(clock, () => {
    void counts.save();
    const nextMs = gaze.tick(looks.oldestMs());
    scenes.show();
    return nextMs;
  });

  return {
    begin() {
      gaze.begin();
      pulse.wake();
    },
    capture: (happening) => mind.happenings.capture(happening, clock.monotonic()),
    frame(frame) {
      const tracked = moving();
      const wish = { ...look, isTracking: tracked.length > 0, regions: regionsOf(tracked) };
      looks.offer(frame, portraits.copy(frame), wish);
    },
    get isTracking() {
      return moving().length > 0;
    },
    end() {
      gaze.end();
      pulse.wake();
    },
    use(rules) {
      mind.use(rules);
      pulse.wake();
    },
    summary(happening) {
      gaze.check();
      return mind.summary(happening);
    },
    scene,
    looks: looks.counts,
    async [Symbol.asyncDispose]() {
      await pulse[Symbol.asyncDispose]();
      looks[Symbol.dispose]();
      await counts[Symbol.asyncDispose]();
    },
  };
}

import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConfiguredCamera } from "#config/read-options.ts";
import type { Alert } from "#domain/alert.ts";
import { type LiveCamera, openLiveCamera } from "#live/camera.ts";
import type { Tellers } from "#pipeline/tellers.ts";
import type { LiveDetector } from "#ports/live-detector.ts";
import type { LiveSighting } from "#ports/live-sink.ts";
import type { LiveWatcher } from "#ports/live-watcher.ts";
import { makeInterest } from "./interest.ts";
import { jpegOfLive } from "./live-picture.ts";
import type { WatchParts } from "./watch.ts";

export interface EyeTools {
  readonly liveTeller: Tellers["liveTeller"];
  /** Missing where the filter cannot look at live frames. */
  readonly detector: LiveDetector | undefined;
}

/** What looks at a camera's live frames, and tells; `undefined` where nobody can. */
export async function openEyes(
  parts: WatchParts,
  tools: EyeTools,
  configured: ConfiguredCamera,
  signal: AbortSignal,
): Promise<LiveCamera | undefined> {
  const { keeper, clock, log, store, rules, boxId, read, suppressions, household } = parts;
  const { slug, options } = configured;
  const camera = keeper.house.camera(slug);
  if (!camera || !tools.detector) return undefined;
  const teller = tools.liveTeller({
    signal,
    keepPicture: (alert, sighting, either) => keepPicture(parts, alert, sighting, either),
  });
  const interest = makeInterest(camera, suppressions, (sighting) => void teller.tell(camera, sighting));
  const eyes = await openLiveCamera({
    camera,
    device: boxId,
    objects: options.objects,
    minScore: options.min_score ?? read.options.detector.min_score,
    notifyOnObjects: options.notify_on_objects,
    postRollMs: options.post_roll_s * 1000,
    rules: await rules.read(camera),
    detector: tools.detector,
    sink: {
      scene: (scene) => keeper.live(slug, scene),
      event: (event, envelope, happening) => keeper.liveEvent(slug, event, envelope, happening),
      notable: interest.notable,
    },
    settings: store.settings,
    clock,
    log: log.child({ camera: slug }),
  });
  // So that zones are known, and empty, before anything moves.
  keeper.live(slug, eyes.scene());
  const heard = rules.watch(camera.id, (now) => eyes.use(now));
  return {
    ...onlyWhile(
      eyes,
      () => !household.alerting.isPrivate() && (keeper.house.camera(slug)?.switches.detection ?? false),
    ),
    use: (now) => eyes.use(now),
    summary: (happening) => interest.summary(eyes.summary(happening), happening),
    scene: () => eyes.scene(),
    looks: () => eyes.looks(),
    [Symbol.asyncDispose]: async () => {
      heard[Symbol.dispose]();
      await eyes[Symbol.asyncDispose]();
    },
  };
}

/** With detection switched off nobody looks, and nobody keeps the camera awake. */
function onlyWhile(eyes: LiveCamera, isOn: () => boolean): LiveWatcher {
  return {
    begin: () => eyes.begin(),
    capture: (happening) => eyes.capture(happening),
    frame: (frame) => {
      if (isOn()) eyes.frame(frame);
    },
    get isTracking() {
      return isOn() && eyes.isTracking;
    },
    end: () => eyes.end(),
  };
}

/** Where the clip's own picture will be: that one takes its place when the clip is finished. */
async function keepPicture(
  { mediaDir }: WatchParts,
  alert: Alert,
  { frame, happening, box }: LiveSighting,
  signal: AbortSignal,
): Promise<boolean> {
  if (!frame || happening === undefined) return false;
  const folder = join(mediaDir, "clips", alert.camera_name);
  const path = join(folder, `${alert.clip_id}.jpg`);
  const half = `${path}.live.tmp`;
  const jpeg = await jpegOfLive(frame, box, signal);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(half, jpeg);
    await rename(half, path);
  } catch (cause) {
    await rm(half, { force: true });
    throw cause;
  }
  return true;
}

import type { ConfiguredCamera } from "#config/read-options.ts";
import type { Clip } from "#domain/clip.ts";
import { Failure } from "#domain/failure.ts";
import type { HouseKeeper } from "#house/house.ts";
import type { Pipeline } from "#pipeline/pipeline.ts";
import { plugins } from "#plugins/index.ts";
import type { ClipSource } from "#ports/clip-source.ts";
import type { PluginContext } from "#ports/plugin.ts";
import type { VideoDecoding } from "#ports/video-decoding.ts";
import { type EyeTools, openEyes } from "./eyes.ts";
import { openMotionMasks } from "./motion-masks.ts";
import type { WatchParts } from "./watch.ts";

export interface CameraTools {
  readonly eyes: EyeTools;
  readonly context: PluginContext;
  readonly pipeline: Pick<Pipeline, "submit">;
  readonly decoding: VideoDecoding;
}

/** Watches one camera of the options until the signal aborts. */
export async function watchCamera(
  parts: WatchParts,
  tools: CameraTools,
  configured: ConfiguredCamera,
  signal: AbortSignal,
): Promise<void> {
  const { keeper, clock, log, store, rules, household } = parts;
  const isPrivate = () => household.alerting.isPrivate();
  const { context, pipeline, decoding } = tools;
  const { slug, options } = configured;
  const camera = keeper.house.camera(slug);
  if (!camera) return;
  if (!options.enabled) {
    keeper.status(slug, {
      state: "off",
      reason: "This camera is not enabled in the options.",
      sinceMs: clock.now(),
    });
    return;
  }
  // Recording needs the camera and the disk, and not what the owner drew.
  const without = (cause: unknown) => {
    log.error({ camera: slug, err: cause }, "zones and masks could not be read");
    const what = `${camera.name}: its zones and masks could not be read, so nobody looks live until Porchlight is restarted.`;
    keeper.problem(`camera.${slug}.rules`, `${what} Clips are recorded.`);
    return undefined;
  };
  using masks = await openMotionMasks(camera, rules).catch(without);
  await using eyes = await openEyes(parts, tools.eyes, configured, signal).catch(without);
  await using source = await plugins.source.rtsp.open(options, {
    ...context,
    decoding,
    ...(eyes && { live: eyes }),
    log: log.child({ camera: slug }),
    camera: { id: camera.id, slug, name: camera.name },
    ...(masks && { motionMasks: masks.now }),
    isRecordingOn: () => !isPrivate() && (keeper.house.camera(slug)?.switches.recording ?? false),
    memory: {
      read: () => store.settings.read(`cameras.${camera.id}.view`),
      write: (value) => store.settings.write(`cameras.${camera.id}.view`, value),
    },
  });
  keeper.attach(slug, unless(isPrivate, source));
  const sink = {
    status: (status: Parameters<HouseKeeper["status"]>[1]) => keeper.status(slug, status),
    motion: (active: boolean) => keeper.motion(slug, active && !isPrivate()),
    picture: (faults: Parameters<HouseKeeper["picture"]>[1]) => keeper.picture(slug, faults),
    clip: (clip: Clip) => {
      const live = eyes?.summary(clip.happening);
      return pipeline.submit({ ...clip, ...(live && { live }) });
    },
  };
  await source.run(sink, signal);
}

/** In privacy nobody is shown anything. */
function unless(isPrivate: () => boolean, source: ClipSource): Pick<ClipSource, "still" | "acceptView"> {
  return {
    still: async (signal) => {
      if (isPrivate()) throw new Failure("unavailable", "The house is in privacy: no camera is shown.");
      return await source.still(signal);
    },
    ...(source.acceptView && { acceptView: () => source.acceptView?.() }),
  };
}

import type { Polygon } from "#domain/geometry.ts";
import type { SourceSink } from "#ports/clip-source.ts";
import type { SourceContext } from "#ports/plugin.ts";
import type { CaptureRules } from "#stream/capture.ts";
import { openPictureFeed, type PictureFeed, type PictureFeedOptions } from "#stream/picture-feed.ts";
import { openRecorder, type Recorder } from "#stream/recorder.ts";
import type { WritableRing } from "#stream/ring.ts";
import { motionSize } from "#vision/motion/size.ts";
import { makeLiveWatch } from "./live-watch.ts";
import { makeMotionWatch } from "./motion-watch.ts";
import type { SelfWatch } from "./self-watch.ts";
import type { RtspSettings } from "./settings.ts";

const MIN_CLIP_MS = 3000;
const MERGE_GAP_MS = 5000;
const RESUME_MS = 60_000;
const NO_MASKS: readonly Polygon[] = [];

export interface Watched {
  readonly main: WritableRing;
  readonly sub?: WritableRing | undefined;
  readonly self: SelfWatch;
}

/** What lives off the rings. */
export interface Watchers extends AsyncDisposable {
  /** To be called now and then. */
  tick(): void;
}

/** Motion wakes the recorder and whoever looks closer; a capture keeps the feed awake. */
export function openWatchers(
  settings: RtspSettings,
  context: SourceContext,
  { main, sub, self }: Watched,
  sink: SourceSink,
): Watchers {
  const { clock } = context;
  const recorder = openClips(settings, context, main, sink);
  const motion = makeMotionWatch({
    clock,
    sensitivity: settings.motion_sensitivity / 100,
    masks: context.motionMasks ?? (() => NO_MASKS),
    onMotion(began) {
      if (began) sink.motion(true);
      recorder.motion("motion");
    },
    onQuiet(seen) {
      sink.motion(false);
      live.moves(false);
      // While there is no stream the recorder waits for it, as nobody knows whether it is quiet.
      if (!live.isFollowing && (seen || feed.isLive)) recorder.quiet();
    },
  });
  const live = makeLiveWatch({
    clock,
    watcher: context.live,
    onFollowed() {
      if (feed.isLive) recorder.motion("motion");
    },
    onLost() {
      if (feed.isLive) recorder.quiet();
    },
  });
  const feed = openFeed(context, { main, sub }, live.frame, (picture) => {
    motion.picture(picture);
    self.picture(picture);
    wake();
  });
  const metered = meterDropped(context, feed);
  const wake = () => {
    motion.tick();
    live.moves(motion.isActive);
    feed.need(live.isOn ? "frames" : motion.isActive || recorder.isCapturing ? "motion" : "idle");
  };
  return {
    tick() {
      wake();
      self.tick();
      metered.tick();
    },
    async [Symbol.asyncDispose]() {
      live[Symbol.dispose]();
      await Promise.all([
        recorder[Symbol.asyncDispose](),
        feed[Symbol.asyncDispose](),
        self[Symbol.asyncDispose](),
      ]);
    },
  };
}

function openClips(
  settings: RtspSettings,
  context: SourceContext,
  ring: WritableRing,
  { clip }: SourceSink,
): Recorder {
  return openRecorder({
    ...context,
    ring,
    source: "rtsp",
    ffmpeg: context.ffmpeg.ffmpeg,
    rules: rulesOf(settings),
    preRollMs: settings.pre_roll_s * 1000,
    isOn: context.isRecordingOn,
    onClip: clip,
    onCapture: (happening) => context.live?.capture(happening),
  });
}

function openFeed(
  context: SourceContext,
  { main, sub }: Pick<Watched, "main" | "sub">,
  onFrame: PictureFeedOptions["onFrame"],
  onPicture: PictureFeedOptions["onPicture"],
): PictureFeed {
  const { camera, clock, log, decoding, problem } = context;
  return openPictureFeed({
    main,
    ...(sub ? { sub } : {}),
    cameraName: camera.name,
    ffmpeg: context.ffmpeg.ffmpeg,
    decoding,
    clock,
    log,
    sizeOf: motionSize,
    onPicture,
    onFrame,
    onTrouble: (of, sentence) => problem(`camera.${camera.slug}.${of}`, sentence),
    onRareKeys(apartMs) {
      if (!sub) problem(`camera.${camera.slug}.key_interval`, rareKeysSentence(camera.name, apartMs));
    },
  });
}

function meterDropped({ camera, meter }: SourceContext, feed: Pick<PictureFeed, "dropped">) {
  let told = 0;
  return {
    tick(): void {
      meter?.add("decode_dropped_total", { camera: camera.slug }, feed.dropped - told);
      told = feed.dropped;
    },
  };
}

function rareKeysSentence(name: string, apartMs: number | undefined): string | undefined {
  if (apartMs === undefined) return undefined;
  return (
    `${name}: key frames come only every ${Math.round(apartMs / 1000)} s, so every picture has to be decoded to see motion in time. ` +
    "In the camera's own settings set the key frame (I-frame) interval to 2 s and switch smart coding (H.264+, Smart Codec) off, or give Porchlight a sub-stream."
  );
}

function rulesOf({ post_roll_s, max_clip_s }: RtspSettings): CaptureRules {
  return {
    postRollMs: post_roll_s * 1000,
    maxClipMs: max_clip_s * 1000,
    minClipMs: MIN_CLIP_MS,
    mergeGapMs: MERGE_GAP_MS,
    resumeMs: RESUME_MS,
  };
}

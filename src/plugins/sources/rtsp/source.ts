import type { CameraStatus } from "#domain/camera.ts";
import type { ClipSource, SourceSink } from "#ports/clip-source.ts";
import type { SourceContext } from "#ports/plugin.ts";
import { openRing, type WritableRing } from "#stream/ring.ts";
import { openSession } from "#stream/session.ts";
import { openStills } from "#stream/still.ts";
import type { ViewTiming } from "#vision/view/timing.ts";
import { meterRing } from "./ring-meter.ts";
import { openSelfWatch, type SelfWatch } from "./self-watch.ts";
import type { RtspSettings } from "./settings.ts";
import { makeStreamFaults } from "./stream-faults.ts";
import { makeSubStreamTrouble } from "./sub-stream-trouble.ts";
import { openWatchers, type Watched } from "./watchers.ts";

/** A camera at 16 Mbit/s with the longest pre-roll of 30 s. */
const RING_BYTES_MAX = 64 * 1024 * 1024;
/** The sub-stream is only looked at, so little is kept: never less than a whole group and the open one. */
const SUB_RING_SECONDS = 1;
const SUB_RING_BYTES_MAX = 8 * 1024 * 1024;
/** The pre-roll is measured from the trigger, which is a little behind the newest frame. */
const RING_MARGIN_S = 2;
const TICK_MS = 1000;

/** Watches one camera: sessions fill rings, the recorder and the motion detector live off them. */
export function openRtspSource(
  settings: RtspSettings,
  context: SourceContext,
  timing?: ViewTiming,
): ClipSource {
  const { camera, ffmpeg } = context;
  const closing = new AbortController();
  const main = openRing({
    maxSeconds: settings.pre_roll_s + RING_MARGIN_S,
    maxBytes: RING_BYTES_MAX,
    onOverflow: (sentence) => {
      context.problem(`camera.${camera.slug}.key_frames`, sentence);
      context.meter?.add("ring_overflows_total", { camera: camera.slug, stream: "main" });
    },
  });
  const stills = openStills({ ring: main, ffmpeg: ffmpeg.ffmpeg, name: camera.name });
  let running: Promise<void> = Promise.resolve();
  let self: SelfWatch | undefined;

  return {
    run(sink, signal) {
      self = openSelf(context, sink, timing);
      running = watch(settings, context, { main, self }, sink, AbortSignal.any([signal, closing.signal]));
      return running;
    },
    still: stills.still,
    acceptView: () => self?.accept(),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.allSettled([running]);
      await stills[Symbol.asyncDispose]();
    },
  };
}

function openSelf(context: SourceContext, sink: SourceSink, timing: ViewTiming | undefined): SelfWatch {
  return openSelfWatch({
    ...context,
    timing,
    stream: makeStreamFaults(context),
    onFaults: (faults) => sink.picture?.(faults),
  });
}

async function watch(
  settings: RtspSettings,
  context: SourceContext,
  { main, self }: Watched,
  sink: SourceSink,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = context;
  const sub = settings.substream_url ? openSubRing(context) : undefined;
  using metered = meterRings(context, main, sub);
  const watchers = openWatchers(settings, context, { main, sub, self }, sink);
  using _heard = main.subscribe(self.hear);
  const sessions = [openMain(settings, context, { main, self }, sink), ...openSub(settings, context, sub)];

  const ticking = async () => {
    while (!signal.aborted) {
      await clock.sleep(TICK_MS, signal).catch(() => {});
      watchers.tick();
      metered.tick();
    }
  };
  // Not after the sessions, which take their time to end: the open clip must be closed in time.
  const close = async () => {
    await ticking();
    await watchers[Symbol.asyncDispose]();
  };
  await Promise.all([...sessions.map((session) => session.run(signal)), close()]);
}

function openSubRing({ camera: { slug: camera }, meter }: SourceContext): WritableRing {
  return openRing({
    maxSeconds: SUB_RING_SECONDS,
    maxBytes: SUB_RING_BYTES_MAX,
    onOverflow: () => meter?.add("ring_overflows_total", { camera, stream: "sub" }),
  });
}

function meterRings(
  { camera: { slug: camera }, meter }: SourceContext,
  main: WritableRing,
  sub?: WritableRing,
) {
  const stack = new DisposableStack();
  const meters = [stack.use(meterRing(main, meter, { camera, stream: "main" }))];
  if (sub) meters.push(stack.use(meterRing(sub, meter, { camera, stream: "sub" })));
  return {
    tick: () => meters.forEach((one) => one.tick()),
    [Symbol.dispose]: () => stack.dispose(),
  };
}

const openMain = (
  settings: RtspSettings,
  context: SourceContext,
  { main, self }: Watched,
  sink: SourceSink,
) =>
  openSession({
    ...accessOf(settings),
    url: settings.url,
    ffmpeg: context.ffmpeg.ffmpeg,
    ring: main,
    clock: context.clock,
    log: context.log.child({ stream: "main" }),
    onStatus(status) {
      self.status(status);
      sink.status(status);
    },
  });

function openSub(settings: RtspSettings, context: SourceContext, ring: WritableRing | undefined) {
  if (!ring || !settings.substream_url) return [];
  const trouble = makeSubStreamTrouble(context);
  return [
    openSession({
      ...accessOf(settings),
      url: settings.substream_url,
      ffmpeg: context.ffmpeg.ffmpeg,
      ring,
      clock: context.clock,
      log: context.log.child({ stream: "sub" }),
      onStatus: (status: CameraStatus) => trouble.status(status),
    }),
  ];
}

const accessOf = ({ username, password, transport }: RtspSettings) => ({
  transport,
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
});

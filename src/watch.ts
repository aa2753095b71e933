import { setMaxListeners } from "node:events";
import type { Alert } from "#domain/alert.ts";
import type { DecodeView } from "#domain/decode.ts";
import { expandLabels } from "#domain/detection.ts";
import { failureMessage } from "#domain/failure.ts";
import type { HouseKeeper } from "#house/house.ts";
import type { SuppressionKeeper } from "#house/suppressions.ts";
import type { RulesStore } from "#live/rules-store.ts";
import type { Analyst } from "#pipeline/analyst/analyst.ts";
import type { QueueLoad } from "#pipeline/lanes.ts";
import { openPipeline, type Pipeline } from "#pipeline/pipeline.ts";
import type { OpenRetention } from "#pipeline/retention/retention.ts";
import { untilAborted } from "#platform/abort.ts";
import { type Ffmpeg, findFfmpeg } from "#platform/ffmpeg.ts";
import { type HardwareDecode, openHardwareDecode } from "#platform/hardware-decode.ts";
import { plugins } from "#plugins/index.ts";
import type { AlertTest } from "#ports/alert-test.ts";
import type { Broker } from "#ports/broker.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveDetector, LiveLoad } from "#ports/live-detector.ts";
import type { Meter } from "#ports/meter.ts";
import type { Notifiers } from "#ports/notifiers.ts";
import type { DetectorView } from "#ports/object-filter.ts";
import type { PluginContext } from "#ports/plugin.ts";
import type { Retention } from "#ports/retention.ts";
import type { AnalyzerHealth } from "#ports/spending.ts";
import type { StateStore } from "#ports/state-store.ts";
import { repairClips } from "#stream/repair.ts";
import { openAlertTesting } from "./alert-testing.ts";
import { openAnalysts } from "./analysts.ts";
import type { AppSetup } from "./app.ts";
import { watchCamera } from "./camera.ts";
import type { Household } from "./household.ts";
import { openKeeping, openShelf } from "./keeping.ts";
import { waitForMediaFolder } from "./media-folder.ts";
import { openNotifiers } from "./notifiers.ts";
import { limitsOf, loadOf, openStorages, type StorageLoad, type Storages } from "./storages.ts";

const FFMPEG_RETRY_MS = 60_000;

export interface WatchParts extends AppSetup {
  readonly keeper: HouseKeeper;
  readonly suppressions: SuppressionKeeper;
  readonly broker: Broker;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly meter: Meter;
  /** What the owner drew into the pictures of the cameras. */
  readonly rules: RulesStore;
  /** What the people of the house want besides the options. */
  readonly household: Household;
  /** Where our page is inside Home Assistant: `/app/a1b2c3_porchlight`. Missing outside of it. */
  readonly appPath: string | undefined;
  /** As other boxes know this one. */
  readonly boxId: string;
}

/** Cameras and what becomes of their clips. Disposing waits until every open clip is closed and handed on. */
export interface Watch extends AsyncDisposable {
  /** Settles once the signal has aborted and all is closed; rejects only for a bug. */
  readonly ended: Promise<void>;
  queues(): readonly QueueLoad[];
  /** Where clips are kept, in the owner's order, and how many wait to be sent there. */
  storages(): readonly StorageLoad[];
  detector(): DetectorView | undefined;
  /** How the live frames of all cameras do; `undefined` while nobody looks at any. */
  live(): LiveLoad | undefined;
  /** How video is decoded; `undefined` while there is no ffmpeg. */
  decode(): DecodeView | undefined;
  ffmpegVersion(): string | undefined;
  /** How each vision model does; none while it is still starting. */
  analyzers(): readonly AnalyzerHealth[];
  /** `undefined` while it is still starting. */
  notifiers(): Notifiers | undefined;
  /** Tells an alert again that nobody has seen yet. */
  retell(alert: Alert): void;
  /** `undefined` while it is still starting. */
  retention(): Retention | undefined;
  /** `undefined` while it is still starting. */
  alertTest(): AlertTest | undefined;
}

export function openWatch(parts: WatchParts, signal: AbortSignal): Watch {
  // Every camera and every stage listens to the one root signal.
  setMaxListeners(0, signal);
  const found: Found = {};

  const ended = watchAll(parts, found, signal);
  return {
    ended,
    queues: () => found.pipeline?.queues() ?? [],
    storages: () => (found.storages ?? []).map((storage) => loadOf(storage, found.pipeline, parts.keeper)),
    detector: () => found.detector?.(),
    live: () => found.live?.load(),
    decode: () => found.decoding?.view(),
    ffmpegVersion: () => found.ffmpeg?.version,
    retention: () => found.retention,
    alertTest: () => found.alertTest,
    analyzers: () => found.analyst?.analyzers() ?? [],
    notifiers: () => found.pipeline?.notifiers,
    retell: (alert) => void found.pipeline?.retell(alert),
    [Symbol.asyncDispose]: async () => {
      await ended.catch(() => undefined);
    },
  };
}

/** From the storages to the cameras, in the order in which each needs what came before. */
async function watchAll(parts: WatchParts, found: Found, signal: AbortSignal): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { keeper, broker, clock, log, dataDir, mediaDir, meter } = parts;
  const { homeAssistant } = parts.household;
  const base = {
    log,
    clock,
    dataDir,
    mediaDir,
    broker,
    meter,
    problem: keeper.problem,
    ...(homeAssistant && { homeAssistant }),
  };
  const storages = await openStorages(parts.read.options, base, stack);
  found.storages = storages.all;
  await waitForMediaFolder({ mediaDir, clock, problem: keeper.problem }, signal);
  const shelf = openShelf(parts);
  const retention = openKeeping(parts, shelf, storages, stack);
  found.retention = retention;

  const ffmpeg = await waitForFfmpeg(parts, signal);
  if (!ffmpeg) return;
  found.ffmpeg = ffmpeg;
  const { decode: wanted } = parts.read.options;
  const decoding = stack.use(openHardwareDecode({ ffmpeg: ffmpeg.ffmpeg, wanted }));
  found.decoding = decoding;
  const context: PluginContext = { ...base, ffmpeg };
  const stages = await openStages(parts, context, stack);
  found.detector = () => stages.filter.detector?.();
  found.analyst = stages.analyzer;
  const pipeline = stack.use(openRoad(parts, { stages, storages }, { shelf, retention }));
  found.pipeline = pipeline;
  const { queues } = pipeline;
  const { filter } = stages;
  found.alertTest = stack.use(await openAlertTesting({ ...parts, context, filter, queues }));

  for (const clip of await repairClips({ mediaDir, ffmpeg: ffmpeg.ffmpeg, log }, signal)) {
    await pipeline.submit(clip);
  }
  const detector = filter.live?.();
  if (detector) found.live = detector;
  const eyes = { liveTeller: pipeline.liveTeller, detector };
  const tools = { context, pipeline, decoding, eyes };
  const recovering = pipeline.recover(signal);
  await Promise.all([
    recovering,
    // Also without a camera the panel stays: there the owner sees what to do.
    untilAborted(signal),
    ...parts.read.cameras.map((one) => watchCamera(parts, tools, one, signal)),
  ]);
}

/** What is there by now: the panel is open long before all of it. */
interface Found {
  ffmpeg?: Ffmpeg;
  decoding?: HardwareDecode;
  pipeline?: Pipeline;
  analyst?: Analyst;
  alertTest?: AlertTest;
  detector?: () => DetectorView | undefined;
  live?: LiveDetector;
  storages?: readonly ClipStorage[];
  retention?: Retention;
}

/** Where the media folder is for Home Assistant, if it is one that it shows. */
function mediaUrlPrefix(mediaDir: string): string | undefined {
  return mediaDir.startsWith("/media/") ? mediaDir.replace("/media/", "/media/local/") : undefined;
}

/** The panel already runs: without ffmpeg the owner sees why nothing is watched, and need not restart after. */
async function waitForFfmpeg(
  { read, keeper, clock }: WatchParts,
  signal: AbortSignal,
): Promise<Ffmpeg | undefined> {
  while (!signal.aborted) {
    try {
      const ffmpeg = await findFfmpeg(read.options.ffmpeg_path);
      keeper.problem("ffmpeg");
      return ffmpeg;
    } catch (cause) {
      keeper.problem("ffmpeg", failureMessage(cause));
    }
    await clock.sleep(FFMPEG_RETRY_MS, signal).catch(() => undefined);
  }
  return undefined;
}

async function openStages(parts: WatchParts, context: PluginContext, stack: AsyncDisposableStack) {
  const { read } = parts;
  const { detector } = read.options;
  const rules = Object.fromEntries(read.cameras.map(({ slug, options }) => [slug, options]));
  return {
    filter: stack.use(await plugins.filter[detector.backend].open(detector, context)),
    analyzer: await openAnalysts(parts, context, stack),
    policy: await plugins.policy.rules.open({ backend: "rules", cameras: rules }, context),
    notifiers: await openNotifiers(parts, context, stack),
  };
}

interface Shelves {
  readonly shelf: ClipShelf;
  readonly retention: OpenRetention;
}

interface Plugged {
  readonly stages: Awaited<ReturnType<typeof openStages>>;
  readonly storages: Storages;
}

function openRoad(parts: WatchParts, { stages, storages }: Plugged, { shelf, retention }: Shelves): Pipeline {
  const { keeper, store, clock, log, mediaDir, read, suppressions, household } = parts;
  const cameras = new Map(read.cameras.map((camera) => [camera.slug, camera.options]));
  return openPipeline({
    briefing: household.briefings.briefing,
    circumstances: household.alerting.circumstances,
    told: household.alerting.told,
    stages,
    storages: storages.all,
    copyLimits: limitsOf(storages.limited),
    store: store.clips,
    settings: store.settings,
    shelf,
    clock,
    log,
    problem: keeper.problem,
    mediaUrlPrefix: mediaUrlPrefix(mediaDir),
    camera: (slug) => {
      const options = cameras.get(slug);
      const view = keeper.house.camera(slug);
      if (!options || !view) return undefined;
      return {
        wanted: {
          labels: expandLabels(options.objects),
          decisive: expandLabels(options.notify_on_objects),
          minScore: options.min_score ?? read.options.detector.min_score,
          suppressions: suppressions.of(slug),
        },
        isDetectionOn: view.switches.detection,
      };
    },
    onEvent: (event, state) => {
      keeper.clip(event, state);
      retention.note(event, state);
      suppressions.note(event, state);
    },
    onAlert: keeper.alert,
    meter: parts.meter,
  });
}

import { setMaxListeners } from "node:events";
import { copyPlaces } from "#config/copy-places.ts";
import type { ReadOptions } from "#config/read-options.ts";
import { plainBriefing } from "#domain/briefing.ts";
import { LOCAL_PLACE } from "#domain/clip-state.ts";
import type { DecodeView } from "#domain/decode.ts";
import { expandLabels } from "#domain/detection.ts";
import { failureMessage } from "#domain/failure.ts";
import { retentionRules } from "#domain/retention-settings.ts";
import type { HouseKeeper } from "#house/house.ts";
import type { SuppressionKeeper } from "#house/suppressions.ts";
import type { RulesStore } from "#live/rules-store.ts";
import type { QueueLoad } from "#pipeline/lanes.ts";
import { openPipeline, type Pipeline } from "#pipeline/pipeline.ts";
import { openRemoteRetention } from "#pipeline/retention/remote.ts";
import { type OpenRetention, openRetention } from "#pipeline/retention/retention.ts";
import { untilAborted } from "#platform/abort.ts";
import { type Ffmpeg, findFfmpeg } from "#platform/ffmpeg.ts";
import { type HardwareDecode, openHardwareDecode } from "#platform/hardware-decode.ts";
import { plugins } from "#plugins/index.ts";
import { makeShelf } from "#plugins/storage/shelf.ts";
import type { AlertTest } from "#ports/alert-test.ts";
import type { Broker } from "#ports/broker.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { Clock } from "#ports/clock.ts";
import type { LiveDetector, LiveLoad } from "#ports/live-detector.ts";
import type { Meter } from "#ports/meter.ts";
import type { DetectorView } from "#ports/object-filter.ts";
import type { PluginContext } from "#ports/plugin.ts";
import type { Retention } from "#ports/retention.ts";
import type { StateStore } from "#ports/state-store.ts";
import { repairClips } from "#stream/repair.ts";
import { openAlertTesting } from "./alert-testing.ts";
import type { AppSetup } from "./app.ts";
import { watchCamera } from "./camera.ts";
import { waitForMediaFolder } from "./media-folder.ts";
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
  /** `undefined` while it is still starting. */
  retention(): Retention | undefined;
  /** `undefined` while it is still starting. */
  alertTest(): AlertTest | undefined;
}

export function openWatch(parts: WatchParts, signal: AbortSignal): Watch {
  // Every camera and every stage listens to the one root signal.
  setMaxListeners(0, signal);
  const found: Found = {};

  const watchAll = async () => {
    await using stack = new AsyncDisposableStack();
    const { keeper, broker, clock, log, dataDir, mediaDir, meter } = parts;
    const base = { log, clock, dataDir, mediaDir, broker, meter, problem: keeper.problem };
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
    const { notifiers } = stages;
    const eyes = { notifiers, detector, mediaUrlPrefix: mediaUrlPrefix(mediaDir) };
    const tools = { context, pipeline, decoding, eyes };
    const recovering = pipeline.recover(signal);
    await Promise.all([
      recovering,
      // Also without a camera the panel stays: there the owner sees what to do.
      untilAborted(signal),
      ...parts.read.cameras.map((one) => watchCamera(parts, tools, one, signal)),
    ]);
  };

  const ended = watchAll();
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
    [Symbol.asyncDispose]: async () => {
      await ended.catch(() => undefined);
    },
  };
}

/** What is there by now: the panel is open long before all of it. */
interface Found {
  ffmpeg?: Ffmpeg;
  decoding?: HardwareDecode;
  pipeline?: Pipeline;
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

async function openStages({ read }: WatchParts, context: PluginContext, stack: AsyncDisposableStack) {
  const { detector, analyzer, mqtt } = read.options;
  const rules = Object.fromEntries(read.cameras.map(({ slug, options }) => [slug, options]));
  return {
    filter: stack.use(await plugins.filter[detector.backend].open(detector, context)),
    analyzer: stack.use(await plugins.analyzer[analyzer.backend].open(analyzer, context)),
    policy: await plugins.policy.rules.open({ backend: "rules", cameras: rules }, context),
    notifiers: [stack.use(await plugins.notifier.mqtt.open({ topic: mqtt.alert_topic }, context))],
  };
}

function openShelf({ read, mediaDir, log }: WatchParts): ClipShelf {
  const names = new Map(read.cameras.map(({ slug, options }) => [slug, options.name]));
  return makeShelf({ mediaDir, log, cameraName: (slug) => names.get(slug) });
}

/** Also without ffmpeg and cameras: what was recorded before may be too much. */
function openKeeping(
  { read, store, clock, log, keeper }: WatchParts,
  shelf: ClipShelf,
  { all, limited }: Storages,
  stack: AsyncDisposableStack,
): OpenRetention {
  const away = all.map(({ place }) => place).filter((place) => place !== LOCAL_PLACE);
  const shared = { archive: store.archive, clock, log, problem: keeper.problem, onEvent: keeper.clip };
  const retention = stack.use(
    openRetention({
      ...shared,
      store: store.clips,
      shelf,
      rules: retentionRules(read.options.retention, mayNeedCopies(read), away, limitsOf(limited)),
    }),
  );
  const { isClockInDoubt } = retention;
  stack.use(openRemoteRetention({ ...shared, store: store.clips, places: limited, isClockInDoubt }));
  return retention;
}

/** What cannot be read may have named a storage: until it can, nothing counts as copied that lies here alone. */
function mayNeedCopies({ options, problems }: ReadOptions): boolean {
  return (
    copyPlaces(options).length > 0 ||
    problems.some(({ key }) => ["options", "options.storage", "options.copies"].includes(key))
  );
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
  const { keeper, store, clock, log, mediaDir, read, suppressions } = parts;
  const cameras = new Map(read.cameras.map((camera) => [camera.slug, camera.options]));
  return openPipeline({
    briefing: (state) => plainBriefing(state.camera_title),
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
        isNotificationsOn: view.switches.notifications,
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

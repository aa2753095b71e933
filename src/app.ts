import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { makeApi } from "#api/app.ts";
import type { ReadOptions } from "#config/read-options.ts";
import { redactOptions } from "#config/redact.ts";
import type { Controls } from "#home/controls.ts";
import { type Home, type HomeParts, openHome } from "#home/home.ts";
import { readInstallId } from "#home/install-id.ts";
import { OFFLINE, statusTopic } from "#home/topics.ts";
import { openClockWatch } from "#house/clock-watch.ts";
import { localMidnight } from "#house/day-counter.ts";
import { type HouseKeeper, openHouse } from "#house/house.ts";
import { identifyCameras } from "#house/identity.ts";
import { type Meters, makeMeters } from "#house/meters.ts";
import { logProblems } from "#house/problem-log.ts";
import { openSuppressions, type SuppressionKeeper } from "#house/suppressions.ts";
import { makeRulesStore } from "#live/rules-store.ts";
import { makeAccess } from "#panel/access.ts";
import { makePanel } from "#panel/app.ts";
import { openServer, peerAddress } from "#panel/server.ts";
import { systemClock as clock } from "#platform/clock.ts";
import { openBroker } from "#platform/mqtt.ts";
import { findMqtt } from "#platform/supervisor.ts";
import { plugins } from "#plugins/index.ts";
import { openReplica } from "#plugins/stores/postgres/replica.ts";
import type { Broker } from "#ports/broker.ts";
import type { Logger } from "#ports/logger.ts";
import type { StateStore } from "#ports/state-store.ts";
import { drawnRules } from "./drawn-rules.ts";
import { openHousehold } from "./household.ts";
import { makeReport } from "./report.ts";
import { openWatch, type Watch, type WatchParts } from "./watch.ts";

export interface AppSetup {
  readonly read: ReadOptions;
  readonly dataDir: string;
  /** Where clips go. */
  readonly mediaDir: string;
  readonly port: number;
  readonly version: string;
  /** `SUPERVISOR_TOKEN`, inside Home Assistant. */
  readonly supervisorToken: string | undefined;
  readonly log: Logger;
}

const STATIC_DIR = fileURLToPath(new URL("panel/static/", import.meta.url));

/** Runs until `signal` aborts. Opens in this order and closes in reverse, also after a failed start. */
export async function runApp(setup: AppSetup, signal: AbortSignal): Promise<void> {
  const { log, dataDir } = setup;
  await using stack = new AsyncDisposableStack();

  const early: [key: string, sentence: string | undefined][] = [];
  let tell = (key: string, sentence?: string): void => void early.push([key, sentence]);
  const store = stack.use(
    await plugins.store.sqlite.open(
      { backend: "sqlite" },
      { log, clock, dataDir, problem: (key, sentence) => tell(key, sentence) },
    ),
  );
  const keeper = stack.use(await openKeeper(setup, store));
  const suppressions = stack.use(await openKept(setup, store, keeper));
  stack.use(logProblems(keeper.house, log));
  tellFindings(keeper, setup, early);
  tell = keeper.problem;
  stack.use(openClockWatch({ clock, newestEndMs: await newestEnd(store), problem: keeper.problem }));

  const meters = makeMeters();
  const late: Late = {};
  const broker = stack.use(await openMqtt(setup, store, keeper));
  stack.use(await openCopy(setup, store, keeper, (id) => (late.replicaId = id)));
  const household = await openHousehold(
    {
      ...setup,
      keeper,
      store,
      clock,
      meter: meters,
      onEscalate: (alert) => late.watch?.retell(alert),
    },
    stack,
  );
  const rules = makeRulesStore({ settings: store.settings, clock, log, problem: keeper.problem });
  const boxId = await readInstallId(store.settings);
  const slug = appSlug(setup);
  const appPath = slug && `/app/${slug}`;
  const parts: WatchParts = {
    ...setup,
    keeper,
    suppressions,
    broker,
    store,
    clock,
    meter: meters,
    rules,
    household,
    boxId,
    appPath,
  };
  stack.use(await openPage(parts, meters, late));

  late.home = stack.use(await openHome(homeParts(parts, meters, late), signal));
  late.watch = stack.use(openWatch(parts, signal));
  await late.watch.ended;
  log.info({}, "porchlight stops");
}

/** What is there only after the panel was opened. */
interface Late {
  replicaId?: number;
  watch?: Watch;
  home?: Home;
}

/** The panel and its API: open before the cameras, so that the owner sees what goes wrong with them. */
async function openPage(parts: WatchParts, meters: Meters, late: Late): Promise<AsyncDisposable> {
  const { read, keeper, store, rules, suppressions, household, log } = parts;
  const report = makeReport({
    ...parts,
    meters,
    watch: () => late.watch,
    replicaId: () => late.replicaId,
  });
  const api = makeApi({
    ...report,
    house: keeper.house,
    rules: drawnRules(read, keeper.house, rules),
    storages: () => late.watch?.storages() ?? [],
    hidden: () => ({ hub: false, cameras: [], ...late.home?.hidden() }),
    restore: async (camera) => await late.home?.restore(camera),
    clips: store.clips,
    suppressions,
    alerting: household.alerting,
    briefings: household.briefings,
    spending: household.spending,
    analyzers: () => late.watch?.analyzers() ?? [],
    notifiers: () => late.watch?.notifiers(),
    mediaDir: parts.mediaDir,
    version: parts.version,
    options: () => redactOptions(read.options),
  });
  const access = makeAccess(read.options.api_key, peerAddress);
  const onBug = (cause: unknown) => log.error({ err: cause }, "a request failed");
  const panel = makePanel({ api, access, staticDir: STATIC_DIR, onBug });
  const server = await openServer(panel, parts.port);
  log.info({ version: parts.version, port: server.port, cameras: read.cameras.length }, "porchlight started");
  return server;
}

async function openKeeper({ read, log }: AppSetup, store: StateStore): Promise<HouseKeeper> {
  const claims = read.cameras.map(({ slug, options }) => ({ slug, name: options.name, url: options.url }));
  return await openHouse({
    cameras: await identifyCameras(claims, store.settings),
    settings: store.settings,
    clock,
    alertsToday: await store.clips.countAlerts(localMidnight(clock.now())),
    onListenerError: (cause) => log.error({ err: cause }, "a listener failed"),
  });
}

/** What the owner found not interesting. */
async function openKept(
  { read, log }: AppSetup,
  { settings }: StateStore,
  { house }: HouseKeeper,
): Promise<SuppressionKeeper> {
  const alertsOn = new Map(read.cameras.map(({ slug, options }) => [slug, options.notify_on_objects]));
  return await openSuppressions({
    cameras: house.cameras(),
    settings,
    clock,
    log,
    alertsOn: (slug) => alertsOn.get(slug) ?? [],
  });
}

/** What was found out before there was anybody to tell. */
function tellFindings(
  { problem }: HouseKeeper,
  { read, log }: AppSetup,
  early: readonly [key: string, sentence: string | undefined][],
): void {
  for (const [key, sentence] of early) problem(key, sentence);
  for (const { key, sentence } of read.problems) problem(key, sentence);
  for (const note of read.notes) log.warn({}, note);
}

/** When the newest clip ended, by the clock of that time. */
async function newestEnd({ clips }: StateStore): Promise<number | undefined> {
  const [newest] = await clips.list({ limit: 1 });
  return newest && Date.parse(newest.end_ts);
}

/** What Home Assistant can ask and set besides the cameras; of vision models nothing where there are none. */
function controlsOf({ read, household }: WatchParts, late: Late): Controls {
  const { alerting, briefings, analysis, spending } = household;
  const { analyzer, more_analyzers } = read.options;
  const models = [analyzer, ...more_analyzers].filter(
    ({ backend }) => backend !== "none" && backend !== "rules",
  );
  const ai = {
    analysis,
    spending,
    health: () => late.watch?.analyzers() ?? [],
    hasPrices: models.some(({ price_input, price_output }) => price_input + price_output > 0),
  };
  return { alerting, household: briefings, ...(models.length > 0 && { ai }) };
}

function homeParts(parts: WatchParts, meters: Meters, late: Late): HomeParts {
  const { read, version, log, keeper, broker, store, household } = parts;
  const { homeAssistant } = household;
  const objects = new Map(read.cameras.map(({ slug, options }) => [slug, options.objects]));
  const slug = appSlug(parts);
  return {
    house: keeper.house,
    broker,
    settings: store.settings,
    meter: meters,
    clock,
    log,
    discoveryPrefix: read.options.mqtt.discovery_prefix,
    version,
    // Where "Visit" on a device leads.
    configurationUrl: slug && `homeassistant://app/${slug}`,
    objectsOf: (camera) => objects.get(camera) ?? [],
    testAlerts: () => late.watch?.alertTest()?.request(),
    controls: controlsOf(parts, late),
    ...(homeAssistant && { homeAssistant }),
  };
}

/** The broker of the options, else the one that Home Assistant knows; asked again before every attempt. */
async function openMqtt(setup: AppSetup, store: StateStore, keeper: HouseKeeper): Promise<Broker> {
  const { host, port, username, password, tls } = setup.read.options.mqtt;
  const topic = statusTopic(await readInstallId(store.settings));
  return openBroker({
    find: async (signal) =>
      host === undefined
        ? await findMqtt({ token: setup.supervisorToken }, signal)
        : { host, port, username, password, tls },
    will: { topic, payload: OFFLINE },
    log: setup.log,
    clock,
    onProblem: (sentence) => keeper.problem("broker", sentence),
  });
}

/** The journal in Postgres, where the owner wants it there too. */
async function openCopy(
  { read, log }: AppSetup,
  { journal, settings }: StateStore,
  { problem }: HouseKeeper,
  onDelivered: (id: number) => void,
): Promise<AsyncDisposable | undefined> {
  const url = read.options.postgres_url;
  if (url === undefined) return undefined;
  const boxId = await readInstallId(settings);
  return openReplica({ url, boxId, journal, settings, clock, log, problem, onDelivered });
}

/** The Supervisor names the container after the app: `a1b2c3-porchlight`. */
function appSlug({ supervisorToken }: AppSetup): string | undefined {
  return supervisorToken === undefined ? undefined : hostname().replaceAll("-", "_");
}

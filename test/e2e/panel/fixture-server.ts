import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Hono } from "hono";
import { makeApi } from "#api/app.ts";
import type { Camera } from "#domain/camera.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { Failure } from "#domain/failure.ts";
import { CameraId, slugOf } from "#domain/ids.ts";
import { type HouseKeeper, openHouse } from "#house/house.ts";
import { openSuppressions, type SuppressionKeeper } from "#house/suppressions.ts";
import { makeAccess } from "#panel/access.ts";
import { makePanel } from "#panel/app.ts";
import { openServer } from "#panel/server.ts";
import { systemClock } from "#platform/clock.ts";
import type { ClipStore } from "#ports/state-store.ts";
import { type FakeRules, makeFakeRules } from "#test/fakes/rules-part.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { type MadeClip, makeClip } from "./made-clips.ts";
import { diagnosticsOf, healthOf, madeAlertTest, VERSION } from "./made-diagnostics.ts";
import { madeStorages } from "./made-storages.ts";
import { type MadeTelling, openTelling } from "./made-telling.ts";
import { makeScenes, type Scenes } from "./scenes.ts";

const run = promisify(execFile);
const WEB = new URL("../../../src/panel/web", import.meta.url).pathname;

/** The page as it is now, freshly built, and the real API and panel server over a house and clips that are made up. */
export interface Fixture extends AsyncDisposable {
  readonly url: string;
  readonly keeper: HouseKeeper;
  readonly suppressions: SuppressionKeeper;
  readonly cameras: Readonly<Record<"front" | "garage" | "yard", Camera>>;
  readonly scenes: Scenes;
  /** What is drawn into the pictures. */
  readonly rules: FakeRules;
  /** When alerts are told, by whom, and what is said of cameras and household. */
  readonly telling: MadeTelling;
  /** The built page. */
  readonly staticDir: string;
  /** Adds a clip, or brings it up to date, and tells those who listen. */
  add(made: MadeClip): void;
  readonly clips: readonly ClipState[];
}

export interface FixtureOptions {
  /** Videos to cut scenes from, instead of drawn ones. */
  readonly videos?: readonly string[];
  readonly empty?: boolean;
}

export async function openFixture({ videos = [], empty = false }: FixtureOptions = {}): Promise<Fixture> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "panel-e2e-"));
  stack.defer(() => rm(folder, { recursive: true }));
  const scenes = await makeScenes(folder, videos);
  const staticDir = join(folder, "static");
  await buildPage(staticDir);
  const cameras = {
    front: cameraOf("c0ffee", "Front door"),
    garage: cameraOf("c0ffe1", "Garage"),
    yard: cameraOf("c0ffe2", "Hühnerhof 🐔"),
  };
  const keeper = stack.use(
    await openHouse({
      cameras: empty ? [] : Object.values(cameras),
      settings: memorySettings(),
      clock: systemClock,
      alertsToday: empty ? 0 : 3,
      onListenerError: (cause) => {
        throw cause;
      },
    }),
  );
  const suppressions = stack.use(
    await openSuppressions({
      cameras: Object.values(cameras),
      settings: memorySettings(),
      clock: systemClock,
      log: keptLog(),
      alertsOn: () => ["person"],
    }),
  );
  const telling = await openTelling(stack, empty ? [] : Object.values(cameras), memorySettings());
  const made = new Map<string, MadeClip>();
  // Somebody has deleted the garage in Home Assistant.
  const hidden = new Set(empty ? [] : [cameras.garage.slug]);
  const storages = empty ? [] : madeStorages();
  const rules = makeFakeRules();
  const api = makeApi({
    house: keeper.house,
    clips: memoryClips(made),
    mediaDir: folder,
    health: () => healthOf(keeper),
    diagnostics: async () => diagnosticsOf(keeper, made.size),
    metrics: async () => "",
    retention: () => ({
      preview: () => Promise.reject(new Failure("unavailable", "This house keeps everything.")),
      star: async (id, starred) => {
        const known = made.get(id);
        if (known) made.set(id, { ...known, state: { ...known.state, starred } });
        return made.get(id)?.state;
      },
    }),
    alertTest: () => madeAlertTest,
    storages: () => storages,
    suppressions,
    rules,
    alerting: telling.alerting,
    briefings: telling.briefings,
    spending: telling.spending,
    analyzers: () => telling.analyzers(),
    notifiers: () => telling.notifiers,
    hidden: () => ({ hub: false, cameras: [...hidden] }),
    restore: async (camera) => void (camera && hidden.delete(camera)),
    options: () => ({}),
    version: VERSION,
  });
  const access = makeAccess(undefined, () => "172.30.32.2");
  const panel = makePanel({ api: new Hono().route("/", api), access, staticDir, onBug: () => {} });
  const server = stack.use(await openServer(panel, 0));
  if (!empty) await settle(keeper, cameras, scenes);

  const owned = stack.move();
  return {
    url: `http://127.0.0.1:${server.port}`,
    keeper,
    suppressions,
    cameras,
    scenes,
    rules,
    telling,
    staticDir,
    get clips() {
      return [...made.values()].map(({ state }) => state);
    },
    add(clip) {
      made.set(clip.state.clip_id, clip);
      const last = clip.events.at(-1);
      if (last) keeper.clip(last, clip.state);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A morning's worth of clips, and two from the days before. */
export function fillWithClips(
  { add, cameras: { front, garage, yard }, scenes }: Fixture,
  noonMs: number,
): void {
  const [dayScene = "", nightScene = "", duskScene = ""] = scenes.clips;
  const [dayPicture = "", nightPicture = "", duskPicture = ""] = scenes.pictures;
  const day = { path: dayScene, picture: dayPicture };
  const night = { path: nightScene, picture: nightPicture };
  const dusk = { path: duskScene, picture: duskPicture };
  const before = (minutes: number): number => noonMs - minutes * 60_000;

  add(makeClip({ camera: front, startedAtMs: before(4), seen: { person: 0.92 }, notify: true, ...day }));
  add(makeClip({ camera: garage, startedAtMs: before(31), seen: { car: 0.81 }, ...dusk }));
  add(makeClip({ camera: yard, startedAtMs: before(58), seen: { cat: 0.66 }, ...night }));
  const long = makeClip({
    camera: front,
    startedAtMs: before(95),
    seen: { person: 0.88, dog: 0.71 },
    notify: true,
    ...dusk,
  });
  add(long);
  const happening = long.state.happening_id;
  add(makeClip({ camera: front, startedAtMs: before(94), partOf: { happening, part: 2 }, ...day }));
  add(makeClip({ camera: garage, startedAtMs: before(140), ...night }));
  add(makeClip({ camera: yard, startedAtMs: before(170), seen: { bird: 0.58 }, path: dayScene }));
  add(makeClip({ camera: front, startedAtMs: before(1500), seen: { person: 0.9 }, notify: true, ...night }));
  add(makeClip({ camera: garage, startedAtMs: before(4400), seen: { truck: 0.77 }, ...dusk }));
}

/** As `npm run build:web` does, but elsewhere: tests of one checkout must not build into each other's page. */
async function buildPage(folder: string): Promise<void> {
  const vite = new URL("../../../node_modules/vite/bin/vite.js", import.meta.url).pathname;
  const args = [vite, "build", WEB, "--outDir", folder, "--logLevel", "error"];
  await run(process.execPath, args, { env: { ...process.env, NODE_ENV: "production" } });
}

function cameraOf(id: string, name: string): Camera {
  const slug = slugOf(name);
  if (slug === undefined) throw new Error(`no slug for ${name}`);
  return { id: CameraId.parse(id), slug, name };
}

async function settle(keeper: HouseKeeper, cameras: Fixture["cameras"], { pictures }: Scenes): Promise<void> {
  const { front, garage, yard } = cameras;
  const sinceMs = Date.now() - 3_600_000;
  const video = { codec: "h264", width: 1920, height: 1080, audio: "aac" } as const;
  for (const [index, camera] of [front, garage].entries()) {
    const jpeg = await readFile(pictures[index] ?? "");
    keeper.attach(camera.slug, { still: async () => ({ jpeg, atMs: Date.now() }) });
    keeper.status(camera.slug, { state: "live", reason: "The camera delivers pictures.", sinceMs, video });
  }
  const away = "The camera at 192.168.1.23 does not answer. Check that it has power and is on the network.";
  keeper.attach(yard.slug, {
    still: async () => {
      throw new Failure("unavailable", away);
    },
  });
  keeper.status(yard.slug, { state: "unreachable", reason: away, sinceMs, retryAtMs: Date.now() + 600_000 });
}

function memorySettings() {
  const kept = new Map<string, unknown>();
  return {
    read: async (key: string) => kept.get(key),
    write: async (key: string, value: unknown) => {
      kept.set(key, value);
    },
  };
}

function memoryClips(made: ReadonlyMap<string, MadeClip>): ClipStore {
  const states = (): ClipState[] =>
    [...made.values()].map(({ state }) => state).toSorted((a, b) => (a.start_ts < b.start_ts ? 1 : -1));
  return {
    record: async () => {},
    get: async (id) => made.get(id)?.state,
    list: async ({ camera, after, alertsOnly = false, limit }) =>
      states()
        .slice(after ? states().findIndex(({ clip_id }) => clip_id === after.id) + 1 : 0)
        .filter((state) => camera === undefined || state.camera_name === camera)
        .filter((state) => !alertsOnly || state.alert_decision?.notify === true)
        .slice(0, limit),
    events: async (id) => made.get(id)?.events ?? [],
    unfinished: async () => [],
    countAlerts: async () => 0,
  };
}

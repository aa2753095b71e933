import { setImmediate as settled } from "node:timers/promises";
import type { z } from "zod";
import { CameraId, CameraSlug, HappeningId } from "#domain/ids.ts";
import type { LiveEvent, LiveEventV1 } from "#domain/live-event.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { type LiveCamera, openLiveCamera } from "#live/camera.ts";
import type { LiveCameraParts } from "#live/parts.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { LiveScene, LiveSighting } from "#ports/live-sink.ts";
import type { Drawn } from "#vision/tracking/test-things.ts";
import { type ManualClock, makeManualClock } from "./fakes/clock.ts";
import { type FakeLiveDetector, fakeLiveDetector, type LiveAnswer } from "./fakes/live-detector.ts";
import { type KeptLog, keptLog } from "./fakes/silent-log.ts";
import { type FakeStore, fakeStore } from "./fakes/store.ts";

export const FRAME_MS = 100;
/** Between what a frame shows and when it is offered. */
const DECODE_MS = 50;
const SIZE = { width: 64, height: 36 };

export const theCamera = {
  id: CameraId.parse("0a1b2c"),
  slug: CameraSlug.parse("front_door"),
  name: "Front door",
};

export const happeningAt = (second: number) =>
  HappeningId.parse(`front_door_20260601T1200${String(second).padStart(2, "0")}Z`);

export const porch = {
  id: "porch",
  name: "Porch",
  polygon: [
    { x: 0.3, y: 0.5 },
    { x: 0.7, y: 0.5 },
    { x: 0.7, y: 1 },
    { x: 0.3, y: 1 },
  ],
  loiter_s: 10,
};
/** Between the street on the left and the porch; `in` is towards the porch. */
export const gate = { id: "gate", name: "Gate", a: { x: 0.2, y: 1 }, b: { x: 0.2, y: 0.4 } };

export interface ToldEvent {
  readonly event: LiveEvent;
  readonly envelope: LiveEventV1;
  readonly happening: HappeningId | undefined;
}

export interface LiveBench extends AsyncDisposable {
  readonly camera: LiveCamera;
  readonly clock: ManualClock;
  readonly detector: FakeLiveDetector;
  readonly store: FakeStore;
  readonly log: KeptLog;
  /** Unix ms of monotonic 0. */
  readonly startMs: number;
  readonly scenes: readonly LiveScene[];
  readonly events: readonly ToldEvent[];
  readonly sightings: readonly LiveSighting[];
  /** What is in front of the camera from now on; times in seconds of the monotonic clock. */
  draw(...things: readonly Drawn[]): void;
  /** Lets frames come for so many seconds. */
  film(seconds: number, fps?: number): Promise<void>;
  offer(atMs: number, size?: typeof SIZE): Promise<void>;
  edit(rules: z.input<typeof LiveRules>): void;
  onScene(listener: () => void): void;
  /** What a picture of that time is filled with. */
  byteAt(atMs: number): number;
  /** Wakes the camera, films, and lets it sleep again. */
  wake(happening: HappeningId, seconds: number): Promise<void>;
}

export interface LiveBenchWish
  extends Partial<Pick<LiveCameraParts, "objects" | "minScore" | "notifyOnObjects" | "postRollMs">> {
  readonly rules?: z.input<typeof LiveRules>;
  readonly clock?: ManualClock;
  readonly store?: FakeStore;
  /** Instead of what is drawn. */
  readonly answer?: (drawn: LiveAnswer, atMs: number) => LiveAnswer | Promise<LiveAnswer>;
}

/** A live camera at the front door whose detector sees what is drawn. */
export async function openLiveBench(wish: LiveBenchWish = {}): Promise<LiveBench> {
  const { clock = makeManualClock(), store = fakeStore(), answer = (drawn) => drawn } = wish;
  const { objects = ["person", "vehicle", "animal"], notifyOnObjects = ["person"] } = wish;
  const { minScore = 0.5, postRollMs = 8000 } = wish;
  const log = keptLog();
  const startMs = clock.now() - clock.monotonic();
  let hearScene = () => {};
  const scenes: LiveScene[] = [];
  const events: ToldEvent[] = [];
  const sightings: LiveSighting[] = [];
  let things: readonly Drawn[] = [];
  const drawnAt = (atMs: number) => things.flatMap((thing) => thing(atMs / 1000) ?? []);
  const detector = fakeLiveDetector((atMs) => answer(drawnAt(atMs), atMs));
  const camera = await openLiveCamera({
    camera: theCamera,
    device: "porchlight",
    objects,
    minScore,
    notifyOnObjects,
    postRollMs,
    rules: LiveRules.parse(wish.rules ?? {}),
    detector,
    settings: store.settings,
    clock,
    log,
    sink: {
      scene(scene) {
        scenes.push(scene);
        hearScene();
      },
      event: (event, envelope, happening) => void events.push({ event, envelope, happening }),
      notable: (sighting) => void sightings.push(sighting),
    },
  });

  const offer = async (atMs: number, size = SIZE) => {
    camera.frame(frameOf(atMs, size));
    await settled();
  };
  const film = async (seconds: number, fps = 1000 / FRAME_MS) => {
    for (let i = 0; i < Math.round(seconds * fps); i++) {
      await clock.advance(1000 / fps);
      await offer(clock.monotonic() - DECODE_MS);
    }
  };
  return {
    camera,
    clock,
    detector,
    store,
    log,
    scenes,
    events,
    sightings,
    draw: (...drawn) => void (things = drawn),
    film,
    offer,
    startMs,
    byteAt,
    edit: (rules) => camera.use(LiveRules.parse(rules)),
    onScene: (listener) => void (hearScene = listener),
    async wake(happening, seconds) {
      camera.begin();
      camera.capture(happening);
      await film(seconds);
      camera.end();
    },
    [Symbol.asyncDispose]: () => camera[Symbol.asyncDispose](),
  };
}

/** Every byte says when: so a picture can be told from another. */
function frameOf(atMs: number, size: typeof SIZE): LiveFrame {
  const bytes = (size.width * size.height * 3) / 2;
  return { ...size, i420: new Uint8Array(bytes).fill(byteAt(atMs)), atMs };
}

const byteAt = (atMs: number): number => Math.round(atMs / FRAME_MS) % 251;

/** Foot points to be at, by seconds; in between straight on. Nobody before the first and after the last. */
export function walkBy(
  path: readonly (readonly [atS: number, x: number, y: number])[],
  { label = "person", score = 0.9, width = 0.06, height = 0.3 } = {},
): Drawn {
  return (atS) => {
    const next = path.findIndex(([second]) => second > atS);
    const [from, to] = [path[next - 1], path[next]];
    if (!from || !to) return undefined;
    const share = (atS - from[0]) / (to[0] - from[0]);
    const foot = { x: from[1] + (to[1] - from[1]) * share, y: from[2] + (to[2] - from[2]) * share };
    return { label, score, box: { x: foot.x - width / 2, y: foot.y - height, width, height } };
  };
}

/** From the street on the left over the gate to the porch, 12 s there, and back. */
export const visit = walkBy([
  [2, 0.05, 0.8],
  [4, 0.4, 0.8],
  [16, 0.5, 0.8],
  [18, 0.05, 0.8],
]);

/** `1.2 ZONE_ENTER Porch`: seconds since `fromMs` (Unix). */
export function briefly(events: readonly ToldEvent[], fromMs = 0): string[] {
  return events.map(({ event }) => {
    const at = fromMs === 0 ? "" : `${((event.atMs - fromMs) / 1000).toFixed(1)} `;
    const place = "zone" in event ? ` ${event.zone.name}` : "";
    const over = event.type === "LINE_CROSS" ? ` ${event.line.name} ${event.direction}` : "";
    return `${at}${event.type} ${event.track.label}${place}${over}${event.alerts ? " !" : ""}`;
  });
}

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Camera } from "#domain/camera.ts";
import { CameraId, CameraSlug } from "#domain/ids.ts";
import type { HouseEvent } from "#ports/house.ts";
import type { LiveScene } from "#ports/live-sink.ts";
import { aClipState, aFilterResult, anEvent } from "#test/builders.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { aLiveHappening, aScene, aSceneLine, aSceneTrack, aSceneZone } from "#test/live-scene.ts";
import { type HouseKeeper, openHouse } from "./house.ts";
import { LIVE_CLEAR_MS, LIVE_STALE_MS, PRESENCE_CLEAR_MS, STANDING_STALE_MS } from "./presence.ts";

const START_MS = Date.parse("2026-11-20T10:00:00Z");
const door: Camera = {
  id: CameraId.parse("0a1b2c"),
  slug: CameraSlug.parse("front_door"),
  name: "Front door",
};
const walker = aSceneTrack(1, "person");

async function open() {
  const clock = { now: () => Date.now(), monotonic: () => 0, sleep: async () => {} };
  const keeper = await openHouse({
    cameras: [door],
    settings: fakeStore().settings,
    clock,
    alertsToday: 0,
    onListenerError: (cause) => {
      throw cause;
    },
  });
  const events: HouseEvent[] = [];
  keeper.house.subscribe((event) => events.push(event));
  return {
    keeper,
    events,
    present: () => keeper.house.camera(door.slug)?.present,
    live: () => keeper.house.camera(door.slug)?.live,
    show: (wish: Partial<LiveScene>) => keeper.live(door.slug, aScene({ atMs: Date.now(), ...wish })),
    [Symbol.dispose]: () => keeper[Symbol.dispose](),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

test("who is seen live is present at once, and gone soon after they left", async () => {
  using stage = await open();

  stage.show({ tracks: [walker] });
  expect(stage.present()).toEqual(["person"]);
  stage.show({ tracks: [] });
  vi.advanceTimersByTime(LIVE_CLEAR_MS - 1);
  expect(stage.present()).toEqual(["person"]);
  vi.advanceTimersByTime(1);

  expect(stage.present()).toEqual([]);
  expect(stage.events.map(({ type }) => type)).toEqual(["live", "camera", "live", "camera"]);
});

test("who goes behind a tree for a moment has been there all the time", async () => {
  using stage = await open();

  stage.show({ tracks: [walker] });
  stage.show({ tracks: [] });
  vi.advanceTimersByTime(LIVE_CLEAR_MS - 1);
  stage.show({ tracks: [walker] });
  vi.advanceTimersByTime(LIVE_STALE_MS - 1);

  expect(stage.present()).toEqual(["person"]);
  expect(stage.events.filter(({ type }) => type === "camera")).toHaveLength(1);
});

test("a parked car is no vehicle that came, somebody who stands there is a person", async () => {
  using stage = await open();

  stage.show({
    tracks: [
      aSceneTrack(1, "car", { isStationary: true }),
      aSceneTrack(2, "person", { isStationary: true }),
      aSceneTrack(3, "suitcase"),
    ],
  });
  expect(stage.present()).toEqual(["person"]);
  vi.advanceTimersByTime(STANDING_STALE_MS - 1);
  expect(stage.present()).toEqual(["person"]);
  vi.advanceTimersByTime(1);

  expect(stage.present()).toEqual([]);
});

test("where nobody looks any more nothing stays: neither present nor in a zone, but what is parked", async () => {
  using stage = await open();
  const parked = aSceneTrack(1, "car", { isStationary: true, zones: ["drive"] });
  const zone = aSceneZone("drive", { labels: { car: 1, person: 2 }, isLoitering: true });

  stage.show({
    tracks: [
      parked,
      aSceneTrack(2, "person", { zones: ["drive"] }),
      aSceneTrack(3, "person", { zones: ["drive"] }),
    ],
    zones: [zone, aSceneZone("porch")],
  });
  vi.advanceTimersByTime(LIVE_STALE_MS);

  expect(stage.present()).toEqual([]);
  expect(stage.live()?.tracks).toEqual([parked]);
  expect(stage.live()?.zones).toEqual([{ ...zone, count: 1, labels: { car: 1 } }, aSceneZone("porch")]);
  expect(stage.events.map(({ type }) => type).sort()).toEqual(["camera", "camera", "live", "live"]);
});

test("a clip says nothing new of who was seen live, and tells of who was missed there", async () => {
  using stage = await open();
  stage.show({ tracks: [walker, aSceneTrack(2, "car", { isStationary: true })] });
  stage.show({ tracks: [aSceneTrack(2, "car", { isStationary: true })] });
  vi.advanceTimersByTime(LIVE_CLEAR_MS);

  filtered(stage.keeper, START_MS - 5000, ["person", "car", "dog"]);
  expect(stage.present()).toEqual(["animal"]);
  vi.advanceTimersByTime(PRESENCE_CLEAR_MS);
  expect(stage.present()).toEqual([]);
  filtered(stage.keeper, START_MS + 1000, ["person", "car"]);

  expect(stage.present()).toEqual(["person"]);
});

test("at midnight nothing has crossed a line yet", async () => {
  using stage = await open();
  stage.show({ lines: [aSceneLine("gate", { in: 40, out: 30, inToday: 4, outToday: 3 })] });

  vi.advanceTimersByTime(26 * 3600_000);

  expect(stage.live()?.lines).toEqual([aSceneLine("gate", { in: 40, out: 30 })]);
  expect(stage.events.slice(-2).map(({ type }) => type)).toEqual(["day", "live"]);
});

test("a live event reaches the listeners with its envelope and its happening", async () => {
  using stage = await open();
  const { event, envelope } = aLiveHappening(door.slug, { type: "ZONE_ENTER", zone: "porch" });

  stage.keeper.liveEvent(door.slug, event, envelope, undefined);

  expect(stage.events).toEqual([
    { type: "live_event", camera: "front_door", event, envelope, happening: undefined },
  ]);
});

test("a scene of a camera that is not there is not kept", async () => {
  using stage = await open();

  stage.keeper.live(CameraSlug.parse("elsewhere"), aScene({ tracks: [walker] }));

  expect(stage.events).toEqual([]);
  expect(stage.live()).toBeUndefined();
});

function filtered(keeper: HouseKeeper, startedAtMs: number, labels: readonly string[]): void {
  const state = aClipState(
    { camera: door.slug },
    { start_ts: new Date(startedAtMs).toISOString(), filter_result: aFilterResult(...labels) },
  );
  keeper.clip(anEvent(state, { type: "stage_completed", stage: "filter" }), state);
}

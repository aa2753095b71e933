import { expect, test, vi } from "vitest";
import { z } from "zod";
import { CameraSlug } from "#domain/ids.ts";
import { LiveEventV1 } from "#domain/live-event.ts";
import type { LiveScene } from "#ports/live-sink.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { aFilteredClip, makeFakeHouse } from "#test/fakes/house.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openHomeBench, openWitness, PATIENT } from "#test/home-bench.ts";
import { aLiveHappening, aScene, aSceneLine, aSceneTrack, aSceneZone } from "#test/live-scene.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { LIVE_STATES_PER_S_MAX } from "./paced-states.ts";

const FRONT = CameraSlug.parse("front_door");
const camera = { slug: FRONT, name: "Front door" };
const porch = aSceneZone("porch", { name: "Porch" });
const gate = aSceneLine("gate", { name: "Gate", in: 40, out: 30, inToday: 4, outToday: 3 });
const scene = aScene({ zones: [porch], lines: [gate] });
const busy = aSceneZone("porch", { name: "Porch", labels: { person: 2, dog: 1 }, isLoitering: true });

test("a zone that the owner draws is announced, and its state is there", async () => {
  await using stage = await openStage();
  expect(stage.components()).not.toHaveProperty("zone_porch_occupancy");

  stage.house.setLive(FRONT, scene);

  await vi.waitFor(() => {
    expect(stage.components()).toHaveProperty("zone_porch_occupancy");
    expect(stage.components()).toHaveProperty("line_gate_crossing");
    expect(stage.json("zone/porch")).toEqual({
      occupancy: "OFF",
      count: 0,
      labels: {},
      person: "OFF",
      vehicle: "OFF",
      animal: "OFF",
      loitering: "OFF",
    });
  }, PATIENT);
  expect(stage.json("line/gate")).toEqual({ in_today: 4, out_today: 3, in: 40, out: 30 });
});

test("occupancy, who it is, loitering and counts follow what is seen", async () => {
  await using stage = await openStage();
  stage.house.setLive(FRONT, scene);
  const tracks = [
    aSceneTrack(1, "person"),
    aSceneTrack(2, "person"),
    aSceneTrack(3, "dog"),
    aSceneTrack(4, "suitcase"),
  ];

  stage.house.setLive(FRONT, aScene({ zones: [busy], lines: [{ ...gate, inToday: 5 }], tracks }));

  await vi.waitFor(() => expect(stage.json("line/gate")).toMatchObject({ in_today: 5 }), PATIENT);
  await vi.waitFor(() => expect(stage.json("zone/porch")).toMatchObject({ occupancy: "ON" }), PATIENT);
  expect(stage.json("zone/porch")).toEqual({
    occupancy: "ON",
    count: 3,
    labels: { dog: 1, person: 2 },
    person: "ON",
    vehicle: "OFF",
    animal: "ON",
    loitering: "ON",
  });
  expect(stage.json("objects")).toEqual({ person: 2, vehicle: 0, animal: 1 });
});

test("a crossing and a visit are events with who it was, none of them retained", async () => {
  await using stage = await openStage();
  const { happening_id: happening } = aFilteredClip(camera, ["person"]);
  stage.house.setLive(FRONT, scene);

  stage.house.seeLive(
    aLiveHappening(FRONT, { type: "LINE_CROSS", line: "gate", direction: "in" }, { happening }),
  );
  stage.house.seeLive(aLiveHappening(FRONT, { type: "ZONE_ENTER", zone: "porch" }));
  stage.house.seeLive(aLiveHappening(FRONT, { type: "ZONE_DWELL", zone: "porch", insideMs: 12_500 }));

  await vi.waitFor(() => expect(stage.said("zone/porch/activity")).toHaveLength(2), PATIENT);
  expect(stage.said("line/gate/crossing")).toEqual([
    {
      event_type: "in",
      line: "gate",
      object: "person",
      group: "person",
      score: 0.9,
      track_id: 7,
      alerts: false,
      alert_id: happening,
      ts: "2026-11-20T08:30:00.000Z",
    },
  ]);
  expect(stage.said("zone/porch/activity")).toMatchObject([
    { event_type: "enter", zone: "porch", alert_id: null },
    { event_type: "dwell", dwell_s: 12.5 },
  ]);
  await using late = await openWitness(stage.mosquitto);
  await vi.waitFor(() => expect(late.last.has(`${stage.base}/000001/zone/porch`)).toBe(true), PATIENT);
  const kept = [...late.last.keys()].filter((topic) => /events$|zone.*activity$|crossing$/.test(topic));
  expect(kept).toEqual([]);
});

test("every live event goes out in the edge detector's envelope, with the happening beside it", async () => {
  await using stage = await openStage();
  const { happening_id: happening } = aFilteredClip(camera, ["person"]);

  const crossed = aLiveHappening(
    FRONT,
    { type: "LINE_CROSS", line: "gate", direction: "out" },
    { happening },
  );
  stage.house.seeLive(crossed);

  await vi.waitFor(() => expect(stage.said("events")).toHaveLength(1), PATIENT);
  const [message] = stage.said("events");
  expect(LiveEventV1.parse(message)).toEqual(crossed.envelope);
  expect(message).toMatchObject({ version: 1, event_type: "LINE_CROSS", alert_id: happening });
});

test("a detection is told while somebody is there, and not again when their clip was searched", async () => {
  await using stage = await openStage();
  const clip = aFilteredClip(camera, ["person", "car"]);
  const happening = clip.happening_id;

  stage.house.seeLive(aLiveHappening(FRONT, { type: "OBJECT_APPEARED" }, { happening }));
  stage.house.seeLive(aLiveHappening(FRONT, { type: "OBJECT_APPEARED" }, { happening, trackId: 8 }));
  stage.house.seeLive(aLiveHappening(FRONT, { type: "OBJECT_APPEARED" }));
  stage.house.filtered(clip);

  await vi.waitFor(() => expect(stage.said("detection")).toHaveLength(2), PATIENT);
  expect(stage.said("detection")).toMatchObject([
    { event_type: "person", live: true, objects: ["person"], clip_id: null, alert_id: happening },
    { event_type: "vehicle", live: false, objects: ["car"], clip_id: clip.clip_id },
  ]);
});

test("a renamed zone is announced under its new name, with the same ids", async () => {
  await using stage = await openStage();
  stage.house.setLive(FRONT, scene);
  await vi.waitFor(() => expect(stage.components()).toHaveProperty("zone_porch_count"), PATIENT);
  const before = stage.components();

  stage.house.setLive(FRONT, aScene({ ...scene, zones: [{ ...porch, name: "Veranda" }] }));

  await vi.waitFor(() => {
    expect(stage.components()["zone_porch_count"]).toMatchObject({ name: "Veranda count" });
  }, PATIENT);
  expect(Object.keys(stage.components())).toEqual(Object.keys(before));
});

test("a deleted zone is buried and nothing of it stays on the broker; drawn again it is back", async () => {
  await using stage = await openStage();
  stage.house.setLive(FRONT, scene);
  await vi.waitFor(() => {
    expect(stage.components()).toHaveProperty("zone_porch_occupancy");
    expect(stage.last("zone/porch")).toBeDefined();
  }, PATIENT);

  stage.house.setLive(FRONT, aScene({ lines: [gate] }));
  await vi.waitFor(() => {
    expect(stage.components()).not.toHaveProperty("zone_porch_occupancy");
    expect(stage.last("zone/porch")).toBeUndefined();
  }, PATIENT);

  expect(stage.configs().map((one) => one["zone_porch_occupancy"])).toContainEqual({
    platform: "binary_sensor",
  });
  expect(stage.last("line/gate")).toBeDefined();
  stage.house.setLive(FRONT, scene);
  await vi.waitFor(() => {
    expect(stage.components()).toHaveProperty("zone_porch_occupancy");
    expect(stage.json("zone/porch")).toMatchObject({ occupancy: "OFF" });
  }, PATIENT);
});

test("after a restart zones are as before although nobody has looked yet: unknown, and not buried", async () => {
  const { settings } = fakeStore();
  await using mosquitto = await openMosquitto();
  await using first = await openStage({ settings, mosquitto });
  first.house.setLive(FRONT, aScene({ zones: [busy], lines: [gate] }));
  await vi.waitFor(() => {
    expect(first.json("zone/porch")).toMatchObject({ occupancy: "ON" });
    expect(first.components()).toHaveProperty("line_gate_in");
  }, PATIENT);
  const before = first.components();
  await first.stop();

  await using second = await openStage({ settings, mosquitto });

  await vi.waitFor(() => expect(second.json("zone/porch")).toMatchObject({ occupancy: null }), PATIENT);
  expect(second.configs()).toEqual([before]);
  expect(second.json("line/gate")).toMatchObject({ in_today: 4 });
});

test("zones that were there before we listened are as well known after the next restart", async () => {
  const { settings } = fakeStore();
  await using mosquitto = await openMosquitto();
  await using first = await openStage({ settings, mosquitto, live: scene });
  const before = first.components();
  expect(before).toHaveProperty("zone_porch_occupancy");
  await first.stop();

  await using second = await openStage({ settings, mosquitto });

  expect(second.configs()).toEqual([before]);
});

test("a camera that left the options leaves nothing of its zones on the broker", async () => {
  const { settings } = fakeStore();
  await using mosquitto = await openMosquitto();
  await using first = await openStage({ settings, mosquitto });
  first.house.setLive(FRONT, scene);
  await vi.waitFor(() => {
    expect(first.last("zone/porch")).toBeDefined();
    expect(first.components()).toHaveProperty("zone_porch_count");
  }, PATIENT);
  await first.stop();

  await using second = await openStage({ settings, mosquitto, without: FRONT });

  await vi.waitFor(() => {
    const left = [...second.witness.last.keys()].filter((topic) => topic.includes("/000001/"));
    expect(left).toEqual([]);
  }, PATIENT);
});

test("200 things in a picture are no flood for the broker, and in the end all is right", async () => {
  await using stage = await openStage();
  stage.house.setLive(FRONT, scene);
  await vi.waitFor(() => expect(stage.components()).toHaveProperty("zone_porch_count"), PATIENT);
  const before = stage.witness.heard.length;
  const startMs = performance.now();

  for (let round = 1; round <= 200; round += 1) {
    const tracks = Array.from({ length: round }, (_, id) => aSceneTrack(id, "person", { zones: ["porch"] }));
    const zones = [aSceneZone("porch", { name: "Porch", labels: { person: round } })];
    stage.house.setLive(FRONT, aScene({ tracks, zones, lines: [{ ...gate, inToday: round }] }));
  }

  await vi.waitFor(() => {
    expect(stage.json("zone/porch")).toMatchObject({ count: 200 });
    expect(stage.json("objects")).toMatchObject({ person: 200 });
    expect(stage.json("line/gate")).toMatchObject({ in_today: 200 });
  }, PATIENT);
  const seconds = Math.ceil((performance.now() - startMs) / 1000);
  expect(stage.witness.heard.length - before).toBeLessThanOrEqual(LIVE_STATES_PER_S_MAX * (seconds + 1));
});

interface Wish {
  readonly settings?: SettingStore;
  readonly mosquitto?: Awaited<ReturnType<typeof openMosquitto>>;
  readonly without?: CameraSlug;
  /** What the front door shows before anybody listens. */
  readonly live?: LiveScene;
}

const Announced = z.object({ components: z.record(z.string(), z.record(z.string(), z.unknown())) });

async function openStage({ settings = fakeStore().settings, mosquitto: given, without, live }: Wish = {}) {
  const stack = new AsyncDisposableStack();
  const house = makeFakeHouse(["Front door", "Yard"]);
  if (without !== undefined) house.remove(without);
  if (live !== undefined) house.setLive(FRONT, live);
  const mosquitto = given ?? stack.use(await openMosquitto());
  const witness = stack.use(await openWitness(mosquitto));
  const bench = stack.use(await openHomeBench(mosquitto, house, { settings }));
  const { base } = bench;
  await vi.waitFor(() => expect(witness.last.get(`${base}/status`)).toBe("online"), PATIENT);
  const topic = (leaf: string) => `${base}/000001/${leaf}`;
  const componentsOf = (text: string) => Announced.parse(JSON.parse(text)).components;
  return {
    house,
    mosquitto,
    witness,
    base,
    last: (leaf: string) => witness.last.get(topic(leaf)),
    json: (leaf: string) => JSON.parse(witness.last.get(topic(leaf)) ?? "null") as unknown,
    said: (leaf: string) =>
      witness.heard.filter((one) => one.topic === topic(leaf)).map(({ text }) => JSON.parse(text) as unknown),
    /** What the front door's device was announced with, each time. */
    configs: () =>
      witness.heard
        .filter((one) => one.topic === bench.config("000001") && one.text !== "")
        .map(({ text }) => componentsOf(text)),
    components: () => componentsOf(witness.last.get(bench.config("000001")) ?? '{"components":{}}'),
    stop: () => bench[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

import { expect, test, vi } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { anAnalysis } from "#test/builders.ts";
import { fakeAlerting, fakeDesk, fakeHousehold } from "#test/fakes/controls.ts";
import { makeFakeHomeAssistant } from "#test/fakes/home-assistant.ts";
import { aFilteredClip, alertOf, makeFakeHouse } from "#test/fakes/house.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openHomeBench, openWitness, PATIENT } from "#test/home-bench.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { DeviceConfig } from "./discovery-schema.ts";

const FRONT = CameraSlug.parse("front_door");
const camera = { slug: FRONT, name: "Front door" };

test("what the models use up and how they do is one document", async () => {
  await using stage = await openStage();
  const { desk, json } = stage;

  desk.change({
    requests: 42,
    cost: 0.123_456,
    lines: [
      { window: "day", of: "requests", used: 42, limit: 100 },
      { window: "month", of: "cost", used: 9, limit: 10 },
      { window: "day", of: "tokens", used: 5, limit: undefined },
    ],
    health: [{ name: "openai", state: "resting", reason: "The server does not answer." }],
  });

  await vi.waitFor(() => expect(json("hub/ai")).toMatchObject({ requests_today: 42 }), PATIENT);
  expect(json("hub/ai")).toMatchObject({
    provider: "OFF",
    models: [{ name: "openai", state: "resting", reason: "The server does not answer." }],
    cost_today: 0.1235,
    budget_used: 90,
    limits: [
      { window: "day", of: "requests", used: 42, limit: 100 },
      { window: "month", of: "cost", used: 9, limit: 10 },
    ],
    latency_s: null,
    waiting: 0,
  });
});

test("how long an answer took, and how many wait for one, is known from the clips", async () => {
  await using stage = await openStage();
  const { house, json, last } = stage;
  const clip = aFilteredClip(camera, ["person"]);
  const vlm = (status: "running" | "ok") => ({ ...clip.stages, vlm: { ...clip.stages.vlm, status } });

  house.filtered({ ...clip, stages: vlm("running") });
  await vi.waitFor(() => expect(json("hub/ai")).toMatchObject({ waiting: 1, latency_s: null }), PATIENT);
  expect(last("000001/activity")).toBe("analyzing");
  house.filtered({ ...clip, stages: vlm("ok"), analysis_result: anAnalysis({ latency_ms: 5260 }) });

  await vi.waitFor(() => expect(json("hub/ai")).toMatchObject({ waiting: 0, latency_s: 5.3 }), PATIENT);
  expect(last("000001/activity")).toBe("idle");
});

test("somebody answers while not all of them rest", async () => {
  await using stage = await openStage();
  const { desk, json } = stage;
  const resting = { name: "openai", state: "resting", reason: "No." } as const;

  desk.change({ requests: 1, health: [resting, { name: "gate", state: "well", reason: undefined }] });

  await vi.waitFor(() => expect(json("hub/ai")).toMatchObject({ requests_today: 1 }), PATIENT);
  expect(json("hub/ai")).toMatchObject({ provider: "ON" });
});

test("an alert is an event of the hub too, with its camera, and severe for a while", async () => {
  await using stage = await openStage();
  const { house, json, last } = stage;
  expect(last("000001/severity")).toBe("none");
  house.setMotion(FRONT, true);

  house.raise(alertOf(aFilteredClip(camera, ["person"]), { risk_level: "high" }));

  await vi.waitFor(() => expect(last("hub/alert")).toBeDefined(), PATIENT);
  expect(json("hub/alert")).toMatchObject({
    event_type: "high",
    update: false,
    camera: "Front door",
    camera_name: "front_door",
  });
  await vi.waitFor(() => expect(last("000001/activity")).toBe("alert"), PATIENT);
  expect(last("000001/severity")).toBe("high");
  expect(last("000002/severity")).toBe("none");
});

test("the last alert has its title for a state, and the rest as attributes, with who was seen", async () => {
  await using stage = await openStage();
  const { house, json } = stage;
  const courier = { type: "person", description: "A courier.", first_seen_s: 1, last_seen_s: 4 };
  const seen = aFilteredClip(camera, ["person"]);
  const analysis_result = anAnalysis({ entities_timeline: [courier] });
  house.filtered({ ...seen, analysis_result });

  house.raise(
    alertOf(seen, {
      title: "Parcel left",
      summary: "A courier left a parcel.",
      risk_level: "low",
      activity_type: "delivery",
      clip_url: "/media/a.mp4",
      image_url: "/media/a.jpg",
    }),
  );

  await vi.waitFor(() => expect(json("000001/last_alert")).toMatchObject({ title: "Parcel left" }), PATIENT);
  expect(json("000001/last_alert")).toMatchObject({
    summary: "A courier left a parcel.",
    risk_level: "low",
    activity_type: "delivery",
    entities: [courier],
    clip_url: "/media/a.mp4",
    image_url: "/media/a.jpg",
    alert_id: seen.happening_id,
  });
  await vi.waitFor(
    () => expect(json("hub/last_alert")).toMatchObject({ title: "Front door: Parcel left" }),
    PATIENT,
  );
});

test("when somebody was there is kept, and nothing is said where nobody was", async () => {
  await using stage = await openStage();
  const { house, last } = stage;

  house.setPresent(FRONT, ["person"]);

  await vi.waitFor(() => expect(last("000001/last_person")).toMatch(/^20.*Z$/), PATIENT);
  expect(last("000002/last_person")).toBeUndefined();
});

test("names follow Home Assistant's language while everything runs, ids and topics stay", async () => {
  await using stage = await openStage({ connected: false });
  const { config, homeAssistant } = stage;
  const name = (key: string) => {
    const component = config("000001").components[key];
    return component !== undefined && "name" in component ? component.name : undefined;
  };
  expect(name("snooze")).toBe("Snooze");
  const before = config("000001").components["snooze"];

  homeAssistant.connect();

  await vi.waitFor(() => expect(name("snooze")).toBe("Stummschalten"), PATIENT);
  expect(config("000001").components["snooze"]).toEqual({
    ...before,
    name: "Stummschalten",
    default_entity_id: "button.front_door_snooze",
  });
  await vi.waitFor(
    () => expect(config("hub").components["ai_cost_today"]).toMatchObject({ unit_of_measurement: "EUR" }),
    PATIENT,
  );
});

test("after a restart names are in the language from before, also while Home Assistant is not there", async () => {
  const { settings } = fakeStore();
  const german = makeFakeHomeAssistant({ info: { language: "de" } });
  await using mosquitto = await openMosquitto();
  const house = makeFakeHouse(["Front door"]);
  const first = await openHomeBench(mosquitto, house, { settings, homeAssistant: german });
  await first[Symbol.asyncDispose]();
  await german[Symbol.asyncDispose]();
  await using away = makeFakeHomeAssistant({ connected: false });
  await using witness = await openWitness(mosquitto);
  await using bench = await openHomeBench(mosquitto, house, { settings, homeAssistant: away });

  await vi.waitFor(() => expect(witness.last.get(`${bench.base}/status`)).toBe("online"), PATIENT);

  const configs = witness.heard.filter(({ topic }) => topic === bench.config("000001"));
  expect(configs.map(({ text }) => DeviceConfig.parse(JSON.parse(text)).components["motion"])).toMatchObject([
    { name: "Bewegung" },
  ]);
});

async function openStage({ connected = true }: { readonly connected?: boolean } = {}) {
  const stack = new AsyncDisposableStack();
  const house = makeFakeHouse(["Front door", "Yard"]);
  const [alerting, desk, household] = [fakeAlerting(), fakeDesk(), fakeHousehold()];
  const homeAssistant = stack.use(makeFakeHomeAssistant({ connected, info: { language: "de-AT" } }));
  const mosquitto = stack.use(await openMosquitto());
  const witness = stack.use(await openWitness(mosquitto));
  const controls = { alerting, ai: desk, household };
  const bench = stack.use(await openHomeBench(mosquitto, house, { controls, homeAssistant }));
  const { base } = bench;
  await vi.waitFor(() => expect(witness.last.get(`${base}/status`)).toBe("online"), PATIENT);
  const last = (leaf: string) => witness.last.get(`${base}/${leaf}`);
  return {
    house,
    desk,
    homeAssistant,
    last,
    json: (leaf: string) => JSON.parse(last(leaf) ?? "{}") as object,
    config: (device: string) => DeviceConfig.parse(JSON.parse(witness.last.get(bench.config(device)) ?? "")),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

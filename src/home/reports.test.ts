import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { aFilteredClip, alertOf, makeFakeHouse } from "#test/fakes/house.ts";
import { type HomeBench, openHomeBench, openWitness, PATIENT, type Witness } from "#test/home-bench.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { SYSTEM_ERRORS_TOPIC, SystemError } from "./system-errors.ts";

const FRONT = CameraSlug.parse("front_door");
const camera = { slug: FRONT, name: "Front door" };
const jpeg = (size: number) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(size - 4)]);

test("motion, objects and the connection follow the house", async () => {
  await using stage = await openStage();
  const { house, last, base } = stage;

  house.setMotion(FRONT, true);
  house.setPresent(FRONT, ["person", "animal"]);
  house.setStatus(FRONT, { state: "unauthorized", reason: "The camera refuses the password." });

  await vi.waitFor(() => expect(last(`${base}/000001/status`)).toBe("offline"), PATIENT);
  expect(last(`${base}/000001/motion`)).toBe("ON");
  expect(last(`${base}/000001/person`)).toBe("ON");
  expect(last(`${base}/000001/vehicle`)).toBe("OFF");
  await vi.waitFor(() => expect(last(`${base}/000001/animal`)).toBe("ON"), PATIENT);
  expect(json(last(`${base}/000001/connection`))).toMatchObject({
    stream: "unauthorized",
    reason: "The camera refuses the password.",
  });
  expect(last(`${base}/000002/status`)).toBe("online");
});

test("what is wrong with a picture is said with its sentence, and tampering by itself", async () => {
  await using stage = await openStage();
  const { house, last, base } = stage;
  const fault = (kind: "covered" | "degraded") => ({ kind, sentence: "Wipe it.", sinceMs: 0 });
  const picture = () => json(last(`${base}/000001/picture`));
  await vi.waitFor(
    () => expect(picture()).toEqual({ problem: "OFF", tampering: "OFF", faults: [] }),
    PATIENT,
  );

  house.setFaults(FRONT, [fault("degraded")]);
  await vi.waitFor(() => expect(picture()).toMatchObject({ problem: "ON", tampering: "OFF" }), PATIENT);
  house.setFaults(FRONT, [fault("covered")]);

  await vi.waitFor(() => expect(picture()).toMatchObject({ problem: "ON", tampering: "ON" }), PATIENT);
  expect(picture()).toMatchObject({
    faults: [{ kind: "covered", sentence: "Wipe it.", since: "1970-01-01T00:00:00.000Z" }],
  });
});

test("a state that did not change is not said again", async () => {
  await using stage = await openStage();
  const { house, base, said, last } = stage;

  house.setMotion(FRONT, false);
  house.setMotion(FRONT, false);
  house.setPresent(FRONT, ["person"]);
  await vi.waitFor(() => expect(last(`${base}/000001/person`)).toBe("ON"), PATIENT);

  expect(said(`${base}/000001/motion`)).toEqual(["OFF"]);
});

test("the picture is there before the last alert, and that before the event", async () => {
  await using folder = await openFolder();
  await using stage = await openStage();
  const { house, base, said, order } = stage;
  const state = aFilteredClip(camera, ["person"], await folder.file(jpeg(20_000)));

  house.filtered(state);
  house.raise(alertOf(state));

  await vi.waitFor(() => expect(said(`${base}/000001/alert`)).toHaveLength(1), PATIENT);
  const places = [
    "000001/image/alert",
    "hub/image/alert",
    "000001/last_alert",
    "hub/last_alert",
    "000001/alert",
  ];
  expect(places.map((leaf) => order(`${base}/${leaf}`))).toEqual(
    places.map((leaf) => order(`${base}/${leaf}`)).sort((a, b) => a - b),
  );
  expect(order(`${base}/000001/image/alert`)).toBeGreaterThan(0);
  expect(stage.witness.heard.find(({ topic }) => topic === `${base}/000001/image/alert`)?.bytes).toBe(20_000);
});

test("the alert event carries the alert, its type is the risk or unrated, and it is not retained", async () => {
  await using stage = await openStage();
  const { house, base, said, last } = stage;

  house.raise(alertOf(aFilteredClip(camera, ["person"])));

  await vi.waitFor(() => expect(said(`${base}/000001/alert`)).toHaveLength(1), PATIENT);
  expect(json(said(`${base}/000001/alert`)[0])).toMatchObject({
    event_type: "unrated",
    update: false,
    title: "Person at Front door",
    summary: "Person at Front door for 12 s.",
    camera_name: "front_door",
    objects: ["person"],
    phase: "confirmed",
  });
  expect(json(last(`${base}/hub/last_alert`))).toMatchObject({ title: "Person at Front door" });
  expect(last(`${base}/hub/alerts_today`)).toBe("1");
  await using late = await openWitness(stage.mosquitto);
  await vi.waitFor(() => expect(late.last.has(`${base}/000001/last_alert`)).toBe(true), PATIENT);
  expect(late.last.has(`${base}/000001/alert`)).toBe(false);
});

test("what became of the alert test is kept for Home Assistant, in a word, a time and a sentence", async () => {
  await using stage = await openStage();
  const { house, base, last } = stage;
  expect(last(`${base}/hub/alert_test`)).toBeUndefined();
  const said = "MQTT is missing.";

  house.setAlertTest({
    at: "2026-11-20T05:00:00.000Z",
    outcome: "failed",
    duration_ms: 812,
    steps: [{ step: "send", status: "failed", duration_ms: 12, said }],
  });

  await vi.waitFor(() => expect(last(`${base}/hub/alert_test`)).toBeDefined(), PATIENT);
  expect(json(last(`${base}/hub/alert_test`))).toMatchObject({
    outcome: "failed",
    at: "2026-11-20T05:00:00.000Z",
    sentence: said,
  });
});

test("an update is an event again only where the risk rose", async () => {
  await using stage = await openStage();
  const { house, base, said, last } = stage;
  const state = aFilteredClip(camera, ["person"]);

  house.raise(alertOf(state, { phase: "detected" }));
  house.raise(alertOf(state, { phase: "confirmed" }));
  house.raise(alertOf(state, { phase: "described", risk_level: "high", summary: "A man tries the door." }));
  house.raise(alertOf(state, { phase: "described", risk_level: "low", title: "The end." }));

  await vi.waitFor(() => expect(json(last(`${base}/000001/last_alert`))["title"]).toBe("The end."), PATIENT);
  expect(
    said(`${base}/000001/alert`).map((text) => [json(text)["event_type"], json(text)["update"]]),
  ).toEqual([
    ["unrated", false],
    ["high", true],
  ]);
});

test("a title is never longer than Home Assistant can hold, the whole text is an attribute", async () => {
  await using stage = await openStage();
  const { house, base, last } = stage;
  const summary = "🏡 Somebody stands there. ".repeat(60);

  house.raise(alertOf(aFilteredClip(camera, ["person"]), { summary }));

  await vi.waitFor(() => expect(last(`${base}/hub/last_alert`)).toBeDefined(), PATIENT);
  for (const device of ["hub", "000001"]) {
    const document = json(last(`${base}/${device}/last_alert`));
    expect(Array.from(String(document["title"])).length).toBeLessThanOrEqual(250);
    expect(document["summary"]).toBe(summary);
  }
});

test("one detection event for each group in a clip", async () => {
  await using stage = await openStage();
  const { house, base, said } = stage;

  house.filtered(aFilteredClip(camera, ["car", "person", "truck", "suitcase"]));

  await vi.waitFor(() => expect(said(`${base}/000001/detection`)).toHaveLength(3), PATIENT);
  expect(
    said(`${base}/000001/detection`).map((text) => [json(text)["event_type"], json(text)["objects"]]),
  ).toEqual([
    ["vehicle", ["car", "truck"]],
    ["person", ["person"]],
    ["object", ["suitcase"]],
  ]);
});

test("without a picture the alert goes all the same", async () => {
  await using folder = await openFolder();
  await using stage = await openStage();
  const { house, base, said, order } = stage;
  const state = aFilteredClip(camera, ["person"], await folder.file(Buffer.from("no picture")));

  house.filtered(state);
  house.raise(alertOf(state));

  await vi.waitFor(() => expect(said(`${base}/000001/alert`)).toHaveLength(1), PATIENT);
  expect(order(`${base}/000001/image/alert`)).toBe(-1);
});

test("problems are an entity with sentences, and messages for HomeSec's listeners", async () => {
  await using stage = await openStage();
  const { house, base, last, said } = stage;

  house.setProblems({ disk: "The disk is full. Clips are kept shorter." });
  await vi.waitFor(() => expect(said(SYSTEM_ERRORS_TOPIC)).toHaveLength(1), PATIENT);
  expect(json(last(`${base}/hub/problem`))).toMatchObject({
    problem: "ON",
    count: 1,
    problems: [{ sentence: "The disk is full. Clips are kept shorter." }],
  });
  house.setProblems({});

  await vi.waitFor(() => expect(said(SYSTEM_ERRORS_TOPIC)).toHaveLength(2), PATIENT);
  expect(json(last(`${base}/hub/problem`))).toMatchObject({ problem: "OFF", count: 0, problems: [] });
  const errors = said(SYSTEM_ERRORS_TOPIC).map((text) => SystemError.parse(json(text)));
  expect(errors.map(({ key, active }) => [key, active])).toEqual([
    ["disk", true],
    ["disk", false],
  ]);
});

test("a problem that came while there was no broker is said when there is one", async () => {
  // Later than the witness, who would not hear it else.
  await using stage = await openStage({ backoff: { minMs: 5_000, maxMs: 5_000 } });
  const { house, mosquitto, bench } = stage;
  await mosquitto.stop();
  await vi.waitFor(() => expect(bench.broker.connected).toBe(false), PATIENT);

  house.setProblems({ broker: "The MQTT broker is not running." });
  await mosquitto.start();

  await vi.waitFor(() => expect(stage.said(SYSTEM_ERRORS_TOPIC)).toHaveLength(1), PATIENT);
});

interface Stage extends AsyncDisposable {
  readonly house: ReturnType<typeof makeFakeHouse>;
  readonly mosquitto: Awaited<ReturnType<typeof openMosquitto>>;
  readonly bench: HomeBench;
  readonly witness: Witness;
  readonly base: string;
  last(topic: string): string | undefined;
  said(topic: string): readonly string[];
  /** Place of the last message on a topic among all; -1 if there was none. */
  order(topic: string): number;
}

async function openStage(more: Parameters<typeof openHomeBench>[2] = {}): Promise<Stage> {
  const stack = new AsyncDisposableStack();
  const house = makeFakeHouse(["Front door", "Yard"]);
  const mosquitto = stack.use(await openMosquitto());
  const witness = stack.use(await openWitness(mosquitto));
  const bench = stack.use(await openHomeBench(mosquitto, house, more));
  const { base } = bench;
  await vi.waitFor(() => expect(witness.last.get(`${base}/status`)).toBe("online"), PATIENT);
  return {
    house,
    mosquitto,
    bench,
    witness,
    base,
    last: (topic) => witness.last.get(topic),
    said: (topic) => witness.heard.filter((message) => message.topic === topic).map(({ text }) => text),
    order: (topic) => witness.heard.findLastIndex((message) => message.topic === topic),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function openFolder() {
  const path = await mkdtemp(join(tmpdir(), "home-"));
  return {
    async file(bytes: Uint8Array): Promise<string> {
      const file = join(path, "snapshot.jpg");
      await writeFile(file, bytes);
      return file;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

function json(text: string | undefined): Record<string, unknown> {
  return JSON.parse(text ?? "null") as Record<string, unknown>;
}

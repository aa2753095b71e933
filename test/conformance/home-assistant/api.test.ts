import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { hubDevice } from "#home/devices.ts";
import { openOrphans } from "#home/orphans.ts";
import { makeTopics } from "#home/topics.ts";
import { systemClock } from "#platform/clock.ts";
import { openHomeAssistant } from "#platform/home-assistant.ts";
import { openBroker } from "#platform/mqtt.ts";
import { answerSchema } from "#plugins/analyzers/answer-schema.ts";
import { homeAssistantModel } from "#plugins/analyzers/home-assistant-model.ts";
import type { EntityState } from "#ports/home-assistant.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { makeContext } from "#test/plugin-context.ts";
import { type Mosquitto, openMosquitto } from "#test/servers/mosquitto.ts";
import { type Hass, openHass } from "./hass.ts";
import { AI_TASK, aiTaskFiles } from "./seeing-task.ts";
import { hasHomeAssistant, STEP_MS } from "./stage.ts";

const root = process.env["HOME_ASSISTANT_ROOT"] ?? "";
const PATIENT = { timeout: 90_000, interval: 100 };
const running = new AbortController().signal;
const Seen = z.object({
  title: z.string(),
  visible_text: z.array(z.string()),
  seen: z.array(z.object({ id: z.string(), mime: z.string(), bytes: z.array(z.number()) })),
  instructions: z.string(),
  schema: z.object({ required: z.array(z.string()), properties: z.record(z.string(), z.looseObject({})) }),
});

/** One Home Assistant for all, as its start takes long: these tests follow one another like a day in a house. */
describe.skipIf(!hasHomeAssistant)("real Home Assistant (script/conformance): its API", () => {
  let mosquitto: Mosquitto;
  let hass: Hass;
  let api: ReturnType<typeof openHomeAssistant>;
  const problems: (string | undefined)[] = [];
  /** How many entities our device has after the orphan has left. */
  let kept = 0;

  beforeAll(async () => {
    mosquitto = await openMosquitto();
    hass = await openHass(root, mosquitto.port, {
      configuration: "media_source:\nseeing_task:\n",
      files: aiTaskFiles,
    });
    api = openHomeAssistant({
      ...hass.address,
      log: keptLog(),
      clock: systemClock,
      problem: (sentence) => problems.push(sentence),
    });
    await connected();
  }, STEP_MS);

  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
    await hass?.[Symbol.asyncDispose]();
    await mosquitto?.[Symbol.asyncDispose]();
  }, STEP_MS);

  const connected = () => vi.waitFor(() => expect(api.connected).toBe(true), PATIENT);
  const set = (entityId: string, state: string, attributes: object = {}) =>
    hass.post(`/api/states/${entityId}`, { state, attributes });

  test("it says what it is", async () => {
    const config = z.object({ version: z.string() }).parse(await hass.call("get_config"));

    expect(api.info()).toMatchObject({ version: config.version, timeZone: "UTC", language: "en" });
    expect(api.info()?.latitude).toEqual(expect.any(Number));
  });

  test("a wrong token is a sentence", { timeout: STEP_MS }, async () => {
    const told: (string | undefined)[] = [];
    const token = `${hass.address.token.slice(0, -4)}AAAA`;
    await using other = openHomeAssistant({
      url: hass.address.url,
      token,
      log: keptLog(),
      clock: systemClock,
      problem: (sentence) => told.push(sentence),
    });

    await vi.waitFor(() => expect(told).toEqual([expect.stringContaining("long-lived")]), PATIENT);

    expect(other.connected).toBe(false);
  });

  test("entities are watched: arrival, change, attributes, departure", { timeout: STEP_MS }, async () => {
    let seen: readonly EntityState[] = [];
    using _ = api.watch("person.*", (states) => {
      seen = states;
    });

    await set("person.bo", "home", { source: "phone", battery: 80 });
    await set("light.porch", "on");
    await vi.waitFor(
      () =>
        expect(seen).toEqual([
          { entityId: "person.bo", state: "home", attributes: { source: "phone", battery: 80 } },
        ]),
      PATIENT,
    );
    await set("person.anna", "home");
    await set("person.bo", "not_home", { source: "phone" });
    await vi.waitFor(() => {
      expect(seen.map(({ entityId }) => entityId)).toEqual(["person.anna", "person.bo"]);
      expect(seen[1]).toEqual({ entityId: "person.bo", state: "not_home", attributes: { source: "phone" } });
    }, PATIENT);
    const { url, token } = hass.address;
    const headers = { Authorization: `Bearer ${token}` };
    await fetch(`${url}/api/states/person.anna`, { method: "DELETE", headers });

    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENT);
  });

  test("events and templates are heard", { timeout: STEP_MS }, async () => {
    const heard: unknown[] = [];
    const results: unknown[] = [];
    using _ = api.onEvent("mobile_app_notification_action", (data) => heard.push(data));
    using __ = api.watchTemplate("{{ is_state('person.bo', 'home') }}", (result) => results.push(result));
    using ___ = api.watchTemplate("{{ 1 / 0 }}", (result) => results.push(result));
    using ____ = api.watchTemplate("{{ nonsense", (result) => results.push(result));

    await vi.waitFor(async () => {
      await hass.post("/api/events/mobile_app_notification_action", { action: "SNOOZE" });
      expect(heard).toContainEqual({ action: "SNOOZE" });
    }, PATIENT);
    await vi.waitFor(() => expect(results).toContainEqual({ value: false }), PATIENT);
    await set("person.bo", "home");

    await vi.waitFor(() => {
      expect(results).toContainEqual({ value: true });
      expect(results).toContainEqual({ error: expect.stringContaining("division by zero") });
      expect(results).toContainEqual({ error: expect.stringContaining("TemplateSyntaxError") });
    }, PATIENT);
  });

  test("actions are performed, and refused in its words", async () => {
    const data = { title: "Porch", message: "A cat", notification_id: "porchlight" };
    const domain = "persistent_notification";

    await api.call({ domain, action: "create", data }, running);
    const listed = await api.command({ type: "persistent_notification/get" }, running);
    const unknown = api.call({ domain: "notify", action: "nobody", data: {} }, running);
    const wrong = api.call({ domain, action: "create", data: { colour: "red" } }, running);

    expect(listed).toContainEqual(expect.objectContaining({ message: "A cat" }));
    await expect(unknown).rejects.toMatchObject({
      kind: "rejected",
      message: expect.stringContaining("notify.nobody not found"),
    });
    await expect(wrong).rejects.toMatchObject({ kind: "rejected" });
  });

  test("an AI task gets our structure, our words and our pictures", { timeout: STEP_MS }, async () => {
    const { config_dir } = z.object({ config_dir: z.string() }).parse(await hass.call("get_config"));
    const media = join(root, config_dir, "media");
    const mediaDir = join(media, "porchlight");
    await mkdir(mediaDir, { recursive: true });
    const context = { ...makeContext(mediaDir), homeAssistant: api };
    using model = await homeAssistantModel({}, context, media);
    const pictures = [1, 2].map((byte) => ({
      jpeg: new Uint8Array([byte, byte]),
      caption: `Picture ${byte}`,
    }));
    const schema = answerSchema(["delivery", "visitor"]);

    const question = { instructions: "Describe it.", facts: "<facts>{}</facts>", pictures, schema };
    // Which tasks there are comes a moment after the connection.
    const { text, model: entity } = await vi.waitFor(() => model.ask(question, running), PATIENT);

    const answer = Seen.parse(JSON.parse(text));
    expect(entity).toBe(AI_TASK);
    expect(answer.title).toBe("Courier leaves a parcel");
    expect(answer.visible_text).toEqual(["KEEP OUT", "No ads"]);
    expect(answer.seen.map(({ mime, bytes }) => [mime, bytes])).toEqual([
      ["image/jpeg", [1, 1]],
      ["image/jpeg", [2, 2]],
    ]);
    expect(answer.instructions).toContain("Attachment 2. Picture 2");
    // What a provider would hand to its model, by Home Assistant's own conversion.
    expect(answer.schema.required).toEqual(
      Object.keys(z.object({ properties: z.record(z.string(), z.unknown()) }).parse(schema).properties),
    );
    expect(answer.schema.properties["activity_type"]).toEqual({
      type: "string",
      enum: ["delivery", "visitor", "unknown"],
    });
    expect(answer.schema.properties["entities_timeline"]).toMatchObject({
      type: "array",
      items: { type: "object", properties: { first_seen_s: { type: "number" } } },
    });
  });

  test("an AI task that is not there is told of in a sentence", async () => {
    const context = { ...makeContext(root), homeAssistant: api };
    using model = await homeAssistantModel({ model: "ai_task.other" }, context, "/");
    await vi.waitFor(async () => {
      const asked = model.ask(
        { instructions: "", facts: "", pictures: [], schema: answerSchema([]) },
        running,
      );
      await expect(asked).rejects.toMatchObject({ message: expect.stringContaining(`It has ${AI_TASK}`) });
    }, PATIENT);
  });

  test("an entity that we announce no more leaves the registry", { timeout: STEP_MS }, async () => {
    const topics = makeTopics("abc123", "homeassistant");
    const hub = hubDevice({ topics, version: "1" });
    await using broker = openBroker({
      find: async () => ({ host: mosquitto.host, port: mosquitto.port, tls: false }),
      will: { topic: topics.status, payload: "offline" },
      log: keptLog(),
      clock: systemClock,
      onProblem: () => undefined,
    });
    await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);
    const announce = (components: object) => {
      const payload = JSON.stringify({ ...hub.config, components });
      return broker.publish({ topic: topics.config("hub"), payload, retain: true }, running);
    };
    const orphan = topics.uniqueId("hub", "gone");
    await announce({ ...hub.config.components, gone: aSensor(orphan) });
    await vi.waitFor(async () => expect(await ours()).toContain(orphan), PATIENT);
    const before = await ours();
    // Left out without a tombstone, which is what a tombstone is that nobody heard.
    await announce(hub.config.components);
    await using orphans = openOrphans({
      homeAssistant: api,
      topics,
      devices: () => [hub],
      clock: systemClock,
      log: keptLog(),
    });
    orphans.announced();
    await hass.restart();
    // Its birth message, which is when the app announces anew, comes once all of it has started.
    await vi.waitFor(
      async () => expect(await hass.call("get_config")).toMatchObject({ state: "RUNNING" }),
      PATIENT,
    );
    orphans.announced();

    await vi.waitFor(async () => expect(await ours()).not.toContain(orphan), PATIENT);
    kept = before.length - 1;
    expect(await ours()).toHaveLength(kept);
  });

  test("over its restart we come back by ourselves, and see what is there then", {
    timeout: STEP_MS,
  }, async () => {
    let seen: readonly EntityState[] = [];
    let connections = 0;
    using _ = api.watch("person.*", (states) => {
      seen = states;
    });
    using __ = api.onConnected(() => {
      connections += 1;
    });
    await set("person.bo", "home");
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENT);

    await hass.restart();
    await vi.waitFor(() => expect(connections).toBe(2), PATIENT);
    await vi.waitFor(() => expect(seen).toEqual([]), PATIENT);
    await set("person.bo", "home");

    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENT);
    expect(problems.at(-1)).toBeUndefined();
    // Of the device that had an orphan, all else is still there.
    expect(await ours()).toHaveLength(kept);
  });

  async function ours(): Promise<readonly string[]> {
    const entries = z
      .array(z.object({ unique_id: z.unknown() }))
      .parse(await hass.call("config/entity_registry/list"));
    return entries
      .map(({ unique_id }) => String(unique_id))
      .filter((id) => id.startsWith("porchlight_abc123_"));
  }
});

function aSensor(uniqueId: string): object {
  return { platform: "sensor", unique_id: uniqueId, name: "Gone", state_topic: "porchlight/abc123/hub/gone" };
}

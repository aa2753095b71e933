import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { HappeningId } from "#domain/ids.ts";
import { blueprintNames, offerBlueprints } from "#home/blueprints.ts";
import { PACE } from "#home/pace.ts";
import { hearPhones } from "#home/phone-answers.ts";
import { systemClock } from "#platform/clock.ts";
import { openHomeAssistant } from "#platform/home-assistant.ts";
import { phones } from "#plugins/notifiers/phones.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import { anAlert } from "#test/builders.ts";
import { fakeAlerting } from "#test/fakes/controls.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openHomeBench } from "#test/home-bench.ts";
import { storyOf } from "#test/phones-bench.ts";
import { makeContext } from "#test/plugin-context.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { openWebhookServer, type WebhookServer } from "#test/servers/webhook.ts";
import { automate, automateAll, BLUEPRINTS, phoneConfiguration, registerPhone } from "./blueprint-house.ts";
import { type Hass, openHass } from "./hass.ts";
import { FRONT, hasHomeAssistant, STEP_MS } from "./stage.ts";

const PATIENT = { timeout: 60_000, interval: 200 };
const running = new AbortController().signal;
const Pushed = z.object({
  title: z.string(),
  message: z.string(),
  data: z.looseObject({ tag: z.string(), actions: z.array(z.looseObject({ action: z.string() })) }),
});

interface Stage {
  readonly push: WebhookServer;
  readonly hass: Hass;
  readonly link: HomeAssistant;
  press(action: string): Promise<void>;
}

describe.skipIf(!hasHomeAssistant)("real Home Assistant (script/conformance): phones and blueprints", () => {
  const house = makeFakeHouse(["Front door"]);
  const alerting = fakeAlerting();
  let opened: Stage | undefined;
  const stage = () => {
    if (opened === undefined) throw new Error("not open");
    return opened;
  };
  /** What the push service was asked to bring to the phone, oldest first. */
  const pushed = () => stage().push.posts.map(({ body }) => Pushed.parse(JSON.parse(body)));
  const state = async (id: string) => {
    const States = z.array(z.object({ entity_id: z.string(), state: z.string() }));
    return States.parse(await stage().hass.call("get_states")).find(({ entity_id }) => entity_id === id)
      ?.state;
  };

  const owned = new AsyncDisposableStack();
  beforeAll(async () => {
    const mosquitto = owned.use(await openMosquitto({ persistent: true }));
    const push = owned.use(await openWebhookServer());
    push.reply = { status: 201, headers: { "Content-Type": "application/json" }, body: "{}" };
    const root = process.env["HOME_ASSISTANT_ROOT"] ?? "";
    const files = { "automations.yaml": "[]" };
    const hass = owned.use(
      await openHass(root, mosquitto.port, { configuration: phoneConfiguration, files }),
    );
    const press = await registerPhone(hass, push.port);
    owned.use(await openHomeBench(mosquitto, house, { pace: PACE, controls: { alerting } }));
    const problem = () => undefined;
    const link = owned.use(
      openHomeAssistant({ ...hass.address, log: keptLog(), clock: systemClock, problem }),
    );
    opened = { push, hass, link, press };
    await vi.waitUntil(
      async () => link.connected && (await state("event.front_door_alert")) !== undefined,
      PATIENT,
    );
  }, STEP_MS);

  afterAll(() => owned.disposeAsync(), STEP_MS);

  test("Home Assistant takes all three blueprints from us, and automations are made of them", {
    timeout: STEP_MS,
  }, async () => {
    const { hass, link } = stage();
    const parts = {
      homeAssistant: link,
      settings: fakeStore().settings,
      log: keptLog(),
      folder: BLUEPRINTS,
    };
    using _ = offerBlueprints(parts, running);
    const list = () => hass.call("blueprint/list", { domain: "automation" });
    const all = blueprintNames.map((name) => `porchlight/${name}.yaml`);
    await vi.waitFor(
      async () => expect(Object.keys(Object(await list()))).toEqual(expect.arrayContaining(all)),
      PATIENT,
    );
    const listed = await list();
    await automateAll(hass);

    for (const name of blueprintNames) {
      expect(listed).toMatchObject({ [`porchlight/${name}.yaml`]: { metadata: { author: "Porchlight" } } });
      await vi.waitFor(async () => expect(await state(`automation.with_${name}`)).toBe("on"), PATIENT);
    }
  });

  test("our own notification arrives as sent, and its button comes back", {
    timeout: STEP_MS,
  }, async () => {
    const { link, press, push } = stage();
    const first = push.posts.length;
    const story = storyOf(anAlert({ image_url: "/media/local/porchlight/clips/front_door/x.jpg" }));
    const context = { ...makeContext("/nowhere"), clock: systemClock, homeAssistant: link };
    await using notifier = await phones.open(phones.config.parse({}), context);
    const remarks: string[] = [];
    using _ = hearPhones(
      {
        homeAssistant: link,
        alerting,
        house,
        clock: systemClock,
        log: keptLog(),
        remark: async (alert, sentence, signal) => {
          remarks.push(sentence);
          await notifier.remark?.(alert, sentence, signal);
        },
      },
      running,
    );

    await notifier.notify(story.detected, running);
    await notifier.notify(story.described, running);

    await vi.waitFor(() => expect(push.posts.length).toBe(first + 2), PATIENT);
    const [rings, quiet] = pushed().slice(first);
    expect(rings).toMatchObject({
      title: story.detected.title,
      message: story.detected.summary,
      data: { image: story.detected.image_url, alert_once: false },
    });
    expect(quiet).toMatchObject({ message: story.described.summary, data: { alert_once: true } });
    await press(rings?.data.actions[0]?.action ?? "");
    await vi.waitFor(() => {
      expect(alerting.snoozes().cameras.has(FRONT)).toBe(true);
      expect(remarks).toEqual([expect.stringMatching(/^Front door is quiet until /)]);
      expect(pushed().at(-1)).toMatchObject({ message: remarks[0], data: { importance: "low" } });
    }, PATIENT);
    await alerting.snooze(FRONT, undefined);
  });

  test("an alert on the event starts both notifying blueprints", { timeout: STEP_MS }, async () => {
    const { press, push } = stage();
    const first = push.posts.length;
    const alert = anAlert({
      ts: new Date().toISOString(),
      risk_level: "high",
      title: `{{ 1 + 1 }} "x" 🏡`,
    });

    house.raise(alert);

    const sent = () => pushed().slice(first);
    const ids = () => sent().flatMap(({ data }) => data.actions.map(({ action }) => action));
    await vi.waitFor(() => {
      expect(ids()).toContain(`PORCHLIGHT:snooze:front_door:${alert.alert_id}:30`);
      expect(ids()).toContain(`PORCHLIGHT_SNOOZE_${alert.alert_id.toUpperCase()}`);
    }, PATIENT);
    expect(sent().find(({ data }) => data["clickAction"] !== undefined)).toMatchObject({
      title: `Front door: ${alert.title}`,
      message: alert.summary,
      data: {
        tag: alert.group_id,
        alert_once: false,
        ttl: 0,
        clickAction: `/app/a1b2c3_porchlight/clips/${alert.clip_id}`,
        push: { "interruption-level": "time-sensitive" },
      },
    });

    await press(`PORCHLIGHT_SNOOZE_${alert.alert_id.toUpperCase()}`);
    await vi.waitFor(() => {
      expect(sent().at(-1)?.message).toContain("Snoozed");
      expect(alerting.snoozes().cameras.has(FRONT)).toBe(true);
    }, PATIENT);
    await press(`PORCHLIGHT_RESUME_${alert.alert_id.toUpperCase()}`);
    await vi.waitFor(() => expect(alerting.snoozes().cameras.has(FRONT)).toBe(false), PATIENT);
  });

  test("what the filters leave out is not notified, what is worse is", { timeout: STEP_MS }, async () => {
    const { push } = stage();
    const first = push.posts.length;
    const byNotify = () =>
      pushed()
        .slice(first)
        .filter(({ data }) => data["clickAction"] !== undefined);
    const at = (second: number) => {
      const id = anAlert().alert_id.replace(/\d\dZ$/, `${second}Z`);
      const happening = HappeningId.parse(id);
      return anAlert({ alert_id: happening, group_id: happening, ts: new Date().toISOString() });
    };

    // Of the risks that the automation was given only low is missing; objects are persons.
    house.raise({ ...at(40), risk_level: "low" });
    house.raise({ ...at(41), risk_level: "high", objects: ["car"] });
    house.raise({ ...at(42), risk_level: "high", late: true });
    house.raise({ ...at(43), risk_level: "critical" });

    await vi.waitFor(() => expect(byNotify()).toHaveLength(1), PATIENT);
    expect(byNotify()[0]?.data).toMatchObject({
      channel: "alarm_stream",
      push: { "interruption-level": "critical", sound: { critical: 1 } },
    });
  });

  test("the alarm panel sets the mode, but not out of privacy", { timeout: STEP_MS }, async () => {
    const { hass } = stage();
    const arm = (service: string) =>
      hass.call("call_service", {
        domain: "alarm_control_panel",
        service,
        service_data: { entity_id: "alarm_control_panel.house" },
      });

    await arm("alarm_arm_away");
    await vi.waitFor(() => expect(alerting.mode()).toBe("away"), PATIENT);
    await arm("alarm_disarm");
    await vi.waitFor(() => expect(alerting.mode()).toBe("home"), PATIENT);
    await alerting.setMode("privacy");
    await vi.waitFor(async () => expect(await state("select.porchlight_mode")).toBe("privacy"), PATIENT);
    await arm("alarm_arm_night");
    await vi.waitFor(
      async () => expect(await state("alarm_control_panel.house")).toBe("armed_night"),
      PATIENT,
    );

    expect(alerting.mode()).toBe("privacy");
  });

  test("without a panel people set the mode, once the last one has left", {
    timeout: STEP_MS,
  }, async () => {
    const { hass } = stage();
    const is = (person: string, where: string) => hass.post(`/api/states/person.${person}`, { state: where });
    const isNow = async (mode: string) => {
      await vi.waitFor(() => expect(alerting.mode()).toBe(mode), PATIENT);
      await vi.waitFor(async () => expect(await state("select.porchlight_mode")).toBe(mode), PATIENT);
    };
    await alerting.setMode("away");
    await isNow("away");
    await is("alice", "not_home");
    await is("bob", "not_home");
    await automate(hass, "arm", "with people", {
      mode: "select.porchlight_mode",
      people: ["person.alice", "person.bob"],
      leaving: 0,
    });
    await vi.waitFor(async () => expect(await state("automation.with_people")).toBe("on"), PATIENT);

    await is("alice", "home");
    await isNow("home");
    await is("bob", "home");
    await is("alice", "not_home");
    expect(alerting.mode()).toBe("home");
    await is("bob", "Work");
    await isNow("away");
  });

  test("Home Assistant has nothing to complain of", () => {
    const lines = stage().hass.log().split("\n");

    expect(
      lines.filter((line) => /(WARNING|ERROR).*(automation|blueprint|template|script|notify)/.test(line)),
    ).toEqual([]);
  });
});

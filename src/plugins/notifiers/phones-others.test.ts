import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { anAlert } from "#test/builders.ts";
import { IPHONE, openPhonesBench, PIXEL, storyOf } from "#test/phones-bench.ts";
import { TARGETS_KEPT_MS } from "./phones-targets.ts";

const running = new AbortController().signal;
const story = storyOf(anAlert());

test("only the targets that the owner named are told", async () => {
  await using bench = await openPhonesBench({ settings: { targets: [`notify.${PIXEL}`, "telegram"] } });

  await bench.notifier.notify(story.detected, running);

  expect(bench.pushes(PIXEL)).toHaveLength(1);
  expect(bench.pushes("telegram")).toHaveLength(1);
  expect(bench.pushes(IPHONE)).toEqual([]);
});

test("what cannot update in place gets the first message and the description", async () => {
  await using bench = await openPhonesBench({ settings: { targets: ["notify.telegram"] } });

  await bench.notifier.notify(story.detected, running);
  await bench.notifier.notify(story.confirmed, running);
  await bench.notifier.notify(story.described, running);

  expect(bench.pushes("telegram").map(({ message }) => message)).toEqual([
    story.detected.summary,
    story.described.summary,
  ]);
});

test("a service that takes nothing but text gets text", async () => {
  await using bench = await openPhonesBench({ settings: { targets: ["notify.telegram"] } });
  bench.homeAssistant.answer("notify", "telegram", (data: object) =>
    "data" in data ? new Failure("rejected", "extra keys not allowed @ data['data']") : {},
  );

  await bench.notifier.notify(story.detected, running);

  expect(bench.homeAssistant.calls.at(-1)?.data).toEqual({
    title: story.detected.title,
    message: story.detected.summary,
  });
});

test("an entity of notify gets text by send_message", async () => {
  await using bench = await openPhonesBench({
    settings: { targets: ["notify.tv"] },
    house: { states: { "notify.tv": "unknown" } },
  });

  await bench.notifier.notify(story.detected, running);

  expect(bench.homeAssistant.calls).toEqual([
    {
      domain: "notify",
      action: "send_message",
      data: { title: story.detected.title, message: story.detected.summary },
      target: { entity_id: "notify.tv" },
    },
  ]);
});

test("Home Assistant's sidebar holds one notification, where nothing is a link but ours", async () => {
  await using bench = await openPhonesBench({ settings: { persistent: true } });
  const summary = "A sign says [click](http://evil.example) ![x](http://evil.example/x.png)";

  await bench.notifier.notify(story.detected, running);
  await bench.notifier.notify({ ...story.described, summary }, running);

  const calls = bench.homeAssistant.calls.filter(({ domain }) => domain === "persistent_notification");
  expect(new Set(calls.map(({ data }) => data["notification_id"]))).toEqual(
    new Set([`porchlight_${story.detected.group_id}`]),
  );
  const text = String(calls[1]?.data["message"]);
  expect([...text.matchAll(/(?<!\\)\]\((?<to>[^)]*)\)/g)].map(({ groups }) => groups?.["to"])).toEqual([
    `/app/a1b2c3_porchlight/clips/${story.detected.alert_id}`,
  ]);
});

test("a phone that is new is found, after a while and at each connection", async () => {
  await using bench = await openPhonesBench({ house: { services: { notify: [PIXEL, IPHONE] } } });
  bench.homeAssistant.answerCommand("get_services", { notify: { [PIXEL]: {} } });
  await bench.notifier.notify(story.detected, running);
  const look = () => bench.homeAssistant.commands.filter(({ type }) => type === "get_services").length;
  bench.homeAssistant.answerCommand("get_services", { notify: { [PIXEL]: {}, [IPHONE]: {} } });

  await bench.notifier.notify(story.confirmed, running);
  expect(look()).toBe(1);
  bench.homeAssistant.disconnect();
  bench.homeAssistant.connect();
  await bench.notifier.notify(story.described, running);
  expect(bench.pushes(IPHONE)).toHaveLength(1);

  await bench.clock.advance(TARGETS_KEPT_MS);
  await bench.notifier.notify({ ...story.described, summary: "More." }, running);
  expect(look()).toBe(3);
});

test("a house without phones is no failure; its test says what to do", async () => {
  await using bench = await openPhonesBench({ house: { services: { notify: [] } } });

  await expect(bench.notifier.notify(story.detected, running)).resolves.toBeUndefined();

  await expect(bench.notifier.test(running)).rejects.toThrow("Install the app");
});

test("a test reaches every phone, and cannot be snoozed", async () => {
  await using bench = await openPhonesBench();

  await bench.notifier.test(running);

  for (const phone of [PIXEL, IPHONE]) {
    expect(bench.pushes(phone)).toMatchObject([{ message: expect.stringContaining("test"), isLoud: true }]);
    expect(JSON.stringify(bench.pushes(phone))).not.toContain("PORCHLIGHT:");
  }
});

test("people can write back where somebody reads it", async () => {
  await using bench = await openPhonesBench({ context: { takesReplies: true } });

  await bench.notifier.notify(story.detected, running);

  expect(bench.pushes(IPHONE)[0]?.data["actions"]).toContainEqual(
    expect.objectContaining({ behavior: "textInput", action: expect.stringContaining("PORCHLIGHT:reply:") }),
  );
});

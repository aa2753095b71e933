import { describe, expect, test, vi } from "vitest";
import { Failure } from "#domain/failure.ts";
import { HappeningId } from "#domain/ids.ts";
import { anAlert } from "#test/builders.ts";
import { notifierContract } from "#test/contracts/notifier.ts";
import { IPHONE, makeMemory, openPhonesBench, PIXEL, storyOf } from "#test/phones-bench.ts";

const running = new AbortController().signal;
const story = storyOf(anAlert({ image_url: "/media/local/porchlight/clips/front_door/x.jpg" }));

notifierContract("phones", async () => {
  const bench = await openPhonesBench();
  return {
    notifier: bench.notifier,
    arrived: async (id) => {
      await vi.waitUntil(() => bench.pushes(PIXEL).some(({ data }) => data["tag"] === id));
    },
    leave: async () => bench.homeAssistant.disconnect(),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
});

test("every phone with the app rings once for a happening, and is updated in place without a sound", async () => {
  await using bench = await openPhonesBench();

  await bench.notifier.notify(story.detected, running);
  await bench.notifier.notify(story.described, running);

  for (const phone of [PIXEL, IPHONE]) {
    const pushes = bench.pushes(phone);
    expect(pushes.map(({ isLoud, message }) => [isLoud, message])).toEqual([
      [true, "Person at Front door."],
      [false, "A courier left a parcel at the door."],
    ]);
    expect(new Set(pushes.map(({ data }) => data["tag"]))).toEqual(new Set([story.detected.group_id]));
  }
  expect(bench.pushes("telegram")).toEqual([]);
});

test("the notification has the picture, leads to the clip and can be answered", async () => {
  await using bench = await openPhonesBench({ context: { snoozeMinutes: () => 45 } });

  await bench.notifier.notify(story.detected, running);

  const { alert_id: id, camera_name: camera } = story.detected;
  const link = `/app/a1b2c3_porchlight/clips/${id}`;
  expect(bench.pushes(PIXEL)).toMatchObject([
    {
      title: "Person at Front door",
      data: {
        group: "porchlight-front_door",
        image: story.detected.image_url,
        clickAction: link,
        url: link,
        ttl: 0,
        priority: "high",
        channel: "Camera alerts",
        actions: [
          { action: `PORCHLIGHT:snooze:${camera}:${id}:45`, title: "Snooze 45 min" },
          { action: `PORCHLIGHT:expected:${camera}:${id}`, title: "Expected" },
          { action: "URI", title: "Open", uri: link },
        ],
      },
    },
  ]);
});

test("the clip is sent where there is no picture, and never beside one", async () => {
  await using bench = await openPhonesBench();
  const clip_url = "/media/local/porchlight/clips/front_door/x.mp4";

  await bench.notifier.notify({ ...story.described, clip_url }, running);
  await bench.notifier.notify({ ...story.described, clip_url, image_url: null }, running);

  const [first, second] = bench.pushes(PIXEL);
  expect(first?.data).not.toHaveProperty("video");
  expect(second?.data).toMatchObject({ video: clip_url });
});

test("outside of the app there is no address to open", async () => {
  await using bench = await openPhonesBench({ context: { appPath: undefined } });

  await bench.notifier.notify(story.detected, running);

  const [push] = bench.pushes(PIXEL);
  expect(push?.data).not.toHaveProperty("clickAction");
  expect(JSON.stringify(push)).not.toContain("URI");
});

test("from the risk that the owner chose on a muted phone rings, in a channel of its own", async () => {
  await using bench = await openPhonesBench({ settings: { critical_from: "high" } });

  await bench.notifier.notify(story.detected, running);
  await bench.notifier.notify({ ...story.described, risk_level: "high" }, running);

  expect(bench.pushes(PIXEL)[1]).toMatchObject({
    isLoud: true,
    data: {
      channel: "alarm_stream",
      push: { "interruption-level": "critical", sound: { critical: 1 } },
    },
  });
});

test("old news rings nobody, and says when it happened", async () => {
  await using bench = await openPhonesBench();

  await bench.notifier.notify({ ...story.described, risk_level: "critical", late: true }, running);

  const [push] = bench.pushes(PIXEL);
  expect(push).toMatchObject({ isLoud: false, data: { channel: "Camera updates", importance: "low" } });
  // The house is in Amsterdam.
  expect(push?.message).toMatch(/It happened at 1:59\sPM; nobody could be told then\.$/);
});

test("after a crash no phone rings again for what it was told", async () => {
  const memory = makeMemory();
  await using before = await openPhonesBench({ context: { memory } });
  await before.notifier.notify(story.detected, running);
  await using after = await openPhonesBench({ context: { memory } });

  await after.notifier.notify(story.detected, running);
  await after.notifier.notify(story.described, running);

  expect(after.pushes(PIXEL).map(({ isLoud, message }) => [isLoud, message])).toEqual([
    [false, story.described.summary],
  ]);
});

test("what cannot be remembered is told all the same", async () => {
  const broken = {
    read: () => Promise.reject(new Error("no")),
    write: () => Promise.reject(new Error("no")),
  };
  await using bench = await openPhonesBench({ context: { memory: broken } });

  await bench.notifier.notify(story.detected, running);

  expect(bench.pushes(PIXEL)).toHaveLength(1);
});

test("what somebody wiped away comes back without a sound", async () => {
  await using bench = await openPhonesBench();
  await bench.notifier.notify(story.detected, running);

  bench.homeAssistant.fire("mobile_app_notification_cleared", { tag: story.detected.group_id });
  await bench.notifier.notify(story.described, running);

  expect(bench.pushes(PIXEL)[1]?.data).toMatchObject({ channel: "Camera updates", importance: "low" });
});

test("what an answer led to stands in the notification, and is no ring", async () => {
  await using bench = await openPhonesBench();
  await bench.notifier.notify(story.detected, running);

  await bench.notifier.remark(story.detected.alert_id, "Front door is quiet until 15:30.", running);
  await bench.notifier.remark(HappeningId.parse("yard_20200101T000000Z"), "Nothing.", running);

  expect(bench.pushes(PIXEL).slice(1)).toMatchObject([
    {
      message: "Front door is quiet until 15:30.",
      isLoud: false,
      data: {
        tag: story.detected.group_id,
        channel: "Camera updates",
        actions: [{ action: "URI" }],
      },
    },
  ]);
});

test("two alerts in one notification are one ring", async () => {
  await using bench = await openPhonesBench();
  const second = { ...story.detected, alert_id: HappeningId.parse("yard_20260601T115940Z"), title: "Yard" };

  await bench.notifier.notify(story.detected, running);
  await bench.notifier.notify(second, running);

  expect(bench.pushes(PIXEL).map(({ isLoud }) => isLoud)).toEqual([true, false]);
});

describe("phones that fail", () => {
  const away = new Failure("unavailable", "No route to the phone.");

  test("one that is away holds up no other, and is the only one that is tried again", async () => {
    await using bench = await openPhonesBench();
    bench.homeAssistant.answer("notify", PIXEL, away);

    await expect(bench.notifier.notify(story.detected, running)).rejects.toMatchObject({
      kind: "unavailable",
      message: `notify.${PIXEL}: No route to the phone.`,
    });
    bench.homeAssistant.answer("notify", PIXEL, {});
    await bench.notifier.notify(story.detected, running);

    expect(bench.pushes(PIXEL).map(({ isLoud }) => isLoud)).toEqual([true, true]);
    expect(bench.pushes(IPHONE)).toHaveLength(1);
  });

  test("one that never answers holds up no other, and the delivery ends with its signal", async () => {
    await using bench = await openPhonesBench();
    bench.homeAssistant.answer("notify", PIXEL, () => new Promise(() => {}));
    const stop = new AbortController();

    const delivery = bench.notifier.notify(story.detected, stop.signal);
    await vi.waitFor(() => expect(bench.pushes(IPHONE)).toHaveLength(1));
    stop.abort();

    await expect(delivery).rejects.toThrow("aborted");
  });

  test("one that refuses is named to the owner until it works, and the others are told", async () => {
    await using bench = await openPhonesBench();
    bench.homeAssistant.answer("notify", PIXEL, new Failure("rejected", "Device is gone."));

    await bench.notifier.notify(story.detected, running);
    await bench.notifier.notify(story.detected, running);

    expect(bench.pushes(PIXEL)).toHaveLength(1);
    expect([...bench.context.problems.values()]).toEqual([
      `notify.${PIXEL} is not told of alerts: Device is gone. Check the targets of the phones.`,
    ]);
    bench.homeAssistant.answer("notify", PIXEL, {});
    await bench.notifier.notify(story.described, running);
    expect(bench.context.problems.size).toBe(0);
    expect(bench.pushes(PIXEL)[1]).toMatchObject({ isLoud: true });
  });

  test("if all refuse nobody was told", async () => {
    await using bench = await openPhonesBench({ settings: { targets: ["notify.nobody"] } });

    await expect(bench.notifier.notify(story.detected, running)).rejects.toMatchObject({
      kind: "rejected",
      message: expect.stringContaining("notify.nobody"),
    });
  });

  test("while Home Assistant starts, phones that come later are told later", async () => {
    await using bench = await openPhonesBench({ house: { services: { notify: [PIXEL] } } });
    bench.homeAssistant.answerCommand("get_config", { state: "STARTING" });

    await expect(bench.notifier.notify(story.detected, running)).rejects.toMatchObject({
      kind: "unavailable",
    });
    bench.homeAssistant.answerCommand("get_services", { notify: { [PIXEL]: {}, [IPHONE]: {} } });
    bench.homeAssistant.answerCommand("get_config", { state: "RUNNING" });
    // The fake refuses what was not there when it was made.
    await bench.notifier.notify(story.detected, running);

    expect(bench.pushes(PIXEL)).toHaveLength(1);
    expect(bench.pushes(IPHONE)).toHaveLength(1);
  });
});

import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import { Alert } from "#domain/alert.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { type RunningApp, startApp } from "./app.ts";
import { drawnPorch } from "./porch.ts";
import { untilTrue } from "./until.ts";

interface Told {
  readonly state: string;
  readonly last: { readonly outcome: string; readonly steps: { step: string; status: string }[] } | null;
  readonly sentence: string | null;
}

const told = async (app: RunningApp): Promise<Told> => await app.get<Told>("alert-test");

/** Asks for a test and waits for its end. */
async function testAlerts(app: RunningApp): Promise<Told> {
  await untilTrue(
    async () => (await fetch(`${app.url}/api/v1/alert-test`, { method: "POST" })).status === 202,
    () => `the test to be there: ${app.log()}`,
  );
  await untilTrue(
    async () => (await told(app)).state === "idle",
    () => `the test to end: ${app.log()}`,
  );
  return await told(app);
}

test.skipIf(isTestdataMissing)(
  "with a real model and a real broker the test alert comes through, and nothing of it is left anywhere",
  async () => {
    await using dir = await makeTempDir();
    await using broker = await openMosquitto();
    const heard: { topic: string; text: string }[] = [];
    const listener = await connectAsync({ host: "127.0.0.1", port: broker.port, protocolVersion: 5 });
    listener.on("message", (topic, payload) => void heard.push({ topic, text: payload.toString() }));
    await listener.subscribeAsync(["porchlight/#", "homecam/#"]);
    const options = {
      mqtt: { host: "127.0.0.1", port: broker.port },
      detector: { model: testdata("models", "yolox_nano_416_apache.onnx"), provider: "cpu" },
    };
    const ending = (end: string) => heard.filter(({ topic }) => topic.endsWith(end));

    await using app = await startApp(dir.path, options);
    const { last, sentence } = await testAlerts(app);

    expect(sentence).toBe("The test alert came through.");
    expect(last?.steps.map(({ step, status }) => `${step} ${status}`)).toEqual([
      "clip passed",
      "look passed",
      "decide passed",
      "word passed",
      "send passed",
      "return passed",
    ]);
    const sent = heard.filter(({ topic }) => /^porchlight\/[0-9a-f]{6}\/alert_test$/.test(topic));
    expect(sent.map(({ text }) => Alert.parse(JSON.parse(text)).summary)).toEqual([
      "Stop sign at Alert test for 3 s.",
    ]);
    await untilTrue(
      () => ending("/hub/alert_test").length > 0,
      () => "Home Assistant to be told",
    );
    expect(JSON.parse(ending("/hub/alert_test").at(-1)?.text ?? "")).toMatchObject({ outcome: "passed" });

    expect(heard.filter(({ topic }) => topic.startsWith("homecam/alerts"))).toEqual([]);
    expect(ending("/last_alert")).toEqual([]);
    expect(ending("/hub/alerts_today").every(({ text }) => text === "0")).toBe(true);
    expect(await app.get("clips")).toMatchObject({ clips: [] });
    expect(await app.get("diagnostics")).toMatchObject({
      alerts_today: 0,
      disk: { clips: 0, clips_bytes: 0 },
    });

    await app.stop();
    await using again = await startApp(dir.path, options);
    await untilTrue(
      async () => (await told(again)).last?.outcome !== undefined,
      () => "the last result after a restart",
    );
    expect((await told(again)).last).toEqual(last);

    const hub = ending("/hub/alert_test")[0]?.topic ?? "";
    await listener.publishAsync(`${hub}/press`, "PRESS");
    await untilTrue(
      () => heard.filter(({ topic }) => /^porchlight\/[0-9a-f]{6}\/alert_test$/.test(topic)).length === 2,
      () => `the button to be obeyed: ${again.log()}`,
    );
    await listener.endAsync();
  },
  240_000,
);

test("without a broker it says so, and shows what it can of the rest", async () => {
  const { model } = await drawnPorch();
  await using dir = await makeTempDir();
  await using app = await startApp(dir.path, { detector: { model } });

  const { last, sentence } = await testAlerts(app);

  expect(last?.outcome).toBe("partly");
  expect(last?.steps.map(({ step, status }) => `${step} ${status}`)).toEqual([
    "clip passed",
    "look not_shown",
    "decide passed",
    "word passed",
    "send not_shown",
  ]);
  expect(sentence).toContain("MQTT is missing, so the test alert was not sent, and no alert can be.");
  expect((await app.problems()).filter((problem) => problem.includes("test alert"))).toEqual([]);
}, 240_000);

import { expect, test } from "vitest";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { runCommand, startApp } from "./app.ts";
import { drawnPorch } from "./porch.ts";
import { untilTrue } from "./until.ts";

test("without broker, camera and model it runs, says what is missing, and mends by itself", async () => {
  const { scene } = await drawnPorch();
  await using dir = await makeTempDir();
  await using broker = await openMosquitto({ started: false });
  const first = await startRtspServer({ streams: [{ path: "/porch", file: scene }] });
  const { port } = first;
  const url = first.url("/porch");
  await first.stop();

  await using app = await startApp(dir.path, {
    cameras: [{ name: "Front door", url }],
    mqtt: { host: "127.0.0.1", port: broker.port },
    detector: { model: "/nowhere/model.onnx" },
  });
  const said = async () => (await app.problems()).join("\n");
  await untilTrue(
    async () =>
      /MQTT broker/.test(await said()) && /Front door/.test(await said()) && /model/.test(await said()),
    () => `three problems: ${app.log()}`,
  );
  expect((await fetch(`${app.url}/health`)).status).toBe(200);

  await broker.start();
  const second = await startRtspServer({ port, streams: [{ path: "/porch", file: scene }] });
  try {
    await untilTrue(
      async () => !/MQTT broker|Front door/.test(await said()),
      () => `broker and camera to be well: ${app.log()}`,
      120_000,
    );
    expect(await app.stop()).toBe(0);
  } finally {
    await second.stop();
  }
}, 300_000);

test.each([
  ["no JSON", '{"cameras": [{"name": "Door", "url": "rtsp://admin:hunter22@h/1"} oops', /not valid JSON/],
  ["empty", "", /is empty/],
  ["a list", "[]", /must be one JSON object/],
  [
    "a wrong address",
    { cameras: [{ name: "Door", url: "http://admin:hunter22@h/1" }] },
    /"Door" is left out/,
  ],
  [
    "two of one name",
    { cameras: [1, 2].map(() => ({ name: "Door", url: "rtsp://h/1" })) },
    /is taken by camera/,
  ],
])(
  "wrong options (%s): the panel says what to correct, and nothing crashes",
  async (_, options, sentence) => {
    await using dir = await makeTempDir();
    await using app = await startApp(dir.path, options);

    expect((await app.problems()).join("\n")).toMatch(sentence);
    expect((await fetch(app.url)).status).toBe(200);
    const checked = await runCommand("check", "--options", `${dir.path}/options.json`);
    expect(checked.code).toBe(1);
    expect(checked.text).toMatch(sentence);
    expect(await app.stop()).toBe(0);
    expect(app.log() + checked.text).not.toContain("hunter22");
  },
);

test("check prints the plan of right options and exits 0", async () => {
  await using dir = await makeTempDir();
  await using app = await startApp(dir.path, {
    cameras: [{ name: "Door", url: "rtsp://127.0.0.1:9/1", enabled: false }],
  });
  await app.stop();

  const { code, text } = await runCommand("check", "--options", `${dir.path}/options.json`);

  expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining("Is not enabled") });
});

test("a wrong command line is answered with the usage", async () => {
  expect(await runCommand("dance")).toMatchObject({
    code: 2,
    text: expect.stringMatching(/no command "dance".*Usage/s),
  });
});

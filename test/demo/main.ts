import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { connect } from "mqtt";
import { findFfmpeg } from "#platform/ffmpeg.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { readDemoArguments } from "./arguments.ts";
import { drawScene, SCENE, VISIT } from "./scene.ts";
import { makeScreen } from "./screen.ts";
import { watchBroker } from "./watch.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}.demo`;
const HEALTHY_DEADLINE_MS = 60_000;

const asked = readDemoArguments(process.argv.slice(2));
if (typeof asked === "string") {
  process.stderr.write(`${asked}\nUsage: script/demo [--camera rtsp://…] [--once] [--port 8099]\n`);
  process.exit(2);
}

const screen = makeScreen(process.stdout);
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

await mkdir(folder, { recursive: true });
await using closing = new AsyncDisposableStack();
const camera = asked.camera ?? (await drawnCamera());

screen.step("Starting a broker");
const broker = closing.use(await openMosquitto());
const listener = connect({ host: "127.0.0.1", port: broker.port, protocolVersion: 5 });
closing.defer(async () => await listener.endAsync());
watchBroker(listener, screen, () => {
  if (asked.once) stop.abort();
});

screen.step("Starting Porchlight");
const options = {
  cameras: [{ name: "Front door", url: camera, pre_roll_s: 3, post_roll_s: 5 }],
  mqtt: { host: "127.0.0.1", port: broker.port },
  detector: { model: asked.camera === undefined ? `${folder}/demo-model.onnx` : "yolox_s" },
  log_level: "info",
};
await writeFile(`${folder}/options.json`, JSON.stringify(options, null, 2));
const args = ["src/main.ts", "run", "--options", `${folder}/options.json`, "--data", `${folder}/data`];
const app = spawn(process.execPath, [...args, "--port", String(asked.port)], { cwd: root, stdio: "inherit" });
const ended = once(app, "exit") as Promise<[number | null]>;
void ended.then(() => stop.abort());
closing.defer(async () => {
  app.kill("SIGTERM");
  await ended;
});

if (await isHealthy(asked.port)) {
  screen.block("Open the panel:", [`http://127.0.0.1:${asked.port}/`]);
  if (asked.camera === undefined) {
    const every = `A visitor comes to the drawn door every ${SCENE.seconds} s and stays ${VISIT.untilS - VISIT.fromS} s.`;
    screen.step(`${every} Ctrl-C ends the demo.`);
  }
}
if (!stop.signal.aborted) await once(stop.signal, "abort");
screen.step("Stopping");

async function drawnCamera(): Promise<string> {
  const scene = `${folder}/scene-1.mp4`;
  const { ffmpeg } = await findFfmpeg();
  if (!(await exists(scene))) {
    await drawScene(ffmpeg, `${folder}/drawing.mp4`, (done) =>
      screen.progress("Drawing a porch and a visitor", done),
    );
    await writeFile(scene, await readFile(`${folder}/drawing.mp4`));
  }
  await makeTinyModel(`${folder}/demo-model.onnx`);
  screen.step("Starting an RTSP server with the drawn camera");
  const server = closing.use(await startRtspServer({ streams: [{ path: "/porch", file: scene }] }));
  return server.url("/porch");
}

async function exists(file: string): Promise<boolean> {
  return await readFile(file).then(
    () => true,
    () => false,
  );
}

async function isHealthy(port: number): Promise<boolean> {
  const deadline = Date.now() + HEALTHY_DEADLINE_MS;
  while (Date.now() < deadline && !stop.signal.aborted) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

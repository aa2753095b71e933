import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Feed, Picture, PixelFormat } from "#domain/tensor.ts";
import { makeHeavyModel } from "#test/models/make-heavy-model.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { encodeModel } from "#test/models/onnx-writer.ts";
import { openOnnx } from "./onnx.ts";
import { QUEUE_MAX } from "./onnx-lane.ts";

const running = new AbortController().signal;
const SIDE = 320;

/** One pixel through one operator. */
const graphOf = (op: string, type: "float32" | "float16" = "float32") => ({
  inputs: [{ name: "images", dims: [1, 3, 1, 1], type }],
  outputs: [{ name: "pixels", dims: [1, 3, 1, 1], type }],
  nodes: [{ op, inputs: ["images"], outputs: ["pixels"] }],
  constants: [],
});

let folder = "";
let tiny = "";
let heavy = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-onnx-"));
  tiny = join(folder, "tiny.onnx");
  heavy = join(folder, "heavy.onnx");
  await makeTinyModel(tiny);
  await makeHeavyModel(heavy);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("a model says what it takes and gives, and what its file says of it", async () => {
  await using onnx = openOnnx();
  await using model = await onnx.load(tiny, "cpu", running);

  expect(model.contract).toMatchObject({
    inputs: [{ name: "images", type: "float32", dims: [1, 3, SIDE, SIDE] }],
    outputs: [{ name: "output0", dims: [1, 1, 6] }],
    metadata: { names: "{0: 'person'}" },
  });
});

test("a picture goes in and numbers come out", async () => {
  await using onnx = openOnnx();
  await using model = await onnx.load(tiny, "cpu", running);

  const { outputs } = await model.run(magentaAt({ x: 80, y: 40, width: 60, height: 160 }), running);

  const [x1, y1, x2, y2, score, label] = outputs[0]?.data ?? [];
  expect([x1, y1, x2, y2, label]).toEqual([80, 40, 140, 200, 0]);
  expect(score).toBeCloseTo(0.9, 5);
});

test.each([
  ["blue first, as it is", { order: "bgr", scale: [1, 1, 1], offset: [0, 0, 0] }, [30, 20, 10]],
  ["red first, 0 to 1", { order: "rgb", scale: [0.1, 0.1, 0.1], offset: [0, 0, 0] }, [1, 2, 3]],
  ["normalised", { order: "rgb", scale: [1, 2, 3], offset: [0.5, -0.5, 4] }, [10.5, 39.5, 94]],
] as const satisfies readonly (readonly [string, PixelFormat, readonly number[]])[])(
  "a model gets its pixels %s",
  async (_, format, values) => {
    const identity = join(folder, "identity.onnx");
    await writeFile(identity, encodeModel(graphOf("Identity")));
    await using onnx = openOnnx();
    await using model = await onnx.load(identity, "cpu", running);
    // One pixel: green 20, blue 30, red 10.
    const picture = { width: 1, height: 1, planes: Uint8Array.from([20, 30, 10]) };

    const { outputs } = await model.run(
      [{ kind: "picture", name: "images", type: "float32", picture, format }],
      running,
    );

    for (const [channel, value] of values.entries()) expect(outputs[0]?.data[channel]).toBeCloseTo(value, 5);
  },
);

test("a model of half precision is fed and read like any other", async () => {
  const half = join(folder, "half.onnx");
  await writeFile(half, encodeModel(graphOf("Identity", "float16")));
  await using onnx = openOnnx();
  await using model = await onnx.load(half, "cpu", running);
  const picture = { width: 1, height: 1, planes: Uint8Array.from([20, 30, 10]) };

  const { outputs } = await model.run(
    [{ kind: "picture", name: "images", type: "float16", picture, format: rgb }],
    running,
  );

  expect(model.contract.inputs[0]?.type).toBe("float16");
  for (const [channel, value] of [10, 20, 30].entries()) {
    expect(outputs[0]?.data[channel]).toBeCloseTo(value / 255, 4);
  }
});

test("the main loop goes round while the model runs", async () => {
  await using onnx = openOnnx();
  await using model = await onnx.load(heavy, "cpu", running);
  let rounds = 0;
  let isRunning = true;
  const goRound = () => {
    rounds += 1;
    if (isRunning) setImmediate(goRound);
  };

  const run = model.run(grey(), running);
  goRound();
  await run;
  isRunning = false;

  // On the main thread it would be one or two.
  expect(rounds).toBeGreaterThan(20);
});

test("whoever aborts is let go at once, though the model still runs", async () => {
  await using onnx = openOnnx();
  await using model = await onnx.load(heavy, "cpu", running);
  const abort = new AbortController();

  const run = model.run(grey(), abort.signal);
  const next = model.run(grey(), running);
  abort.abort();

  await expect(Promise.race([run, next])).rejects.toMatchObject({ kind: "aborted" });
  await expect(next).resolves.toMatchObject({ outputs: [{ name: "output" }] });
  await expect(model.run(grey(), AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
});

test("pictures beyond the queue are turned away, those in it are looked at", async () => {
  await using onnx = openOnnx();
  await using model = await onnx.load(tiny, "cpu", running);

  const runs = await Promise.allSettled(
    Array.from({ length: QUEUE_MAX + 3 }, () => model.run(grey(), running)),
  );

  const turnedAway = runs.filter(({ status }) => status === "rejected");
  expect(turnedAway).toHaveLength(2);
  expect(turnedAway[0]).toMatchObject({ reason: { kind: "unavailable" } });
});

test("closing tells whoever waits", async () => {
  const onnx = openOnnx();
  const model = await onnx.load(heavy, "cpu", running);
  const waiting = [model.run(grey(), running), model.run(grey(), running)].map((run) =>
    run.catch((cause: unknown) => cause),
  );

  await onnx[Symbol.asyncDispose]();

  for (const cause of await Promise.all(waiting)) expect(cause).toMatchObject({ kind: "aborted" });
  await expect(model.run(grey(), running)).rejects.toMatchObject({ kind: "aborted" });
});

test("closing leaves the process alive, whatever the thread is at", async () => {
  for (let pauseMs = 0; pauseMs < 120; pauseMs += 2) {
    const onnx = openOnnx();
    const looked = onnx
      .load(tiny, "cpu", running)
      .then((model) => model.run(grey(), running))
      .catch((cause: unknown) => cause);
    await sleep(pauseMs);

    await onnx[Symbol.asyncDispose]();

    expect(["aborted", undefined]).toContain(((await looked) as { kind?: string }).kind);
  }
});

test("after the thread died the next one loads the model again and goes on", async () => {
  const worker = await program(`
    import { parentPort } from "node:worker_threads";
    import { existsSync, writeFileSync } from "node:fs";
    const mark = ${JSON.stringify(join(folder, "died"))};
    let loaded = false;
    parentPort.on("message", ({ type }) => {
      if (type === "end") process.exit();
      if (type === "load") loaded = true;
      if (type === "run" && !existsSync(mark)) { writeFileSync(mark, ""); process.exit(3); }
      const reply = { load: { type: "loaded", inputs: [], outputs: [] }, run: { type: "ran", outputs: [], runMs: 0 } };
      parentPort.postMessage(loaded ? reply[type] : { type: "failed", message: "not loaded" });
    });`);
  await using onnx = openOnnx({ worker, restartDelayMs: 0 });
  const model = await onnx.load(tiny, "cpu", running);

  await expect(model.run([], running)).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("stopped unexpectedly"),
  });

  await expect(model.run([], running)).resolves.toMatchObject({ outputs: [] });
});

test("a thread that keeps dying is not started again at once", async () => {
  const worker = await program(`import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ type }) => {
      if (type === "run") throw new Error("driver gone");
      parentPort.postMessage({ type: "loaded", inputs: [], outputs: [] });
    });`);
  await using onnx = openOnnx({ worker, restartDelayMs: 60_000 });
  const model = await onnx.load(tiny, "cpu", running);
  await expect(model.run([], running)).rejects.toMatchObject({ kind: "unavailable" });

  await expect(model.run([], running)).rejects.toThrow(/starts again in \d+ s/);
});

test.each([
  ["text", Buffer.from("this is no model"), "damaged or no ONNX model"],
  ["nothing", Buffer.alloc(0), "cannot be loaded"],
  ["an unknown operator", encodeModel(graphOf("Frobnicate")), "needs a newer ONNX Runtime"],
])("a file with %s is refused with a reason", async (_, bytes, why) => {
  const path = join(folder, "bad.onnx");
  await writeFile(path, bytes);
  await using onnx = openOnnx();

  await expect(onnx.load(path, "cpu", running)).rejects.toMatchObject({
    kind: "rejected",
    message: expect.stringContaining(why),
  });
});

test("a file that is not there may come", async () => {
  await using onnx = openOnnx();

  await expect(onnx.load(join(folder, "none.onnx"), "cpu", running)).rejects.toMatchObject({
    kind: "unavailable",
  });
});

const rgb: PixelFormat = { order: "rgb", scale: [1 / 255, 1 / 255, 1 / 255], offset: [0, 0, 0] };

const feedOf = (picture: Picture): readonly Feed[] => [
  { kind: "picture", name: "images", type: "float32", picture, format: rgb },
];

const grey = () => feedOf({ width: SIDE, height: SIDE, planes: new Uint8Array(3 * SIDE * SIDE).fill(114) });

function magentaAt(box: { x: number; y: number; width: number; height: number }): readonly Feed[] {
  const area = SIDE * SIDE;
  const planes = new Uint8Array(3 * area).fill(100);
  for (let y = box.y; y < box.y + box.height; y++) {
    const row = y * SIDE;
    planes.fill(0, row + box.x, row + box.x + box.width);
    planes.fill(255, area + row + box.x, area + row + box.x + box.width);
    planes.fill(255, 2 * area + row + box.x, 2 * area + row + box.x + box.width);
  }
  return feedOf({ width: SIDE, height: SIDE, planes });
}

async function program(code: string): Promise<URL> {
  const path = join(folder, `worker-${Math.random()}.mjs`);
  await writeFile(path, code);
  return pathToFileURL(path);
}

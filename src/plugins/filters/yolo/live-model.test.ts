import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { slugOf } from "#domain/ids.ts";
import { openOnnx } from "#platform/onnx.ts";
import type { LiveDetector, LiveFrame, LiveLook } from "#ports/live-detector.ts";
import type { ObjectFilter } from "#ports/object-filter.ts";
import { greyFrame, paste } from "#test/live-frames.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { makeContext } from "#test/plugin-context.ts";
import { YoloSettings } from "./settings.ts";
import { LIVE_WORKER, openYolo } from "./yolo.ts";

const running = new AbortController().signal;
const size = { width: 1280, height: 720 };
const porch = slugOf("Porch");
const look: LiveLook = { labels: ["person"], minScore: 0.5, isTracking: true, regions: [] };

let folder = "";
let tiny = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-live-"));
  tiny = join(folder, "tiny.onnx");
  await makeTinyModel(tiny);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function open(worker = LIVE_WORKER): Promise<ObjectFilter> {
  const settings = YoloSettings.parse({ model: tiny, provider: "cpu" });
  const places = { shipped: undefined, downloaded: folder, catalogue: {} };
  return openYolo(settings, makeContext(folder), openOnnx({ worker, restartDelayMs: 0 }), places);
}

/** Live frames of a filter whose model is ready. */
async function liveOf(filter: ObjectFilter): Promise<LiveDetector> {
  await expect.poll(() => filter.detector?.(), { timeout: 60_000, interval: 5 }).toBeDefined();
  const live = filter.live?.();
  if (!live) throw new Error("it does not look at live frames");
  return live;
}

/** Grey with a magenta figure, which the tiny model takes for a person, somewhere in it. */
function scene(x: number, y: number, width: number, height: number): LiveFrame {
  const frame = greyFrame(size);
  const figure = greyFrame({ width, height }, 106);
  const [luma, chroma] = [width * height, (width * height) / 4];
  figure.i420.fill(202, luma, luma + chroma).fill(222, luma + chroma);
  paste(frame, figure, x, y);
  return frame;
}

test("a person is found in a live frame, where it is", async () => {
  await using filter = await open();
  const live = await liveOf(filter);

  const found = await live.look(porch, scene(400, 200, 160, 320), look, running);

  expect(found).toMatchObject([{ label: "person", at_ms: 0 }]);
  const box = found?.[0]?.box;
  expect(box?.x).toBeCloseTo(400 / 1280, 1);
  expect(box?.y).toBeCloseTo(200 / 720, 1);
  expect(box?.width).toBeCloseTo(160 / 1280, 1);
  expect(live.load()).toMatchObject({ looked: 1, dropped: 0, waiting: 0 });
});

test("one who is too small for the whole frame is found by the closer look", async () => {
  await using filter = await open();
  const live = await liveOf(filter);
  const distant = () => scene(900, 300, 10, 18);
  const region = { x: 880 / 1280, y: 280 / 720, width: 60 / 1280, height: 60 / 720 };

  expect(await live.look(porch, distant(), look, running)).toEqual([]);
  const found = await live.look(porch, distant(), { ...look, regions: [region] }, running);

  expect(found).toHaveLength(1);
  const box = found?.[0]?.box;
  expect((box?.x ?? 0) * 1280).toBeGreaterThan(894);
  expect(((box?.x ?? 0) + (box?.width ?? 0)) * 1280).toBeLessThan(916);
  expect((box?.y ?? 0) * 720).toBeGreaterThan(294);
  expect(((box?.y ?? 0) + (box?.height ?? 0)) * 720).toBeLessThan(324);
});

test("when the thread dies with a frame, that frame's camera is told and the next ones are looked at", async () => {
  const worker = join(folder, "mortal.ts");
  const mark = join(folder, "die");
  await writeFile(
    worker,
    `import { existsSync, unlinkSync } from "node:fs";
    import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ type }) => {
      if (type !== "run" || !existsSync(${JSON.stringify(mark)})) return;
      unlinkSync(${JSON.stringify(mark)});
      process.exit(3);
    });
    await import(${JSON.stringify(LIVE_WORKER.href)});`,
  );
  await using filter = await open(new URL(`file://${worker}`));
  const live = await liveOf(filter);
  await writeFile(mark, "");

  const looks = ["porch", "yard", "gate"].map((name) =>
    live.look(slugOf(name), scene(400, 200, 160, 320), look, running).catch((cause: unknown) => cause),
  );
  const [first, second, third] = await Promise.all(looks);

  expect(first).toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("stopped unexpectedly"),
  });
  expect(second).toMatchObject([{ label: "person" }]);
  expect(third).toMatchObject([{ label: "person" }]);
  expect(live.load()).toMatchObject({ waiting: 0, looked: 2 });
});

test("closing the filter while frames wait lets go of all", async () => {
  const filter = await open();
  const live = await liveOf(filter);
  const looks = Array.from({ length: 16 }, (_, at) =>
    live.look(slugOf(`Camera ${at}`), greyFrame(size), look, running).catch((cause: unknown) => cause),
  );

  await filter[Symbol.asyncDispose]();

  for (const outcome of await Promise.all(looks)) expect(outcome).toMatchObject({ kind: "aborted" });
  await expect(live.look(porch, greyFrame(size), look, running)).rejects.toMatchObject({ kind: "aborted" });
});

test("while the model is on its way frames are dropped, and while there is none the reason is told", async () => {
  await using filter = await open();
  const early = filter.live?.();
  expect(await early?.look(porch, greyFrame(size), look, running)).toBeUndefined();
  expect(early?.load()).toMatchObject({ dropped: 1, looked: 0 });

  const settings = YoloSettings.parse({ model: join(folder, "none.onnx"), provider: "cpu" });
  const places = { shipped: undefined, downloaded: folder, catalogue: {} };
  await using broken = await openYolo(settings, makeContext(folder), openOnnx(), places);
  const live = broken.live?.();
  await expect
    .poll(() => live?.look(porch, greyFrame(size), look, running).then(String, String), { timeout: 60_000 })
    .toMatch("cannot be had");
});

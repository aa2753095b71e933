import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Feed } from "#domain/tensor.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { chooseProvider, probe } from "./onnx-provider.ts";

const run = promisify(execFile);
const running = new AbortController().signal;
const feeds: readonly Feed[] = [
  {
    kind: "picture",
    name: "images",
    type: "float32",
    picture: { width: 320, height: 320, planes: new Uint8Array(3 * 320 * 320) },
    format: { order: "rgb", scale: [1, 1, 1], offset: [0, 0, 0] },
  },
];

let folder = "";
let tiny = "";
const drivers = process.env["VK_DRIVER_FILES"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-provider-"));
  tiny = join(folder, "tiny.onnx");
  await makeTinyModel(tiny);
  // Also on a machine with a graphics processor these tests see none.
  process.env["VK_DRIVER_FILES"] = join(folder, "no-driver.json");
});

afterAll(async () => {
  if (drivers === undefined) delete process.env["VK_DRIVER_FILES"];
  else process.env["VK_DRIVER_FILES"] = drivers;
  await rm(folder, { recursive: true, force: true });
});

test("without a graphics processor auto takes the processor and says why", async () => {
  const { provider, reason } = await chooseProvider("auto", tiny, feeds, running);

  expect(provider).toBe("cpu");
  expect(reason).toBe(
    "The processor is used. The CUDA libraries of ONNX Runtime are not installed. " +
      "No graphics processor with a Vulkan driver was found.",
  );
});

test.each([
  [
    "webgpu",
    "The settings ask for the graphics processor, but no graphics processor with a Vulkan driver was found. The processor is used instead.",
  ],
  [
    "cuda",
    "The settings ask for CUDA, but the CUDA libraries of ONNX Runtime are not installed. The processor is used instead.",
  ],
] as const)("%s that cannot be had falls back to the processor and says why", async (choice, sentence) => {
  expect(await chooseProvider(choice, tiny, feeds, running)).toEqual({ provider: "cpu", reason: sentence });
});

test("a model is measured in a process of its own", async () => {
  const reply = await probe({ path: tiny, provider: "cpu", feeds, runs: 3 }, running);

  expect(reply).toEqual({ type: "measured", medianMs: expect.any(Number) });
});

test("a driver that aborts its process is a failure like another", async () => {
  const crash = join(folder, "crash.mjs");
  await writeFile(crash, `process.on("message", () => process.abort());`);

  const reply = await probe(
    { path: tiny, provider: "webgpu", feeds, runs: 0 },
    running,
    pathToFileURL(crash),
  );

  expect(reply).toEqual({ type: "failed", message: "its driver crashed with SIGABRT" });
});

test("aborting ends a probe and its process", async () => {
  const stuck = join(folder, "stuck.mjs");
  await writeFile(stuck, `process.on("message", () => { process.send({ pid: process.pid }); for (;;); });`);
  const abort = new AbortController();

  const reply = probe({ path: tiny, provider: "webgpu", feeds, runs: 0 }, abort.signal, pathToFileURL(stuck));
  abort.abort();

  await expect(reply).rejects.toMatchObject({ kind: "aborted" });
  expect((await run("ps", ["-eo", "args"])).stdout).not.toContain(stuck);
  await expect(chooseProvider("auto", tiny, feeds, AbortSignal.abort())).rejects.toMatchObject({
    kind: "aborted",
  });
});

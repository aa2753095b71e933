import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import { openOnnx } from "#platform/onnx.ts";
import type { PluginContext } from "#ports/plugin.ts";
import { aClip } from "#test/builders.ts";
import { objectFilterContract } from "#test/contracts/object-filter.ts";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { makeLogger } from "#test/fakes/logger.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { serveBytes } from "#test/servers/bytes.ts";
import type { ModelPlaces } from "./model-file.ts";
import { YoloSettings } from "./settings.ts";
import { openYolo, yolo } from "./yolo.ts";

const run = promisify(execFile);
const running = new AbortController().signal;
const wanted = { labels: ["person"], minScore: 0.5 };

let folder = "";
let tiny = "";
let person: Clip;
let empty: Clip;
let broken: Clip;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-yolo-"));
  tiny = join(folder, "tiny.onnx");
  await makeTinyModel(tiny);
  // The figure stands in the picture from 2 s on, at a quarter from the left and half way down.
  person = await film("person", "drawbox=x=160:y=180:w=64:h=120:color=0xff00ff:t=fill:enable='gte(t,2)'");
  empty = await film("empty", "null");
  broken = aClip({ camera: "broken", path: join(folder, "broken.mp4") });
  await writeFile(broken.path, Buffer.alloc(2000, "no film"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

objectFilterContract(
  "the detector",
  async () => openFilter({ model: tiny }),
  () => ({ person, empty, broken }),
);

test("a person is found where and when it comes, and the scan ends there", async () => {
  await using filter = await openFilter({ model: tiny });

  const result = await filter.detect(person, wanted, running);

  expect(result).toMatchObject({
    detected_classes: ["person"],
    model: "tiny",
    provider: "cpu",
    sampled_frames: 5,
    stopped_early: true,
    detections: [{ label: "person", at_ms: 2000 }],
  });
  const box = result.detections[0]?.box;
  expect(box?.x).toBeCloseTo(160 / 640, 1);
  expect(box?.y).toBeCloseTo(180 / 360, 1);
  expect(box?.width).toBeCloseTo(64 / 640, 1);
  expect(box?.height).toBeCloseTo(120 / 360, 1);
});

test("only a decisive label ends the scan", async () => {
  await using filter = await openFilter({ model: tiny });

  const result = await filter.detect(person, { ...wanted, decisive: ["dog"] }, running);

  expect(result).toMatchObject({ detected_classes: ["person"], stopped_early: false, sampled_frames: 8 });
});

test("a clip whose size nobody knows is looked at all the same", async () => {
  await using filter = await openFilter({ model: tiny });
  const video = { ...person.video, width: 0, height: 0 };

  const result = await filter.detect({ ...person, video }, wanted, running);

  expect(result.detected_classes).toEqual(["person"]);
});

test("many clips at once are all looked at", async () => {
  await using filter = await openFilter({ model: tiny });

  const results = await Promise.all(
    [person, empty, person, empty].map((clip) => filter.detect(clip, wanted, running)),
  );

  expect(results.map(({ detected_classes }) => detected_classes)).toEqual([["person"], [], ["person"], []]);
});

test("what runs where, and why, is told", async () => {
  await using filter = await openFilter({ model: tiny });
  await filter.detect(empty, wanted, running);

  expect(filter.detector?.()).toEqual({
    model: "tiny",
    provider: "cpu",
    reason: "The settings ask for the processor.",
  });
});

test("while the model is downloaded clips are told so, afterwards they are looked at", async () => {
  const bytes = await readFile(tiny);
  const released = Promise.withResolvers<void>();
  await using server = await serveBytes((_, response) => {
    void released.promise.then(() => response.end(bytes));
  });
  const problems = new Map<string, string>();
  await using filter = await openFilter(
    { model: "small" },
    { problems, places: placesAt(server.url, bytes) },
  );

  await problemIs(problems, /is being downloaded/);
  const meanwhile = filter.detect(person, wanted, running);
  await expect(meanwhile).rejects.toMatchObject({ kind: "unavailable", message: problems.get("detector") });
  expect(filter.detector?.()).toBeUndefined();
  released.resolve();
  await until(() => !problems.has("detector"));

  expect(await filter.detect(person, wanted, running)).toMatchObject({
    model: "small",
    detected_classes: ["person"],
  });
});

test("a download that fails is tried again, and the problem says so", async () => {
  const bytes = await readFile(tiny);
  let requests = 0;
  await using server = await serveBytes((_, response) => {
    requests += 1;
    if (requests === 1) response.writeHead(500).end();
    else response.end(bytes);
  });
  const clock = makeManualClock();
  const problems = new Map<string, string>();
  await using filter = await openFilter(
    { model: "small" },
    { clock, problems, places: placesAt(server.url, bytes) },
  );

  await problemIs(problems, /answered 500\. It is tried again in 30 s; until then no objects are seen\.$/);
  await expect(filter.detect(person, wanted, running)).rejects.toMatchObject({ kind: "unavailable" });
  await until(() => clock.sleepers() > 0);
  await clock.advance(30_000);
  await until(() => !problems.has("detector"));

  expect((await filter.detect(person, wanted, running)).detected_classes).toEqual(["person"]);
});

test("a file that is no model is refused for good, with a sentence", async () => {
  const path = join(folder, "foreign.onnx");
  await writeFile(path, "no model");
  const problems = new Map<string, string>();
  await using filter = await openFilter({ model: path }, { problems });

  await expect(filter.detect(person, wanted, running)).rejects.toMatchObject({
    kind: "rejected",
    message: `The detection model ${path} cannot be used: it cannot be loaded: it is damaged or no ONNX model at all.`,
  });
  expect(problems.get("detector")).toMatch("cannot be used");
});

test("closing while the model is still on its way ends at once", async () => {
  await using server = await serveBytes(() => {});
  const problems = new Map<string, string>();
  const filter = await openFilter(
    { model: "small" },
    { problems, places: placesAt(server.url, Buffer.from("x")) },
  );
  await problemIs(problems, /is being downloaded/);

  await expect(filter[Symbol.asyncDispose]()).resolves.toBeUndefined();
});

test("the plugin opens from its settings alone", async () => {
  await using filter = await yolo.open(YoloSettings.parse({ model: tiny, provider: "cpu" }), contextWith({}));

  expect((await filter.detect(person, wanted, running)).detected_classes).toEqual(["person"]);
});

interface Around {
  readonly clock?: ManualClock;
  readonly problems?: Map<string, string>;
  readonly places?: ModelPlaces;
}

function openFilter(settings: Partial<YoloSettings>, around: Around = {}) {
  const places = around.places ?? placesAt("http://127.0.0.1:9/", Buffer.from("x"));
  const parsed = YoloSettings.parse({ provider: "cpu", ...settings });
  return openYolo(parsed, contextWith(around), openOnnx(), places);
}

function contextWith({ clock = makeManualClock(), problems = new Map() }: Around): PluginContext {
  const unused = () => {
    throw new Error("a filter needs no broker");
  };
  return {
    log: makeLogger(),
    clock,
    ffmpeg: { ffmpeg: "ffmpeg", ffprobe: "ffprobe" },
    dataDir: folder,
    mediaDir: folder,
    broker: {
      connected: false,
      publish: unused,
      subscribe: unused,
      onConnected: unused,
      [Symbol.asyncDispose]: async () => {},
    },
    problem: (key, sentence) =>
      void (sentence === undefined ? problems.delete(key) : problems.set(key, sentence)),
  };
}

const placesAt = (url: string, bytes: Buffer): ModelPlaces => ({
  shipped: undefined,
  downloaded: join(folder, `models-${Math.random()}`),
  catalogue: {
    small: {
      file: "small.onnx",
      url,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      licence: "Apache-2.0",
    },
  },
});

const problemIs = (problems: ReadonlyMap<string, string>, pattern: RegExp) =>
  until(() => pattern.test(problems.get("detector") ?? ""));

const DEADLINE_MS = 30_000;

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: DEADLINE_MS, interval: 10 }).toBe(true);
}

/** Four seconds of noisy green, with something drawn into it. */
async function film(camera: string, filter: string): Promise<Clip> {
  const path = join(folder, `${camera}.mp4`);
  const source = `color=c=0x336633:s=640x360:r=10:d=4,noise=alls=8:allf=t,${filter}`;
  const output = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", path];
  await run("ffmpeg", ["-y", "-loglevel", "error", "-f", "lavfi", "-i", source].concat(output));
  const video = { codec: "h264", width: 640, height: 360, audio: "none" } as const;
  return aClip({ camera, path, durationMs: 4000, video });
}

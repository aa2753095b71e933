import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readOptions } from "#config/read-options.ts";
import { identifyCameras } from "#house/identity.ts";
import { makeRulesStore } from "#live/rules-store.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import type { StateStore } from "#ports/state-store.ts";
import { aClipState, anEvent } from "#test/builders.ts";
import { makeLogger } from "#test/fakes/logger.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { check } from "./check.ts";
import { readSaved } from "./data-folder.ts";

const { cameras } = readOptions({
  cameras: [
    { name: "Front door", url: "rtsp://user:topsecret@127.0.0.1/1", objects: ["person"] },
    { name: "Yard", url: "rtsp://127.0.0.1/2" },
  ],
});
const at = (x: number, y: number) => ({ x, y });
const zone = { id: "porch", name: "Porch", polygon: [at(0.1, 0.1), at(0.9, 0.1), at(0.5, 0.9)] };

let dir: TempDir;
beforeEach(async () => {
  dir = await makeTempDir();
});
afterEach(() => dir[Symbol.asyncDispose]());

/** The app's own store, with rules of the first camera. */
async function openApp(wish: unknown): Promise<StateStore> {
  const context = makeContext(dir.path);
  const store = await sqlite.open({ backend: "sqlite" }, context);
  const claims = cameras.map(({ slug, options: { name, url } }) => ({ slug, name, url }));
  const [first] = await identifyCameras(claims, store.settings);
  if (!first) throw new Error("no camera");
  const rules = makeRulesStore({ ...context, settings: store.settings, log: makeLogger() });
  await rules.save(first, wish);
  return store;
}

test("rules are read while the app runs, by the camera that they were drawn for", async () => {
  await using _app = await openApp({ zones: [zone] });

  const { rules, problems } = await readSaved(dir.path, cameras);

  expect(rules.get("front_door")).toMatchObject({ version: 1, zones: [{ name: "Porch" }] });
  expect(rules.get("yard")).toMatchObject({ version: 0, zones: [] });
  expect(problems).toEqual([]);
});

test("rules are read after the app has ended, and its database stays as it was", async () => {
  await (await openApp({ zones: [zone] }))[Symbol.asyncDispose]();
  const hash = async () =>
    createHash("sha256")
      .update(await readFile(join(dir.path, "porchlight.db")))
      .digest("hex");
  const before = await hash();

  const { rules } = await readSaved(dir.path, cameras);

  expect(rules.get("front_door")?.zones).toHaveLength(1);
  expect(await hash()).toBe(before);
});

test("what the owner found not interesting is read too", async () => {
  const app = await openApp({});
  const [known] = (await app.settings.read("cameras.identity")) as { id: string }[];
  const wish = {
    labels: ["cat"],
    places: null,
    height: null,
    hours: null,
    from_clip: "front_door_20260601T120000Z",
  };
  const kept = {
    ...wish,
    id: "0a1b2c3d",
    created_at: "2026-06-01T12:00:00.000Z",
    hits: 0,
    last_hit_at: null,
  };
  await app.settings.write(`cameras.${known?.id}.suppressions`, [kept]);
  await app[Symbol.asyncDispose]();

  const { suppressions } = await readSaved(dir.path, cameras);

  expect(suppressions.get("front_door")).toMatchObject([{ labels: ["cat"], camera: "front_door" }]);
  expect(suppressions.get("yard")).toEqual([]);
});

async function record({ clips }: StateStore, camera: string, day: number, [width, height]: [number, number]) {
  const video = { codec: "h264", width, height, audio: "none" } as const;
  const state = aClipState({ camera, startedAtMs: Date.UTC(2026, 5, day), video });
  await clips.record(state, anEvent(state));
}

test("the form of a camera's picture is that of its newest clip", async () => {
  await using app = await openApp({});
  await record(app, "front_door", 2, [1440, 1080]);
  await record(app, "front_door", 1, [1920, 1080]);
  await record(app, "front_door_2", 3, [1080, 1920]);

  const { aspects } = await readSaved(dir.path, cameras);

  expect([...aspects]).toEqual([["front_door", 4 / 3]]);
});

test("rules that cannot be used are named in a sentence", async () => {
  const app = await openApp({ zones: [zone] });
  const [known] = (await app.settings.read("cameras.identity")) as { id: string }[];
  await app.settings.write(`cameras.${known?.id}.live_rules`, { zones: "damaged" });
  await app[Symbol.asyncDispose]();

  const { rules, problems } = await readSaved(dir.path, cameras);

  expect(rules.get("front_door")?.zones).toEqual([]);
  expect(problems).toEqual([expect.stringMatching(/^The zones and lines of Front door cannot be used:/)]);
});

test("check judges a line by the form of the picture, and says what it assumed before there was a clip", async () => {
  const options = join(dir.path, "options.json");
  await writeFile(options, JSON.stringify({ cameras: cameras.map(({ options: camera }) => camera) }));
  await using app = await openApp({
    lines: [{ id: "gap", name: "Gap", a: at(0.5, 0.5), b: at(0.525, 0.5) }],
  });
  const lines: string[] = [];
  const run = () => check({ name: "check", options, data: dir.path }, (text) => void lines.push(text));

  await run();
  await record(app, "front_door", 1, [1080, 1920]);
  await run();

  const [before, after] = lines;
  expect(before).toMatch(/ {2}Assumed: Line Gap: .* judged for 16:9\.\n/);
  expect(before).not.toMatch("Never fires");
  expect(after).toMatch(/ {2}Never fires: Line Gap: it is shorter/);
  expect(after).not.toMatch("Assumed");
});

test("a folder without data of ours is named in a sentence", async () => {
  expect((await readSaved(dir.path, cameras)).problems).toEqual([
    `The folder ${dir.path} holds no data of Porchlight (porchlight.db).`,
  ]);
});

test("check prints saved rules that can fire and those that never can", async () => {
  const options = join(dir.path, "options.json");
  await writeFile(options, JSON.stringify({ cameras: cameras.map(({ options: camera }) => camera) }));
  const dogs = { ...zone, id: "lawn", name: "Lawn", objects: ["dog"] };
  await using _app = await openApp({ zones: [zone, dogs] });
  const lines: string[] = [];
  const run = (data: string | undefined) =>
    check({ name: "check", options, data }, (text) => void lines.push(text));

  expect(await run(dir.path)).toBe(true);
  expect(await run(undefined)).toBe(true);
  expect(await run(join(dir.path, "nowhere"))).toBe(false);

  const [saved, without, missing] = lines;
  expect(saved).toMatch(/ {2}Zone Porch: everything that enters or leaves\.\n/);
  expect(saved).toMatch(/ {2}Never fires: Zone Lawn: the camera does not look for dog\./);
  expect(saved).not.toMatch(/--data|topsecret/);
  expect(without).toMatch(/Note: Zones and lines are not part of this plan\./);
  expect(without).not.toMatch("Porch");
  expect(missing).toMatch(/Wrong: The folder .*nowhere holds no data of Porchlight/);
});

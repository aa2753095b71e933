import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { systemClock } from "#platform/clock.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import type { StateStore } from "#ports/state-store.ts";
import { aClipState, aFilterResult, anEvent, type ClipWish } from "#test/builders.ts";
import { type FakeHouse, makeFakeHouse } from "#test/fakes/house.ts";
import { noLog } from "#test/recording.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { makeApi } from "./app.ts";
import { parseRange } from "./media-file.ts";

const door = CameraSlug.parse("front_door");
let dir: TempDir;
let store: StateStore;
let house: FakeHouse;
let api: ReturnType<typeof makeApi>;
let hidden: readonly CameraSlug[] = [];

beforeEach(async () => {
  dir = await makeTempDir();
  store = await sqlite.open(
    { backend: "sqlite" },
    { log: noLog, clock: systemClock, dataDir: join(dir.path, "data"), problem: () => {} },
  );
  house = makeFakeHouse(["Front door", "Garden"]);
  const nothing = async () => {
    throw new Error("not asked for in these tests");
  };
  api = makeApi({
    house,
    clips: store.clips,
    mediaDir: join(dir.path, "media"),
    version: "0.0.0",
    health: () => ({
      status: "healthy",
      version: "0.0.0",
      uptime_s: 1,
      cameras: { configured: 2, live: 0 },
      broker: "connected",
      problems: 0,
    }),
    diagnostics: nothing,
    retention: () => {
      throw new Error("not asked for in these tests");
    },
    alertTest: () => {
      throw new Error("not asked for in these tests");
    },
    storages: () => [],
    metrics: async () => "metric 1\n",
    options: () => ({}),
    hidden: () => ({ hub: false, cameras: hidden }),
    restore: async (camera) => {
      hidden = hidden.filter((slug) => slug !== camera);
    },
  });
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await dir[Symbol.asyncDispose]();
});

const json = async (path: string, init?: RequestInit) => {
  const answer = await api.request(path, init);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

async function addClip(second: number, wish: ClipWish = {}, bytes = 100, notify = false) {
  const startedAtMs = Date.UTC(2026, 10, 20, 9, 0, second);
  const made = aClipState({ startedAtMs, bytes, ...wish });
  const path = wish.path ?? join(dir.path, "media/clips", made.camera_name, `${made.clip_id}.mp4`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.alloc(bytes, 7));
  const decision = { notify, notify_reason: "object=person", explanation: "A person was seen." };
  const state = {
    ...made,
    local_path: path,
    snapshot_path: null,
    alert_decision: decision,
    filter_result: aFilterResult("person"),
  };
  await store.clips.record(state, anEvent(state));
  return state;
}

test("a camera tells what is wrong with its picture, until its owner says that it is meant to be so", async () => {
  house.setFaults(door, [{ kind: "moved", sentence: "Turn it back.", sinceMs: 0 }]);
  expect((await json("/cameras/front_door")).body.faults).toEqual([
    { kind: "moved", sentence: "Turn it back.", since: "1970-01-01T00:00:00.000Z" },
  ]);

  const { status, body } = await json("/cameras/front_door/accept-view", { method: "POST" });

  expect({ status, faults: body.faults }).toEqual({ status: 200, faults: [] });
  expect((await json("/cameras/nowhere/accept-view", { method: "POST" })).status).toBe(404);
});

describe("clips", () => {
  test("come newest first, in pages, filtered by camera and alerts", async () => {
    await addClip(1);
    await addClip(2, { camera: "garden" });
    await addClip(3, {}, 100, true);

    const first = await json("/clips?limit=2");
    const ids = (body: Record<string, unknown>) =>
      (body.clips as { clip_id: string }[]).map(({ clip_id }) => clip_id);

    expect(ids(first.body)).toEqual(["front_door_20261120T090003Z", "garden_20261120T090002Z"]);
    const next = await json(`/clips?limit=2&cursor=${String(first.body.next)}`);
    expect(ids(next.body)).toEqual(["front_door_20261120T090001Z"]);
    expect(next.body.next).toBeNull();
    expect(ids((await json("/clips?camera=garden")).body)).toHaveLength(1);
    expect(ids((await json("/clips?alerts=true")).body)).toEqual(["front_door_20261120T090003Z"]);
  });

  test("of one millisecond are all found, page by page", async () => {
    const added = await Promise.all(["attic", "cellar", "garden"].map((camera) => addClip(1, { camera })));
    const found: string[] = [];

    for (let next: unknown = ""; typeof next === "string"; ) {
      const { body } = await json(`/clips?limit=1${next === "" ? "" : `&cursor=${next}`}`);
      found.push(...(body.clips as { clip_id: string }[]).map(({ clip_id }) => clip_id));
      next = body.next;
    }

    expect(found.toSorted()).toEqual(added.map(({ clip_id }) => clip_id));
  });

  test.each(["x", "W10", "WzEsMl0", "bnVsbA", "A".repeat(300)])(
    "the cursor %s, which is none, is refused in words",
    async (cursor) => {
      const { status, body } = await json(`/clips?cursor=${cursor}`);

      expect(status).toBe(400);
      expect(body.detail).toContain("cursor:");
    },
  );

  test("tell their journal, and no path of this machine", async () => {
    const { clip_id } = await addClip(1);

    const { body } = await json(`/clips/${clip_id}`);

    expect(body.events).toMatchObject([{ type: "clip_captured" }]);
    expect(JSON.stringify(body)).not.toContain(dir.path);
  });

  test("video comes in ranges of at most 4 MB, as ingress needs", async () => {
    const { clip_id } = await addClip(1, {}, 9_000_000);
    const range = async (header: string) =>
      await api.request(`/clips/${clip_id}/video.mp4`, { headers: { Range: header } });

    const first = await range("bytes=0-");
    expect(first.status).toBe(206);
    expect(first.headers.get("Content-Range")).toBe("bytes 0-3999999/9000000");
    expect((await first.arrayBuffer()).byteLength).toBe(4_000_000);
    expect((await range("bytes=-10")).headers.get("Content-Range")).toBe("bytes 8999990-8999999/9000000");
    const outside = await range("bytes=9000000-");
    expect(outside.status).toBe(416);
    expect(outside.headers.get("Content-Range")).toBe("bytes */9000000");
  });

  test("a row that points outside the media folder serves nothing", async () => {
    const { clip_id } = await addClip(1, { path: join(dir.path, "data", "secret.mp4") });

    expect((await json(`/clips/${clip_id}/video.mp4`)).status).toBe(404);
  });

  test("a file that is gone is a sentence", async () => {
    const state = aClipState({ path: join(dir.path, "media/clips/front_door/gone.mp4") });
    await store.clips.record(state, anEvent(state));

    const { status, body } = await json(`/clips/${state.clip_id}/video.mp4`);

    expect({ status, detail: body.detail }).toEqual({
      status: 404,
      detail: "This file is no longer on the disk.",
    });
  });

  test.each(["..%2f..%2fetc%2fpasswd", "x", "front_door_20261120T090003Z%00", "a".repeat(5000)])(
    "an id that is none is refused: %s",
    async (id) => {
      const { status, body } = await json(`/clips/${id}`);

      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body.title).toBeTypeOf("string");
    },
  );
});

describe("cameras", () => {
  test("are told with their state and reason", async () => {
    house.setStatus(door, { state: "unauthorized", reason: "The camera refuses the password." });

    const { body } = await json("/cameras");

    expect(body.cameras).toMatchObject([
      { slug: "front_door", state: "unauthorized", reason: "The camera refuses the password." },
      { slug: "garden" },
    ]);
  });

  test("are switched, and only by what is a switch", async () => {
    const patch = (body: unknown) =>
      json("/cameras/front_door", {
        method: "PATCH",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });

    expect((await patch({ switches: { recording: false } })).body).toMatchObject({
      switches: { recording: false },
    });
    expect(house.switched).toEqual([{ camera: "front_door", name: "recording", on: false }]);
    expect((await patch({ switches: { recording: "off" } })).status).toBe(400);
    expect((await patch({ switches: { privacy: true } })).status).toBe(400);
    expect((await patch("x".repeat(300_000))).status).toBe(413);
    expect(house.switched).toHaveLength(1);
  });

  test("a camera without a picture, and one that is none, answer with a sentence", async () => {
    expect(await json("/cameras/front_door/snapshot.jpg")).toMatchObject({
      status: 503,
      body: { detail: "This camera has not started yet." },
    });
    expect(await json("/cameras/attic")).toMatchObject({
      status: 404,
      body: { detail: 'There is no camera "attic".' },
    });
  });
});

test("a camera that was deleted in Home Assistant is named, and comes back when it is asked for", async () => {
  hidden = [door];
  expect((await json("/home-assistant/hidden")).body).toEqual({ hub: false, cameras: ["front_door"] });

  const { body } = await json("/home-assistant/restore", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ camera: "front_door" }),
  });

  expect(body).toEqual({ hub: false, cameras: [] });
});

test("events are told as they happen", async () => {
  const answer = await api.request("/events");
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe(": hello\n\n");

  house.setMotion(door, true);
  house.setProblems({ broker: "No broker." });

  let text = "";
  while (!text.includes("No broker.")) text += (await reader?.read())?.value ?? "";
  await reader?.cancel();
  expect(text).toContain('event: motion\ndata: {"camera":"front_door","active":true}');
  expect(text).toContain("event: problems");
});

test("the API describes itself", async () => {
  const { body } = await json("/openapi.json");

  expect(Object.keys(body.paths as object)).toEqual(
    expect.arrayContaining(["/health", "/cameras/{slug}", "/clips/{id}/video.mp4"]),
  );
});

test.each([
  ["bytes=0-0", 10, { start: 0, end: 0 }],
  ["bytes=5-", 10, { start: 5, end: 9 }],
  ["bytes=-3", 10, { start: 7, end: 9 }],
  ["bytes=-30", 10, { start: 0, end: 9 }],
  ["bytes=5-999", 10, { start: 5, end: 9 }],
  ["bytes=10-", 10, undefined],
  ["bytes=7-3", 10, undefined],
  ["bytes=-", 10, undefined],
  ["lines=1-2", 10, undefined],
  ["bytes=0-", 0, undefined],
])("range %s of %i bytes", (header, size, expected) => {
  expect(parseRange(header, size)).toEqual(expected);
});

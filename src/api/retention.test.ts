import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { Failure } from "#domain/failure.ts";
import { RetentionSettings, retentionRules } from "#domain/retention-settings.ts";
import { openRetention } from "#pipeline/retention/retention.ts";
import { makeShelf } from "#plugins/storage/shelf.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { aClipState, anEvent, type ClipWish } from "#test/builders.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { makeApi } from "./app.ts";
import type { ApiParts } from "./parts.ts";

const at = "2026-06-01T10:00:00.000Z";
const unasked = (): never => {
  throw new Error("not asked for in these tests");
};

/** The API over real files and a real database on the first of June 2026, noon. */
async function openApi(parts: Partial<ApiParts> = {}) {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir());
  const context = makeContext(dir.path);
  const store = stack.use(await sqlite.open({ backend: "sqlite" }, context));
  const retention = openRetention({
    ...context,
    store: store.clips,
    archive: store.archive,
    shelf: {
      ...makeShelf({ mediaDir: dir.path, log: context.log, cameraName: () => undefined }),
      // The rounds run on beside: what these tests ask for is what would be deleted.
      remove: async () => {
        throw new Failure("unavailable", "Nothing is deleted in these tests.");
      },
    },
    rules: retentionRules(RetentionSettings.parse({}), false),
    onEvent: () => undefined,
  });
  stack.use(retention);
  const api = makeApi({
    house: makeFakeHouse(["Front door"]),
    clips: store.clips,
    mediaDir: dir.path,
    version: "0.0.0",
    health: unasked,
    diagnostics: unasked,
    metrics: unasked,
    options: unasked,
    hidden: unasked,
    restore: unasked,
    alertTest: unasked,
    storages: unasked,
    retention: () => retention,
    ...parts,
  });
  const owned = stack.move();
  return {
    store,
    async ask(path: string, init?: RequestInit) {
      const answer = await api.request(path, init);
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    async add(startedAtMs: number, wish: ClipWish = {}, fields: Partial<ClipState> = {}) {
      const made = aClipState({ startedAtMs, bytes: 100, ...wish }, fields);
      const path = join(dir.path, "clips", made.camera_name, `${made.clip_id}.mp4`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, Buffer.alloc(100, 7));
      const state = { ...made, local_path: path };
      await store.clips.record(state, anEvent(state));
      return state;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const { stages } = aClipState();
const stored: Partial<ClipState> = {
  status: "done",
  storage_uri: "local:x",
  stages: { ...stages, upload: { ...stages.upload, status: "ok" } },
};
const patch = (body: unknown) => ({
  method: "PATCH",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

test("clips that were deleted are not listed any more, but their story can still be read", async () => {
  await using box = await openApi();
  const state = await box.add(Date.UTC(2026, 4, 31));
  const kept = await box.add(Date.UTC(2026, 4, 30));
  const event = anEvent(state, { type: "clip_deleted", at, reason: "It is old." });
  await box.store.clips.record({ ...state, deleted_at: at }, event);

  const { body } = await box.ask("/clips");

  expect(body.clips).toMatchObject([{ clip_id: kept.clip_id, has_snapshot: true }]);
  expect((await box.ask(`/clips/${state.clip_id}`)).body).toMatchObject({
    clip: { deleted_at: at, has_snapshot: false },
    events: [{}, { type: "clip_deleted", reason: "It is old." }],
  });
});

test("a clip gets a star and loses it, but not after it was deleted", async () => {
  await using box = await openApi();
  const { clip_id } = await box.add(Date.UTC(2026, 4, 31));
  const gone = await box.add(Date.UTC(2026, 4, 30));
  await box.store.clips.record({ ...gone, deleted_at: at }, anEvent(gone, { type: "clip_deleted" }));
  const star = (id: string, body: unknown) => box.ask(`/clips/${id}`, patch(body));

  expect(await star(clip_id, { starred: true })).toMatchObject({ status: 200, body: { starred: true } });
  expect((await box.store.clips.get(clip_id))?.starred).toBe(true);
  expect((await star(clip_id, { starred: false })).body).toMatchObject({ starred: false });
  expect((await star(clip_id, { starred: 1 })).status).toBe(400);
  expect((await star(clip_id, { starred: true, deleted_at: null })).status).toBe(400);
  expect((await star("attic_20261120T090002Z", { starred: true })).status).toBe(404);
  expect(await star(gone.clip_id, { starred: true })).toMatchObject({
    status: 409,
    body: { detail: "This clip was deleted already." },
  });
});

test("retention tells what it would delete, what it would not, and why, and deletes nothing", async () => {
  await using box = await openApi();
  const young = await box.add(Date.UTC(2026, 4, 31), {}, stored);
  const open = await box.add(Date.UTC(2026, 4, 30), { camera: "garden" });
  const old = await box.add(Date.UTC(2026, 3, 1), {}, stored);

  const { status, body } = await box.ask("/retention");

  expect(status).toBe(200);
  expect(body).toMatchObject({
    kept_bytes: 300,
    max_local_size_bytes: 20_000_000_000,
    cameras: [
      { camera_name: "front_door", bytes: 200, share_percent: 67 },
      { camera_name: "garden", bytes: 100, share_percent: 33 },
    ],
    would_delete: {
      count: 1,
      bytes: 100,
      more: false,
      clips: [
        {
          clip_id: old.clip_id,
          alert: false,
          starred: false,
          reason: "It is 61 days old, and clips without an alert are kept for 30 days.",
        },
      ],
    },
    protected: {
      count: 1,
      bytes: 100,
      reasons: [{ hold: "unfinished", count: 1, bytes: 100, reason: "It is still being worked on." }],
      clips: [{ clip_id: open.clip_id, reason: "It is still being worked on." }],
    },
    stays: {
      clips: [
        {
          clip_id: young.clip_id,
          reason: "There is space for it. It is 1 day old and may stay for 30 days.",
        },
      ],
    },
    notes: [],
  });
  expect(await box.store.clips.get(old.clip_id)).toMatchObject({ deleted_at: null });
});

test("an empty house has nothing to delete", async () => {
  await using box = await openApi();

  const { body } = await box.ask("/retention");

  expect(body).toMatchObject({ kept_bytes: 0, cameras: [], would_delete: { count: 0, bytes: 0, clips: [] } });
});

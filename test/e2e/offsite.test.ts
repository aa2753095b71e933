import { access, copyFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { StorageSettings } from "#plugins/storage/settings.ts";
import { aClip } from "#test/builders.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { makeMedia } from "#test/servers/media.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { openS3Server } from "#test/servers/s3.ts";
import { hasRclone, openWebdavServer } from "#test/servers/webdav.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { type RunningApp, startApp } from "./app.ts";
import { untilTrue } from "./until.ts";

const SECRET = "s3cret-pa55";
const PATIENCE_MS = 180_000;

interface Place extends AsyncDisposable {
  readonly settings: Partial<StorageSettings>;
  readonly uri: (path: string) => string;
  breakDown(isBroken: boolean): void;
  /** What is kept under a path. */
  kept(path: string): Promise<Buffer | undefined>;
}

async function openWebdavPlace(): Promise<Place> {
  const server = await openWebdavServer(SECRET);
  return {
    settings: { backend: "webdav", url: server.url, username: "alice", password: SECRET },
    uri: (path) => `webdav:/${path}`,
    breakDown: (isBroken) => {
      server.fault = () => (isBroken ? { status: 500 } : undefined);
    },
    kept: (path) => readFile(join(server.folder, path)).catch(() => undefined),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function openS3Place(): Promise<Place> {
  const server = await openS3Server({ secret: SECRET });
  const { accessKey, region } = server.account;
  return {
    settings: {
      backend: "s3",
      url: server.url,
      bucket: "clips",
      username: accessKey,
      password: SECRET,
      region,
    },
    uri: (path) => `s3://clips/${path}`,
    breakDown: (isBroken) => {
      server.fault = () => (isBroken ? { status: 500 } : undefined);
    },
    kept: async (path) => server.objects.get(path)?.body,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const stateOf = async (app: RunningApp, id: string) =>
  (await app.get<{ clip: ClipState }>(`clips/${id}`)).clip;

async function storyOf(app: RunningApp, id: string): Promise<readonly string[]> {
  const { events } = await app.get<{ events: ClipEvent[] }>(`clips/${id}`);
  return events.map(({ type, stage }) => (stage === undefined ? type : `${type} ${stage}`));
}

/** A clip that the recorder has closed and of which nobody knows yet. */
async function leaveClip(folder: string, startedAtMs: number) {
  const { id, camera } = aClip({ startedAtMs });
  const path = join(folder, "data/media/clips", camera, `${id}.mp4`);
  await mkdir(dirname(path), { recursive: true });
  await copyFile(await makeMedia({ codec: "h264", size: "320x240", seconds: 2 }), path);
  return { id, path, remote: `porchlight/${camera}/${id}.mp4` };
}

test.for([
  ["webdav", hasRclone, openWebdavPlace],
  ["s3", true, openS3Place],
] as const)(
  "a clip of a bad day is in %s after all: the storage was down, then the app was killed",
  { timeout: PATIENCE_MS },
  async ([, isThere, openPlace], { skip }) => {
    skip(!isThere, "rclone is not installed");
    await using dir = await makeTempDir();
    await using place = await openPlace();
    const clips = [
      await leaveClip(dir.path, Date.now() - 60_000),
      await leaveClip(dir.path, Date.now() - 120_000),
    ];

    place.breakDown(true);
    const before = await startApp(dir.path, { storage: place.settings });
    await untilTrue(
      async () => (await before.problems()).some((sentence) => sentence.includes("could not be stored")),
      () => `the owner to be told: ${before.log()}`,
    );
    await before.stop("SIGKILL");
    expect(await place.kept(clips[0]?.remote ?? "")).toBeUndefined();
    place.breakDown(false);
    await using app = await startApp(dir.path, { storage: place.settings });
    const isStored = async () => {
      const states = await Promise.all(clips.map(({ id }) => stateOf(app, id)));
      return states.every(({ stages }) => stages.upload.status === "ok");
    };
    await untilTrue(isStored, () => `both clips to be stored: ${app.log()}`);

    for (const { id, path, remote } of clips) {
      const state = await stateOf(app, id);
      await access(path);
      expect((await place.kept(remote))?.equals(await readFile(path))).toBe(true);
      expect(state).toMatchObject({ storage_uri: place.uri(remote) });
    }
    const answers = await Promise.all(
      ["config", "diagnostics", "clips", "problems"].map((at) => app.get(at)),
    );
    expect(JSON.stringify([before.log(), app.log(), answers])).not.toContain(SECRET);
    expect(await app.problems()).not.toContainEqual(expect.stringContaining("could not be stored"));
  },
);

test("after a change of storage what was kept here alone is copied, and nobody is told again", {
  timeout: PATIENCE_MS,
}, async ({ skip }) => {
  skip(!hasRclone, "rclone is not installed");
  await using dir = await makeTempDir();
  await using broker = await openMosquitto();
  await using place = await openWebdavPlace();
  const model = join(dir.path, "tiny.onnx");
  await makeTinyModel(model);
  const clips = [15, 16].map(async (minutes) => await leaveClip(dir.path, Date.now() - minutes * 60_000));
  const kept = await Promise.all(clips);
  const videos = await Promise.all(kept.map(async ({ path }) => await readFile(path)));
  const run = async (change: object, isSo: (states: readonly ClipState[], app: RunningApp) => unknown) => {
    await using app = await startApp(dir.path, {
      cameras: [{ name: "Front door", url: "rtsp://127.0.0.1:1/x", notify_on_motion: true }],
      mqtt: { host: broker.host, port: broker.port },
      detector: { model },
      ...change,
    });
    await untilTrue(
      async () => {
        const { clips: known } = await app.get<{ clips: ClipState[] }>("clips");
        return known.length === kept.length && (await isSo(known, app)) === true;
      },
      () => `all clips to be so: ${app.log()}`,
    );
    const states = await Promise.all(kept.map(async ({ id }) => await stateOf(app, id)));
    return { states, stories: await Promise.all(kept.map(async ({ id }) => await storyOf(app, id))) };
  };
  const isDone = (states: readonly ClipState[]) => states.every(({ status }) => status === "done");
  const alerts = () => broker.log().match(/Received PUBLISH .*'homecam\/alerts\//g)?.length;

  const before = await run({ storage: { backend: "local" } }, isDone);
  expect(alerts()).toBe(2);
  // A slip in the section must not make retention delete what the owner wants to be copied.
  await run({ storage: { backend: "webdavv" }, retention: { max_local_size_bytes: 1 } }, async (_, app) =>
    (await app.problems()).some((sentence) => sentence.includes("2 waiting for their copy to be stored")),
  );
  const after = await run({ storage: place.settings }, (states) =>
    states.every(({ storage_uri, status }) => storage_uri?.startsWith("webdav:") && status === "done"),
  );

  for (const [index, { remote }] of kept.entries()) {
    expect((await place.kept(remote))?.equals(videos[index] ?? Buffer.alloc(0))).toBe(true);
    const [old, now] = [before.states[index], after.states[index]];
    expect(now).toMatchObject({ storage_uri: place.uri(remote), stages: { notify: old?.stages.notify } });
    const [told = [], all = []] = [before.stories[index], after.stories[index]];
    expect(all.slice(0, told.length)).toEqual(told);
    // How often it was tried is the server's business.
    expect(all.slice(told.length).filter((step) => !/ (?:upload|sidecar)$/.test(step))).toEqual([
      "copy_wanted",
      "clip_done",
    ]);
  }
  expect(alerts()).toBe(2);
});

test("with two places one that is down holds up nothing, and gets all when it is back", {
  timeout: PATIENCE_MS,
}, async ({ skip }) => {
  skip(!hasRclone, "rclone is not installed");
  await using dir = await makeTempDir();
  await using nas = await openWebdavPlace();
  await using cloud = await openS3Place();
  const clip = await leaveClip(dir.path, Date.now() - 60_000);
  const sidecar = clip.remote.replace(".mp4", ".json");
  nas.breakDown(true);
  await using app = await startApp(dir.path, { storage: nas.settings, copies: [cloud.settings] });

  await untilTrue(
    async () => (await cloud.kept(clip.remote)) !== undefined,
    () => `the clip to be in the cloud: ${app.log()}`,
  );
  await untilTrue(
    async () => (await stateOf(app, clip.id)).storage_uri === cloud.uri(clip.remote),
    () => `the journal to know of it: ${app.log()}`,
  );
  expect((await stateOf(app, clip.id)).status).not.toBe("done");
  nas.breakDown(false);
  await untilTrue(
    async () => (await stateOf(app, clip.id)).stages.sidecar.status === "ok",
    () => `the clip to be everywhere: ${app.log()}`,
  );

  const after = await stateOf(app, clip.id);
  expect(Object.values(after.copies).map(({ uri }) => uri)).toEqual(
    expect.arrayContaining([nas.uri(clip.remote), cloud.uri(clip.remote)]),
  );
  expect(after.storage_uri).toBe(nas.uri(clip.remote));
  for (const place of [nas, cloud]) {
    expect((await place.kept(clip.remote))?.equals(await readFile(clip.path))).toBe(true);
    expect(JSON.parse(String(await place.kept(sidecar)))).toMatchObject({ clip_id: clip.id });
  }
});

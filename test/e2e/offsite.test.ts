import { access, copyFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import type { StorageSettings } from "#plugins/storage/settings.ts";
import { aClip } from "#test/builders.ts";
import { makeMedia } from "#test/servers/media.ts";
import { openS3Server } from "#test/servers/s3.ts";
import { hasRclone, openWebdavServer } from "#test/servers/webdav.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { startApp } from "./app.ts";
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
    const stateOf = async (app: Awaited<ReturnType<typeof startApp>>, id: string) =>
      (await app.get<{ clip: ClipState }>(`clips/${id}`)).clip;

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

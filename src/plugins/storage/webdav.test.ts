import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Sidecar } from "#domain/sidecar.ts";
import { clipStorageContract } from "#test/contracts/clip-storage.ts";
import { hasRclone, openWebdavServer, type Seen } from "#test/servers/webdav.ts";
import { openStoredClip } from "#test/stored-clip.ts";
import { REFUSED_PAUSE_MS } from "./offsite.ts";
import type { StorageSettings } from "./settings.ts";
import { webdav } from "./webdav.ts";

const running = new AbortController().signal;
const PASSWORD = "s3cret-app-pass";

async function openBench(given: Partial<StorageSettings> = {}, bytes = 300_000) {
  const stack = new AsyncDisposableStack();
  const kept = stack.use(await openStoredClip(bytes));
  const server = stack.use(await openWebdavServer(PASSWORD));
  const login = { url: server.url, username: "alice", password: PASSWORD };
  const settings: StorageSettings = { backend: "webdav", ...login, ...given };
  const storage = stack.use(await webdav.open(settings, kept.context));
  const folder = join(server.folder, "porchlight", kept.clip.camera);
  return { ...kept, server, settings, storage, folder, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const isVideo = ({ method, path }: Seen) => method === "PUT" && path.includes(".mp4");

describe.skipIf(!hasRclone)("with a real server (needs rclone)", () => {
  clipStorageContract("webdav storage", openBench);

  test("the clip, its picture and its note lie there as they are here, and nothing else", async () => {
    await using bench = await openBench();

    const stored = await bench.storage.store(bench.clip, running);

    const { id } = bench.clip;
    expect(stored.uri).toBe(`webdav:/porchlight/front_door/${id}.mp4`);
    expect(stored.viewUrl).toBe(`${bench.server.url}porchlight/front_door/${id}.mp4`);
    expect(await readdir(bench.folder)).toEqual([`${id}.jpg`, `${id}.json`, `${id}.mp4`]);
    expect(bench.movie.equals(await readFile(join(bench.folder, `${id}.mp4`)))).toBe(true);
    expect(bench.picture.equals(await readFile(join(bench.folder, `${id}.jpg`)))).toBe(true);
    const note = Sidecar.parse(JSON.parse(await readFile(join(bench.folder, `${id}.json`), "utf8")));
    expect(note).toMatchObject({ clip_id: id, storage_uri: stored.uri });
  });

  test("what is there whole is not sent again, what is there cut short is", async () => {
    await using bench = await openBench();
    await bench.storage.store(bench.clip, running);
    const place = join(bench.folder, `${bench.clip.id}.mp4`);

    await bench.storage.store(bench.clip, running);
    expect(bench.server.seen.filter(isVideo)).toHaveLength(1);
    await writeFile(place, bench.movie.subarray(0, 1000));
    await bench.storage.store(bench.clip, running);

    expect(bench.movie.equals(await readFile(place))).toBe(true);
  });

  test("a connection that is cut leaves no file under the clip's name, and the next attempt succeeds", async () => {
    await using bench = await openBench({}, 3_000_000);
    bench.server.fault = (seen) => (isVideo(seen) ? { cutAfter: 500_000 } : undefined);

    const cut = bench.storage.store(bench.clip, running);
    await expect(cut).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
    expect(await readdir(bench.folder)).not.toContain(`${bench.clip.id}.mp4`);
    bench.server.fault = () => undefined;
    await bench.storage.store(bench.clip, running);

    expect(bench.movie.equals(await readFile(join(bench.folder, `${bench.clip.id}.mp4`)))).toBe(true);
  });

  test("a server that lost a part of the file, or kept another one, is not believed", async () => {
    await using bench = await openBench();
    const answers = [
      "<d:getcontentlength>7</d:getcontentlength>",
      checksum(bench.clip.bytes, "0".repeat(40)),
    ];
    for (const body of answers) {
      bench.server.fault = ({ method, path }) =>
        method === "PROPFIND" && path.endsWith(".uploading") ? { status: 207, body } : undefined;

      const storing = bench.storage.store(bench.clip, running);

      await expect(storing).rejects.toMatchObject({
        kind: "unavailable",
        message: expect.stringContaining("kept another file") as string,
      });
      expect(await readdir(bench.folder)).toEqual([]);
    }
  });

  test("a folder that somebody deletes is made again", async () => {
    await using bench = await openBench();
    await bench.storage.store(bench.clip, running);
    await rm(join(bench.server.folder, "porchlight"), { recursive: true });

    const failed = bench.storage.store(bench.clip, running);
    await expect(failed).rejects.toMatchObject({
      message: expect.stringContaining("no such place") as string,
    });
    await bench.storage.store(bench.clip, running);

    expect(await readdir(bench.folder)).toHaveLength(3);
  });

  test("after a refused password nobody is asked again for a while, and the sentence says what to do", async () => {
    await using bench = await openBench({ password: "wrong-pass" });
    const refusal = { kind: "unavailable", message: /refuses the user name or password. Correct them/ };
    const refused = { ...refusal, message: expect.stringMatching(refusal.message) as string };

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(refused);
    const asked = bench.server.seen.length;
    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(refused);
    expect(bench.server.seen).toHaveLength(asked);
    await bench.clock.advance(REFUSED_PAUSE_MS);
    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(refused);

    expect(bench.server.seen.length).toBeGreaterThan(asked);
  });

  test("no credentials stand in what is told, logged or stored, also if they came with the address", async () => {
    await using bench = await openBench();
    const url = bench.server.url.replace("//", `//alice:${PASSWORD}@`);
    await using storage = await webdav.open({ backend: "webdav", url }, bench.context);

    const stored = await storage.store(bench.clip, running);
    bench.server.fault = () => ({ status: 500 });
    const cause: unknown = await storage.store(bench.clip, running).catch((thrown: unknown) => thrown);

    const { context } = bench;
    const told = JSON.stringify([stored, String(cause), context.log.lines, [...context.problems]]);
    expect(cause).toMatchObject({ kind: "unavailable" });
    expect(told).not.toContain(PASSWORD);
    expect(bench.server.seen.every(({ path }) => !path.includes(PASSWORD))).toBe(true);
  });

  test("names in any script arrive as they are", async () => {
    await using bench = await openBench({ path: "Hof & Tür #1/{date}/{clip_id}" });

    const { uri } = await bench.storage.store(bench.clip, running);

    const [, path = ""] = uri.split(":/");
    expect(path).toBe(`Hof & Tür #1/2026-06-01/${bench.clip.id}.mp4`);
    expect(bench.movie.equals(await readFile(join(bench.server.folder, path)))).toBe(true);
  });

  test("an upload ends when it is stopped", async () => {
    await using bench = await openBench({}, 3_000_000);
    const stop = new AbortController();
    bench.server.fault = (seen) => {
      if (isVideo(seen)) stop.abort();
      return undefined;
    };

    await expect(bench.storage.store(bench.clip, stop.signal)).rejects.toThrow("aborted");
  });
});

test.each([
  [{}, "needs an address"],
  [{ url: "cloud.example" }, "begins with https://"],
  [{ url: "ftp://cloud.example" }, "begins with https://"],
  [{ url: "https://cloud.example", path: "{camera_name}" }, "must contain {clip_id}"],
])("with settings %j the clip waits, and the sentence says what to correct", async (given, words) => {
  await using kept = await openStoredClip();
  await using storage = await webdav.open({ backend: "webdav", ...given }, kept.context);

  await expect(storage.store(kept.clip, running)).rejects.toMatchObject({
    name: "Failure",
    kind: "unavailable",
    message: expect.stringContaining(words) as string,
  });
});

function checksum(bytes: number, sha1: string): string {
  return `<d:getcontentlength>${bytes}</d:getcontentlength><oc:checksum>SHA1:${sha1} MD5:0</oc:checksum>`;
}

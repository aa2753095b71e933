import { createHash } from "node:crypto";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { remoteStorageContract } from "#test/contracts/clip-storage.ts";
import { serveBytes } from "#test/servers/bytes.ts";
import { hasRclone, type Seen, type Trouble } from "#test/servers/webdav.ts";
import { openStoredClip } from "#test/stored-clip.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { openWebdavBench, PASSWORD } from "#test/webdav-bench.ts";
import { REFUSED_PAUSE_MS } from "./offsite.ts";
import { StorageSettings } from "./settings.ts";
import { webdav } from "./webdav.ts";

const running = new AbortController().signal;

const isVideo = ({ method, path }: Seen) => method === "PUT" && path.includes(".mp4");

describe.skipIf(!hasRclone)("with a real server (needs rclone)", () => {
  remoteStorageContract("webdav storage", openWebdavBench);

  test("the clip and its picture lie there as they are here, and nothing else", async () => {
    await using bench = await openWebdavBench();

    const stored = await bench.storage.store(bench.clip, running);

    const { id } = bench.clip;
    expect(stored.uri).toBe(`webdav:/porchlight/front_door/${id}.mp4`);
    expect(stored.viewUrl).toBe(`${bench.server.url}porchlight/front_door/${id}.mp4`);
    expect(await readdir(bench.folder)).toEqual([`${id}.jpg`, `${id}.mp4`]);
    expect(bench.movie.equals(await readFile(join(bench.folder, `${id}.mp4`)))).toBe(true);
    expect(bench.picture.equals(await readFile(join(bench.folder, `${id}.jpg`)))).toBe(true);
  });

  test("what is there whole is not sent again, what is there cut short is", async () => {
    await using bench = await openWebdavBench();
    await bench.storage.store(bench.clip, running);
    const place = join(bench.folder, `${bench.clip.id}.mp4`);

    await bench.storage.store(bench.clip, running);
    expect(bench.server.seen.filter(isVideo)).toHaveLength(1);
    await writeFile(place, bench.movie.subarray(0, 1000));
    await bench.storage.store(bench.clip, running);

    expect(bench.movie.equals(await readFile(place))).toBe(true);
  });

  test("a connection that is cut leaves no file under the clip's name, and the next attempt succeeds", async () => {
    await using bench = await openWebdavBench({}, 3_000_000);
    bench.server.fault = (seen) => (isVideo(seen) ? { cutAfter: 500_000 } : undefined);

    const cut = bench.storage.store(bench.clip, running);
    await expect(cut).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
    expect(await readdir(bench.folder)).not.toContain(`${bench.clip.id}.mp4`);
    bench.server.fault = () => undefined;
    await bench.storage.store(bench.clip, running);

    expect(bench.movie.equals(await readFile(join(bench.folder, `${bench.clip.id}.mp4`)))).toBe(true);
  });

  test("a server that lost a part of the file, or kept another one, is not believed", async () => {
    await using bench = await openWebdavBench();
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

  test("a clip that is cut off on its way back, or comes back as another one, is not taken", async () => {
    await using bench = await openWebdavBench();
    await using dir = await makeTempDir();
    const { uri } = await bench.storage.store(bench.clip, running);
    const to = { path: join(dir.path, "clip.mp4"), bytes: bench.clip.bytes };
    const troubles: readonly [method: string, trouble: Trouble][] = [
      ["GET", { cutAnswerAfter: 1000 }],
      ["GET", { status: 200, body: "x".repeat(bench.clip.bytes + 1) }],
      ["GET", { status: 503 }],
      ["PROPFIND", { status: 207, body: checksum(bench.clip.bytes, "0".repeat(40)) }],
    ];

    for (const [wanted, trouble] of troubles) {
      bench.server.fault = ({ method }) => (method === wanted ? trouble : undefined);
      const fetching = bench.storage.fetch(uri, to, running);
      await expect(fetching).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
    }

    expect(await readdir(dir.path)).toEqual([]);
  });

  test("a clip that comes back to a full disk is a failure of the disk, and may come again", async () => {
    await using bench = await openWebdavBench();
    await using dir = await makeTempDir();
    const { uri } = await bench.storage.store(bench.clip, running);
    const to = { path: join(dir.path, "clip.mp4"), bytes: bench.clip.bytes };
    await symlink("/dev/full", `${to.path}.part`);

    const fetching = bench.storage.fetch(uri, to, running);

    await expect(fetching).rejects.toMatchObject({ kind: "unavailable", message: "The disk is full." });
    expect(await readdir(dir.path)).toEqual([]);
    await bench.storage.fetch(uri, to, running);
    expect(bench.movie.equals(await readFile(to.path))).toBe(true);
  });

  test("a server that asks for patience gets as much as it wants", async () => {
    await using bench = await openWebdavBench();
    bench.server.fault = () => ({ status: 429, headers: { "retry-after": "20" } });

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
    bench.server.fault = () => undefined;
    await bench.clock.advance(19_999);
    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
    await bench.clock.advance(1);

    await expect(bench.storage.store(bench.clip, running)).resolves.toHaveProperty("uri");
  });

  test("the picture goes before the video", async () => {
    await using bench = await openWebdavBench();

    await bench.storage.store(bench.clip, running);

    const puts = bench.server.seen.filter(({ method }) => method === "PUT").map(({ path }) => path);
    expect(puts.map((path) => path.replace(/^.*\.(\w+)\.uploading$/, "$1"))).toEqual(["jpg", "mp4"]);
  });

  test("after a refused password nobody is asked again for a while, and the sentence says what to do", async () => {
    await using bench = await openWebdavBench({ password: "wrong-pass" });
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
    await using bench = await openWebdavBench();
    const url = bench.server.url.replace("//", `//alice:${PASSWORD}@`);
    await using storage = await webdav.open(StorageSettings.parse({ backend: "webdav", url }), bench.context);

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
    await using bench = await openWebdavBench({ path: "Hof & Tür #1/{date}/{clip_id}" });

    const { uri } = await bench.storage.store(bench.clip, running);

    const [, path = ""] = uri.split(":/");
    expect(path).toBe(`Hof & Tür #1/2026-06-01/${bench.clip.id}.mp4`);
    expect(bench.movie.equals(await readFile(join(bench.server.folder, path)))).toBe(true);
  });

  test("an upload ends when it is stopped", async () => {
    await using bench = await openWebdavBench({}, 3_000_000);
    const stop = new AbortController();
    bench.server.fault = (seen) => {
      if (isVideo(seen)) stop.abort();
      return undefined;
    };

    await expect(bench.storage.store(bench.clip, stop.signal)).rejects.toThrow("aborted");
  });
});

test.each([
  [{ url: "https://alice:s3cret@cloud.example/dav/alice/?token=t" }, "webdav:cloud.example/dav/alice"],
  [{ url: "http://nas.local:5005" }, "webdav:nas.local:5005"],
  [{ url: "cloud" }, "webdav"],
  [
    { url: "https://cloud.example/public.php/dav/files/tOkEn/" },
    "webdav:cloud.example/public.php/dav/files/ed745de4",
  ],
])("a place with the settings %j is named %s", async (given, place) => {
  await using kept = await openStoredClip();

  await using storage = await webdav.open(
    StorageSettings.parse({ backend: "webdav", ...given }),
    kept.context,
  );

  expect(storage.place).toBe(place);
});

test("the token of a shared folder is told to nobody", async () => {
  await using kept = await openStoredClip();
  const sha1 = (body: Buffer) => createHash("sha1").update(body).digest("hex");
  const look = [kept.picture, kept.movie].map((body) => checksum(body.length, sha1(body)));
  await using server = await serveBytes((request, response) => {
    const isPicture = (request.url ?? "").includes(".jpg");
    response.writeHead(207).end(look[isPicture ? 0 : 1]);
  });
  const url = `${server.url}public.php/dav/files/tOkEn/`;
  await using storage = await webdav.open(StorageSettings.parse({ backend: "webdav", url }), kept.context);

  const stored = await storage.store(kept.clip, running);

  expect(stored).toHaveProperty("uri");
  expect(JSON.stringify([stored, storage.place])).not.toContain("tOkEn");
});

test("the hours of a place are those of its settings", async () => {
  await using kept = await openStoredClip();
  const settings = StorageSettings.parse({ backend: "webdav", upload_hours: "22:00-06:30" });

  await using limited = await webdav.open(settings, kept.context);
  await using free = await webdav.open(StorageSettings.parse({ backend: "webdav" }), kept.context);

  expect(limited.hours).toEqual({ from: 22 * 60, to: 6 * 60 + 30 });
  expect(free.hours).toBeUndefined();
  expect(StorageSettings.safeParse({ upload_hours: "22-6" }).success).toBe(false);
});

test.each([
  [{}, "needs an address"],
  [{ url: "cloud.example" }, "begins with https://"],
  [{ url: "ftp://cloud.example" }, "begins with https://"],
  [{ url: "https://cloud.example", path: "{camera_name}" }, "must contain {clip_id}"],
])("with settings %j the clip waits, and the sentence says what to correct", async (given, words) => {
  await using kept = await openStoredClip();
  await using storage = await webdav.open(
    StorageSettings.parse({ backend: "webdav", ...given }),
    kept.context,
  );

  await expect(storage.store(kept.clip, running)).rejects.toMatchObject({
    name: "Failure",
    kind: "unavailable",
    message: expect.stringContaining(words) as string,
  });
});

function checksum(bytes: number, sha1: string): string {
  return `<d:getcontentlength>${bytes}</d:getcontentlength><oc:checksum>SHA1:${sha1} MD5:0</oc:checksum>`;
}

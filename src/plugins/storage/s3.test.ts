import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { remoteStorageContract } from "#test/contracts/clip-storage.ts";
import { openS3Server, type S3Seen } from "#test/servers/s3.ts";
import { openStoredClip } from "#test/stored-clip.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { s3 } from "./s3.ts";
import { PART_BYTES } from "./s3-parts.ts";
import { StorageSettings } from "./settings.ts";

const running = new AbortController().signal;
const LARGE = 2 * PART_BYTES + 1000;

async function openBench(given: Partial<StorageSettings> = {}, bytes = 300_000) {
  const stack = new AsyncDisposableStack();
  const kept = stack.use(await openStoredClip(bytes));
  const server = stack.use(await openS3Server());
  const { accessKey, secret, region } = server.account;
  const login = { url: server.url, username: accessKey, password: secret, region, bucket: "clips" };
  const settings = StorageSettings.parse({ backend: "s3", ...login, ...given });
  const open = async () => stack.use(await s3.open(settings, kept.context));
  const storage = await open();
  const stem = `porchlight/front_door/${kept.clip.id}`;
  const keyOf = (uri: string) => uri.replace("s3://clips/", "");
  return {
    ...kept,
    server,
    storage,
    open,
    stem,
    noteAt: async (uri: string) => server.objects.get(keyOf(uri).replace(".mp4", ".json"))?.body.toString(),
    halve: async (uri: string) => {
      const whole = server.objects.get(keyOf(uri));
      if (whole)
        server.objects.set(keyOf(uri), { ...whole, body: whole.body.subarray(0, whole.body.length / 2) });
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const isPart = ({ method, query }: S3Seen) => method === "PUT" && query.has("partNumber");
const isVideo = ({ method, key }: S3Seen) => method === "PUT" && key.endsWith(".mp4");

remoteStorageContract("s3 storage", openBench);

test("the clip and its picture lie in the bucket as they are here", async () => {
  await using bench = await openBench();

  const stored = await bench.storage.store(bench.clip, running);

  const { objects } = bench.server;
  const contentOf = (ending: string) => objects.get(`${bench.stem}${ending}`)?.body ?? Buffer.alloc(0);
  expect(stored).toEqual({ uri: `s3://clips/${bench.stem}.mp4` });
  expect([...objects.keys()]).toEqual([".jpg", ".mp4"].map((ending) => `${bench.stem}${ending}`));
  expect(contentOf(".mp4").equals(bench.movie)).toBe(true);
  expect(contentOf(".jpg").equals(bench.picture)).toBe(true);
  expect(objects.get(`${bench.stem}.mp4`)?.headers).toMatchObject({ "content-type": "video/mp4" });
});

test("what is there whole is not sent again, other content under its name is replaced", async () => {
  await using bench = await openBench();
  await bench.storage.store(bench.clip, running);
  const key = `${bench.stem}.mp4`;

  await bench.storage.store(bench.clip, running);
  expect(bench.server.seen.filter(isVideo)).toHaveLength(1);
  bench.server.objects.set(key, { body: Buffer.alloc(bench.clip.bytes), headers: {} });
  await bench.storage.store(bench.clip, running);

  expect(bench.server.objects.get(key)?.body.equals(bench.movie)).toBe(true);
});

test("names in any script are signed as they are sent", async () => {
  await using bench = await openBench({ path: "Hof & Tür #1 (Süd)+/{clip_id}" });

  const { uri } = await bench.storage.store(bench.clip, running);

  expect(uri).toBe(`s3://clips/Hof & Tür #1 (Süd)+/${bench.clip.id}.mp4`);
  expect(bench.server.objects.has(uri.replace("s3://clips/", ""))).toBe(true);
});

test("bytes that change on the way are noticed, and nothing lies under the clip's name", async () => {
  await using bench = await openBench();
  bench.server.fault = (seen) => (isVideo(seen) ? { garbled: true } : undefined);

  const storing = bench.storage.store(bench.clip, running);

  await expect(storing).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
  expect([...bench.server.objects.keys()]).toEqual([`${bench.stem}.jpg`]);
});

test("a server that has lost what it took is not believed", async () => {
  await using bench = await openBench();
  bench.server.fault = ({ method, key }) => {
    if (method === "HEAD") bench.server.objects.delete(key);
    return undefined;
  };

  const storing = bench.storage.store(bench.clip, running);

  await expect(storing).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("kept another file") as string,
  });
});

describe("a large clip", () => {
  test("goes in parts and is whole", async () => {
    await using bench = await openBench({}, LARGE);

    await bench.storage.store(bench.clip, running);

    expect(bench.server.seen.filter(isPart)).toHaveLength(3);
    expect(bench.server.objects.get(`${bench.stem}.mp4`)?.body.equals(bench.movie)).toBe(true);
    expect(bench.server.uploads.size).toBe(0);
    await bench.storage.store(bench.clip, running);
    expect(bench.server.seen.filter(isPart)).toHaveLength(3);
  });

  test("goes on after a restart where it was cut off, and only then has its name", async () => {
    await using bench = await openBench({ path: "A & B/{clip_id}" }, LARGE);
    bench.server.fault = (seen) =>
      isPart(seen) && seen.query.get("partNumber") === "3" ? { status: 500 } : undefined;

    const cut = bench.storage.store(bench.clip, running);
    await expect(cut).rejects.toMatchObject({ kind: "unavailable" });
    expect([...bench.server.objects.keys()]).toEqual([`A & B/${bench.clip.id}.jpg`]);
    bench.server.fault = () => undefined;
    bench.server.seen.splice(0);
    const storage = await bench.open();
    await storage.store(bench.clip, running);

    const sent = bench.server.seen.filter(isPart).map(({ query }) => query.get("partNumber"));
    expect(sent).toEqual(["3"]);
    expect(bench.server.objects.get(`A & B/${bench.clip.id}.mp4`)?.body.equals(bench.movie)).toBe(true);
  });

  test("does not trust a part that the server kept wrong", async () => {
    await using bench = await openBench({}, LARGE);
    bench.server.fault = (seen) =>
      seen.method === "POST" && seen.query.has("uploadId") ? { status: 503 } : undefined;
    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
    bench.server.fault = () => undefined;
    for (const { parts } of bench.server.uploads.values()) parts.set(2, Buffer.alloc(PART_BYTES));

    await bench.storage.store(bench.clip, running);

    expect(bench.server.objects.get(`${bench.stem}.mp4`)?.body.equals(bench.movie)).toBe(true);
  });

  test("begins anew on a server that does not list what was begun", async () => {
    await using bench = await openBench({}, LARGE);
    bench.server.fault = ({ method, query }) =>
      method === "GET" && query.has("uploads") ? { status: 501, code: "NotImplemented" } : undefined;

    await bench.storage.store(bench.clip, running);

    expect(bench.server.objects.get(`${bench.stem}.mp4`)?.body.equals(bench.movie)).toBe(true);
  });

  test("that fails when it is put together is not stored, although the server says 200", async () => {
    await using bench = await openBench({}, LARGE);
    bench.server.fault = ({ method, query }) =>
      method === "POST" && query.has("uploadId") ? { status: 200, code: "InternalError" } : undefined;

    const storing = bench.storage.store(bench.clip, running);

    await expect(storing).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("could not finish: InternalError") as string,
    });
  });

  test("does not go on with the upload of a clip whose name only begins like its own", async () => {
    await using bench = await openBench({}, LARGE);
    const key = `${bench.stem}.mp4`;
    bench.server.uploads.set("other", { key: `${key}4`, initiated: "2099", headers: {}, parts: new Map() });

    await bench.storage.store(bench.clip, running);

    expect(bench.server.objects.get(key)?.body.equals(bench.movie)).toBe(true);
    expect([...bench.server.uploads.keys()]).toEqual(["other"]);
  });
});

test.each([
  [{ password: "wrong" }, "refuses the access key or its secret"],
  [{ username: "AKWRONG" }, "refuses the access key or its secret"],
  [{ region: "us-west-2" }, "wants another region"],
  [{ bucket: "others" }, "has no bucket others"],
])(
  "with the wrong settings %j the clip waits, and the sentence says what to correct",
  async (given, words) => {
    await using bench = await openBench(given);

    const cause: unknown = await bench.storage.store(bench.clip, running).catch((thrown: unknown) => thrown);
    const asked = bench.server.seen.length;
    await expect(bench.storage.store(bench.clip, running)).rejects.toBe(cause);

    expect(cause).toMatchObject({ kind: "unavailable", message: expect.stringContaining(words) as string });
    expect(bench.server.seen).toHaveLength(asked);
  },
);

test.each([
  [{}, "the name of a bucket"],
  [{ bucket: "clips" }, "an access key and its secret"],
])("with settings %j nothing is asked and the sentence says what is missing", async (given, words) => {
  await using kept = await openStoredClip();
  await using storage = await s3.open(StorageSettings.parse({ backend: "s3", ...given }), kept.context);

  await expect(storage.store(kept.clip, running)).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining(words) as string,
  });
});

test("a server that asks for patience gets as much as it wants", async () => {
  await using bench = await openBench();
  bench.server.fault = () => ({ status: 503, code: "SlowDown", headers: { "retry-after": "20" } });

  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  bench.server.fault = () => undefined;
  await bench.clock.advance(19_000);
  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  await bench.clock.advance(1000);

  await expect(bench.storage.store(bench.clip, running)).resolves.toHaveProperty("uri");
});

test("a clip that is cut off on its way back, or comes back as another one, is not taken", async () => {
  await using bench = await openBench();
  await using dir = await makeTempDir();
  const { uri } = await bench.storage.store(bench.clip, running);
  const to = { path: join(dir.path, "clip.mp4"), bytes: bench.clip.bytes };
  const whole = bench.server.objects.get(`${bench.stem}.mp4`);
  const fetching = () => bench.storage.fetch(uri, to, running);

  bench.server.fault = ({ method }) => (method === "GET" ? { cutAfter: 1000 } : undefined);
  await expect(fetching()).rejects.toMatchObject({ kind: "unavailable" });
  bench.server.fault = () => undefined;
  bench.server.objects.set(`${bench.stem}.mp4`, {
    headers: whole?.headers ?? {},
    body: Buffer.alloc(bench.clip.bytes),
  });
  await expect(fetching()).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("another file") as string,
  });

  expect(await readdir(dir.path)).toEqual([]);
});

test("a key that may store but not delete goes on storing", async () => {
  await using bench = await openBench();
  const { uri } = await bench.storage.store(bench.clip, running);
  bench.server.fault = ({ method }) =>
    method === "DELETE" ? { status: 403, code: "AccessDenied" } : undefined;

  const refused = { kind: "unavailable", message: expect.stringContaining("does not allow") as string };
  await expect(bench.storage.remove(uri, running)).rejects.toMatchObject(refused);

  await expect(bench.storage.store(bench.clip, running)).resolves.toMatchObject({ uri });
});

test("a bucket that was deleted is not taken for a clip that is gone", async () => {
  await using bench = await openBench();
  const { uri } = await bench.storage.store(bench.clip, running);
  bench.server.fault = () => ({ status: 404, code: "NoSuchBucket" });

  const to = { path: "/nowhere/clip.mp4", bytes: bench.clip.bytes };

  await expect(bench.storage.fetch(uri, to, running)).rejects.toMatchObject({ kind: "unavailable" });
  await expect(bench.storage.remove(uri, running)).rejects.toMatchObject({ kind: "unavailable" });
});

test.each([
  [{ bucket: "clips", url: "https://s3.example" }, "s3:clips@s3.example"],
  [{ bucket: "clips", region: "eu-west-1" }, "s3:clips@s3.eu-west-1.amazonaws.com"],
  [{ url: "https://s3.example" }, "s3"],
  [{ bucket: "clips", url: "not an address" }, "s3"],
])("a place with the settings %j is named %s", async (given, place) => {
  await using kept = await openStoredClip();
  const login = { username: "AK", password: "sk-very-secret" };

  await using storage = await s3.open(
    StorageSettings.parse({ backend: "s3", ...login, ...given }),
    kept.context,
  );

  expect(storage.place).toBe(place);
});

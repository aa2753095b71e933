import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { remoteStorageContract } from "#test/contracts/clip-storage.ts";
import { openS3Bench } from "#test/s3-bench.ts";
import type { S3Seen } from "#test/servers/s3.ts";
import { openStoredClip } from "#test/stored-clip.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { BUSY_PAUSE_MS } from "./offsite.ts";
import { s3 } from "./s3.ts";
import { StorageSettings } from "./settings.ts";

const running = new AbortController().signal;

const isVideo = ({ method, key }: S3Seen) => method === "PUT" && key.endsWith(".mp4");

remoteStorageContract("s3 storage", openS3Bench);

test("the clip and its picture lie in the bucket as they are here", async () => {
  await using bench = await openS3Bench();

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
  await using bench = await openS3Bench();
  await bench.storage.store(bench.clip, running);
  const key = `${bench.stem}.mp4`;

  await bench.storage.store(bench.clip, running);
  expect(bench.server.seen.filter(isVideo)).toHaveLength(1);
  bench.server.objects.set(key, { body: Buffer.alloc(bench.clip.bytes), headers: {} });
  await bench.storage.store(bench.clip, running);

  expect(bench.server.objects.get(key)?.body.equals(bench.movie)).toBe(true);
});

test("names in any script are signed as they are sent", async () => {
  await using bench = await openS3Bench({ path: "Hof & Tür #1 (Süd)+/{clip_id}" });

  const { uri } = await bench.storage.store(bench.clip, running);

  expect(uri).toBe(`s3://clips/Hof & Tür #1 (Süd)+/${bench.clip.id}.mp4`);
  expect(bench.server.objects.has(uri.replace("s3://clips/", ""))).toBe(true);
});

test("bytes that change on the way are noticed, and nothing lies under the clip's name", async () => {
  await using bench = await openS3Bench();
  bench.server.fault = (seen) => (isVideo(seen) ? { garbled: true } : undefined);

  const storing = bench.storage.store(bench.clip, running);

  await expect(storing).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
  expect([...bench.server.objects.keys()]).toEqual([`${bench.stem}.jpg`]);
});

test("a server that has lost what it took is not believed", async () => {
  await using bench = await openS3Bench();
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

test.each([
  [{ password: "wrong" }, "refuses the access key or its secret"],
  [{ username: "AKWRONG" }, "refuses the access key or its secret"],
  [{ region: "us-west-2" }, "wants another region"],
  [{ bucket: "others" }, "has no bucket others"],
])(
  "with the wrong settings %j the clip waits, and the sentence says what to correct",
  async (given, words) => {
    await using bench = await openS3Bench(given);

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

test.each([
  ["PUT", { cutAfter: 0 }],
  ["PUT", { status: 500 }],
  ["PUT", { status: 429 }],
  ["HEAD", { status: 500 }],
] as const)(
  "a %s that is answered with %j leaves the clip waiting, and the next attempt succeeds",
  async (call, trouble) => {
    await using bench = await openS3Bench();
    bench.server.fault = ({ method }) => (method === call ? trouble : undefined);

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({
      name: "Failure",
      kind: "unavailable",
    });
    bench.server.fault = () => undefined;
    await bench.clock.advance(BUSY_PAUSE_MS);

    await expect(bench.storage.store(bench.clip, running)).resolves.toHaveProperty("uri");
  },
);

test("a server that asks for patience gets as much as it wants", async () => {
  await using bench = await openS3Bench();
  bench.server.fault = () => ({ status: 503, code: "SlowDown", headers: { "retry-after": "20" } });

  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  bench.server.fault = () => undefined;
  await bench.clock.advance(19_000);
  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  await bench.clock.advance(1000);

  await expect(bench.storage.store(bench.clip, running)).resolves.toHaveProperty("uri");
});

test("a clip that is cut off on its way back, or comes back as another one, is not taken", async () => {
  await using bench = await openS3Bench();
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
  await using bench = await openS3Bench();
  const { uri } = await bench.storage.store(bench.clip, running);
  bench.server.fault = ({ method }) =>
    method === "DELETE" ? { status: 403, code: "AccessDenied" } : undefined;

  const refused = { kind: "unavailable", message: expect.stringContaining("does not allow") as string };
  await expect(bench.storage.remove(uri, running)).rejects.toMatchObject(refused);

  await expect(bench.storage.store(bench.clip, running)).resolves.toMatchObject({ uri });
});

test("a bucket that was deleted is not taken for a clip that is gone", async () => {
  await using bench = await openS3Bench();
  await using dir = await makeTempDir();
  const { uri } = await bench.storage.store(bench.clip, running);
  bench.server.fault = () => ({ status: 404, code: "NoSuchBucket" });

  const to = { path: join(dir.path, "clip.mp4"), bytes: bench.clip.bytes };

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

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { remoteStorageContract } from "#test/contracts/clip-storage.ts";
import { openDropboxBench } from "#test/dropbox-bench.ts";
import type { DropboxSeen } from "#test/servers/dropbox.ts";
import { spanOf } from "#test/span-of.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { CHUNK_BYTES } from "./dropbox-session.ts";
import { REFUSED_PAUSE_MS } from "./offsite.ts";

const running = new AbortController().signal;
const LARGE = 2 * CHUNK_BYTES + 1000;

const appends = (seen: readonly DropboxSeen[]) =>
  seen
    .filter(({ call }) => call.endsWith("append_v2"))
    .map(({ args }) => (args["cursor"] as { offset: number }).offset);

remoteStorageContract("dropbox storage", () => openDropboxBench());

test("the clip and its picture lie there as they are here, and the address leads a person to it", async () => {
  await using bench = await openDropboxBench();

  const stored = await bench.storage.store(bench.clip, running);

  const { files } = bench.dropbox;
  expect(stored).toEqual({
    uri: `dropbox:${bench.path}.mp4`,
    viewUrl: `https://www.dropbox.com/home${bench.path}.mp4`,
  });
  expect([...files.keys()]).toEqual([".jpg", ".mp4"].map((ending) => `${bench.path}${ending}`));
  expect(files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
  expect(files.get(`${bench.path}.jpg`)?.equals(bench.picture)).toBe(true);
});

test("what is there whole is not sent again, other content under its name is replaced", async () => {
  await using bench = await openDropboxBench();
  await bench.storage.store(bench.clip, running);
  const sent = () => bench.dropbox.seen.filter(({ call }) => call === "files/upload").length;

  await bench.storage.store(bench.clip, running);
  expect(sent()).toBe(2);
  bench.dropbox.files.set(`${bench.path}.mp4`, Buffer.alloc(bench.clip.bytes));
  await bench.storage.store(bench.clip, running);

  expect(bench.dropbox.files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
});

test("a Dropbox that kept something else is not believed", async () => {
  await using bench = await openDropboxBench();
  bench.dropbox.fault = ({ call, args }) => {
    if (call === "files/get_metadata") bench.dropbox.files.delete(String(args["path"]));
    return undefined;
  };

  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({
    kind: "unavailable",
    message: "Dropbox kept another file than the one that was sent.",
  });
});

test("a large clip goes in pieces, also where an answer is lost on the way", async () => {
  await using bench = await openDropboxBench(LARGE);
  let lost = 0;
  bench.dropbox.fault = ({ call }) => {
    if (!call.endsWith("append_v2") || lost > 0) return undefined;
    lost += 1;
    return { isUnanswered: true };
  };

  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  await bench.storage.store(bench.clip, running);

  expect(bench.dropbox.files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
  expect(bench.dropbox.sessions.size).toBeLessThan(2);
});

test("after a restart a large clip goes on where it was, even if Dropbox has more than is known here", async () => {
  await using bench = await openDropboxBench(LARGE);
  bench.dropbox.fault = ({ call, args }) => {
    if (!call.endsWith("append_v2")) return undefined;
    return (args["cursor"] as { offset: number }).offset === CHUNK_BYTES ? { isUnanswered: true } : undefined;
  };
  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  bench.dropbox.fault = () => undefined;
  bench.dropbox.seen.splice(0);

  const storage = await bench.open();
  await storage.store(bench.clip, running);

  // The second piece had arrived, though its answer had not.
  expect(appends(bench.dropbox.seen)).toEqual([CHUNK_BYTES, 2 * CHUNK_BYTES]);
  expect(bench.dropbox.files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
  expect(await readdir(bench.context.dataDir)).not.toContainEqual(expect.stringContaining("dropbox-upload"));
});

test("a session of which Dropbox has lost a part goes on where Dropbox says", async () => {
  await using bench = await openDropboxBench(LARGE);
  bench.dropbox.fault = ({ call }) => (call.endsWith("finish") ? { status: 500 } : undefined);
  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  const note = (await readdir(bench.context.dataDir)).find((name) => name.startsWith("dropbox-upload")) ?? "";
  const [id = ""] = bench.dropbox.sessions.keys();
  await writeFile(join(bench.context.dataDir, note), JSON.stringify({ session_id: id, offset: CHUNK_BYTES }));
  bench.dropbox.sessions.set(id, bench.movie.subarray(0, 5000));
  bench.dropbox.fault = () => undefined;
  bench.dropbox.seen.splice(0);

  await bench.storage.store(bench.clip, running);

  expect(appends(bench.dropbox.seen)).toEqual([CHUNK_BYTES, 5000, 5000 + CHUNK_BYTES]);
  expect(bench.dropbox.files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
});

test("an upload that Dropbox has forgotten begins anew", async () => {
  await using bench = await openDropboxBench(LARGE);
  bench.dropbox.fault = ({ call }) => (call.endsWith("finish") ? { status: 500 } : undefined);
  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  bench.dropbox.fault = () => undefined;
  bench.dropbox.sessions.clear();

  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  await bench.storage.store(bench.clip, running);

  expect(bench.dropbox.files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
});

test.each([
  ["path/insufficient_space/..", 409, {}, "is full", REFUSED_PAUSE_MS],
  ["missing_scope/..", 401, {}, "files.content.write", REFUSED_PAUSE_MS],
  ["too_many_requests/..", 429, { "retry-after": "42" }, "asks for patience", 42_000],
])(
  "%s is told in words, and nobody asks again before its time",
  async (summary, status, headers, words, pauseMs) => {
    await using bench = await openDropboxBench();
    bench.dropbox.fault = ({ call }) =>
      call === "files/upload" ? { status, headers, error: { error_summary: summary } } : undefined;

    const failure = { kind: "unavailable", message: expect.stringContaining(words) as string };
    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(failure);
    bench.dropbox.fault = () => undefined;
    await bench.clock.advance(pauseMs - 1);
    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(failure);
    await bench.clock.advance(1);

    await expect(bench.storage.store(bench.clip, running)).resolves.toHaveProperty("uri");
  },
);

test.each([
  ["500", { status: 500, error: "Internal Server Error" }],
  ["an answer that is lost", { isUnanswered: true }],
])("after %s the clip waits, and the next attempt succeeds", async (_name, trouble) => {
  await using bench = await openDropboxBench();
  bench.dropbox.fault = ({ call }) => (call === "files/upload" ? trouble : undefined);

  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({
    name: "Failure",
    kind: "unavailable",
  });
  bench.dropbox.fault = () => undefined;

  await expect(bench.storage.store(bench.clip, running)).resolves.toHaveProperty("uri");
});

test("a Dropbox that falls silent is told as one that cannot be reached", async () => {
  await using bench = await openDropboxBench();
  bench.dropbox.fault = () => {
    throw new DOMException("The operation was aborted due to timeout", "TimeoutError");
  };

  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({
    name: "Failure",
    kind: "unavailable",
    message: expect.stringContaining("cannot be reached") as string,
  });
});

test("without internet the clip waits, a path that Dropbox does not take is refused, a key must be there", async () => {
  await using bench = await openDropboxBench();
  const words = (text: string) => expect.stringContaining(text) as string;

  bench.dropbox.fault = () => {
    throw new TypeError("fetch failed");
  };
  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({
    kind: "unavailable",
    message: words("cannot be reached"),
  });
  bench.dropbox.fault = ({ call }) =>
    call === "files/upload" ? { status: 409, error: { error_summary: "path/disallowed_name/" } } : undefined;
  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "rejected" });
  const storage = await bench.open({ username: undefined });
  await expect(storage.store(bench.clip, running)).rejects.toMatchObject({
    message: words("key of a Dropbox app"),
  });
  await expect(storage.login.url()).rejects.toMatchObject({ message: words("key of a Dropbox app") });
});

test("a large clip comes back in pieces; one that is cut off, or has changed on the way, is not taken", async () => {
  await using bench = await openDropboxBench(LARGE);
  await using dir = await makeTempDir();
  const { uri } = await bench.storage.store(bench.clip, running);
  const to = { path: join(dir.path, "clip.mp4"), bytes: bench.clip.bytes };
  const fetching = () => bench.storage.fetch(uri, to, running);
  const isDownload = ({ call }: DropboxSeen) => call === "files/download";
  bench.dropbox.seen.splice(0);

  for (const trouble of [{ cutAfter: 1000 }, { isGarbled: true }, { status: 500 }]) {
    bench.dropbox.fault = (seen) => (isDownload(seen) ? trouble : undefined);
    await expect(fetching()).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
  }
  expect(await readdir(dir.path)).toEqual([]);
  bench.dropbox.fault = () => undefined;
  bench.dropbox.seen.splice(0);
  await fetching();

  expect(bench.movie.equals(await readFile(to.path))).toBe(true);
  expect(bench.dropbox.seen.filter(isDownload)).toHaveLength(3);
});

test("a permission that runs out while clips are fetched is renewed", async () => {
  await using bench = await openDropboxBench();
  await using dir = await makeTempDir();
  const { uri } = await bench.storage.store(bench.clip, running);
  const to = { path: join(dir.path, "clip.mp4"), bytes: bench.clip.bytes };
  bench.dropbox.fault = ({ call }) =>
    call === "files/download"
      ? { status: 401, error: { error_summary: "expired_access_token/" } }
      : undefined;
  await expect(bench.storage.fetch(uri, to, running)).rejects.toMatchObject({ kind: "unavailable" });
  bench.dropbox.fault = () => undefined;
  bench.dropbox.seen.splice(0);

  await bench.storage.fetch(uri, to, running);

  expect(bench.dropbox.seen.map(({ call }) => call)).toEqual(["oauth2/token", "files/download"]);
});

test("no more goes out than the limit allows, and it arrives whole", async () => {
  await using bench = await openDropboxBench(LARGE, { upload_limit_kbit: 80_000 });

  const spanMs = await spanOf(bench.clock, bench.storage.store(bench.clip, running));

  // 80,000 kbit/s are 10,000 bytes a millisecond.
  expect(spanMs).toBeGreaterThan((LARGE / 10_000) * 0.95);
  expect(bench.dropbox.files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
});

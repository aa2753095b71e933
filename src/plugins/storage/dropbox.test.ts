import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { clipStorageContract } from "#test/contracts/clip-storage.ts";
import { type DropboxSeen, makeFakeDropbox } from "#test/servers/dropbox.ts";
import { openStoredClip } from "#test/stored-clip.ts";
import { openDropboxStorage } from "./dropbox-place.ts";
import { CHUNK_BYTES } from "./dropbox-session.ts";
import { REFUSED_PAUSE_MS } from "./offsite.ts";
import type { StorageSettings } from "./settings.ts";

const running = new AbortController().signal;
const LARGE = 2 * CHUNK_BYTES + 1000;
const CODE = "code-of-the-owner";

/** A box that has no permission yet. */
async function openStrange(bytes = 300_000) {
  const stack = new AsyncDisposableStack();
  const kept = stack.use(await openStoredClip(bytes));
  const dropbox = makeFakeDropbox();
  const open = async (given: Partial<StorageSettings> = {}) =>
    stack.use(
      await openDropboxStorage(
        { backend: "dropbox", username: "appkey1", ...given },
        kept.context,
        dropbox.fetch,
      ),
    );
  const refusalOf = async (given: Partial<StorageSettings> = {}): Promise<Failure> => {
    const storage = await open(given);
    const cause: unknown = await storage.store(kept.clip, running).catch((thrown: unknown) => thrown);
    if (!(cause instanceof Failure)) throw new Error(`no refusal but ${String(cause)}`);
    return cause;
  };
  /** The owner opens the link of a sentence and sees a code. */
  const allow = (sentence: string, code = CODE) => {
    const link = new URL(/Open (\S+)/.exec(sentence)?.[1] ?? "");
    dropbox.codes.set(code, link.searchParams.get("code_challenge") ?? "");
    return link;
  };
  const path = `/porchlight/front_door/${kept.clip.id}`;
  return {
    ...kept,
    dropbox,
    open,
    refusalOf,
    allow,
    path,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** One that the owner has allowed. */
async function openBench(bytes?: number, given: Partial<StorageSettings> = {}) {
  const bench = await openStrange(bytes);
  bench.allow((await bench.refusalOf()).message);
  const storage = await bench.open({ password: CODE, ...given });
  return { ...bench, storage };
}

const appends = (seen: readonly DropboxSeen[]) =>
  seen
    .filter(({ call }) => call.endsWith("append_v2"))
    .map(({ args }) => (args["cursor"] as { offset: number }).offset);

clipStorageContract("dropbox storage", () => openBench());

test("the clip, its picture and its note lie there as they are here, and the address leads a person to it", async () => {
  await using bench = await openBench();

  const stored = await bench.storage.store(bench.clip, running);

  const { files } = bench.dropbox;
  expect(stored).toEqual({
    uri: `dropbox:${bench.path}.mp4`,
    viewUrl: `https://www.dropbox.com/home${bench.path}.mp4`,
  });
  expect([...files.keys()]).toEqual([".mp4", ".jpg", ".json"].map((ending) => `${bench.path}${ending}`));
  expect(files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
  expect(files.get(`${bench.path}.jpg`)?.equals(bench.picture)).toBe(true);
});

test("what is there whole is not sent again, other content under its name is replaced", async () => {
  await using bench = await openBench();
  await bench.storage.store(bench.clip, running);
  const sent = () => bench.dropbox.seen.filter(({ call }) => call === "files/upload").length;

  await bench.storage.store(bench.clip, running);
  expect(sent()).toBe(3);
  bench.dropbox.files.set(`${bench.path}.mp4`, Buffer.alloc(bench.clip.bytes));
  await bench.storage.store(bench.clip, running);

  expect(bench.dropbox.files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
});

test("a Dropbox that kept something else is not believed", async () => {
  await using bench = await openBench();
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
  await using bench = await openBench(LARGE);
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
  await using bench = await openBench(LARGE);
  bench.dropbox.fault = ({ call, args }) => {
    if (!call.endsWith("append_v2")) return undefined;
    return (args["cursor"] as { offset: number }).offset === CHUNK_BYTES ? { isUnanswered: true } : undefined;
  };
  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  bench.dropbox.fault = () => undefined;
  bench.dropbox.seen.splice(0);

  const storage = await bench.open({ password: CODE });
  await storage.store(bench.clip, running);

  // The second piece had arrived, though its answer had not.
  expect(appends(bench.dropbox.seen)).toEqual([CHUNK_BYTES, 2 * CHUNK_BYTES]);
  expect(bench.dropbox.files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
  expect(await readdir(bench.context.dataDir)).not.toContainEqual(expect.stringContaining("dropbox-upload"));
});

test("a session of which Dropbox has lost a part goes on where Dropbox says", async () => {
  await using bench = await openBench(LARGE);
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
  await using bench = await openBench(LARGE);
  bench.dropbox.fault = ({ call }) => (call.endsWith("finish") ? { status: 500 } : undefined);
  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  bench.dropbox.fault = () => undefined;
  bench.dropbox.sessions.clear();

  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  await bench.storage.store(bench.clip, running);

  expect(bench.dropbox.files.get(`${bench.path}.mp4`)?.equals(bench.movie)).toBe(true);
});

test("access is asked for with a link, and the code that the owner enters is used once and for all", async () => {
  await using bench = await openStrange();

  const first = await bench.refusalOf();
  const again = await bench.refusalOf();
  const link = bench.allow(first.message);
  await (await bench.open({ password: CODE })).store(bench.clip, running);
  await (await bench.open({ password: CODE })).store(bench.clip, running);

  expect(first).toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("not allowed access") as string,
  });
  expect(again.message).toBe(first.message);
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    client_id: "appkey1",
    response_type: "code",
    token_access_type: "offline",
    code_challenge_method: "S256",
  });
  const exchanges = bench.dropbox.seen.filter(({ args }) => args["grant_type"] === "authorization_code");
  expect(exchanges).toHaveLength(1);
  const file = join(bench.context.dataDir, "dropbox.json");
  expect((await stat(file)).mode % 0o1000).toBe(0o600);
  expect(await readFile(file, "utf8")).toContain(`refresh-${CODE}`);
});

test("a wrong code, and a permission that was withdrawn, are told with a new link, and a new code mends it", async () => {
  await using bench = await openBench();
  await bench.storage.store(bench.clip, running);
  bench.dropbox.tokens.clear();
  bench.dropbox.files.clear();

  await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
  const renewed: unknown = await bench.storage.store(bench.clip, running).catch((thrown: unknown) => thrown);
  const withdrawn = await bench.refusalOf({ password: CODE });
  const wrong = await bench.refusalOf({ password: "mistyped" });
  bench.allow(wrong.message, "second-code");
  await (await bench.open({ password: "second-code" })).store(bench.clip, running);

  expect(renewed).toMatchObject({
    message: expect.stringContaining("does not allow access any more") as string,
  });
  expect(withdrawn.message).toContain("wants a new code");
  expect(wrong.message).toContain("does not know the code");
  expect(bench.dropbox.files.size).toBe(3);
  const told = [withdrawn, wrong].map(String).join(" ");
  expect(told).not.toContain("refresh-");
  expect(told).not.toContain(createHash("sha256").update(CODE).digest("hex"));
});

test.each([
  ["path/insufficient_space/..", 409, {}, "is full", REFUSED_PAUSE_MS],
  ["missing_scope/..", 401, {}, "files.content.write", REFUSED_PAUSE_MS],
  ["too_many_requests/..", 429, { "retry-after": "42" }, "asks for patience", 42_000],
])(
  "%s is told in words, and nobody asks again before its time",
  async (summary, status, headers, words, pauseMs) => {
    await using bench = await openBench();
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

test("without internet the clip waits, a path that Dropbox does not take is refused, a key must be there", async () => {
  await using bench = await openBench();
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
  await using storage = await openDropboxStorage({ backend: "dropbox" }, bench.context, bench.dropbox.fetch);
  await expect(storage.store(bench.clip, running)).rejects.toMatchObject({
    message: words("key of a Dropbox app"),
  });
});

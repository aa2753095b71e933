import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CODE, openDropboxBench, openStrangeDropbox } from "#test/dropbox-bench.ts";

const running = new AbortController().signal;
const words = (text: string) => expect.stringContaining(text) as string;

test("before the owner has logged in clips wait, and the sentence says where to do it", async () => {
  await using bench = await openStrangeDropbox();

  const refusal = await bench.refusalOf();

  expect(refusal).toMatchObject({ kind: "unavailable", message: words("not allowed access yet") });
  expect(refusal.message).toContain("panel, System");
  expect(bench.dropbox.seen).toEqual([]);
  expect(await bench.storage.login.isDone()).toBe(false);
});

test("the link is the same until it was used, and the code makes the clips go at once and for good", async () => {
  await using bench = await openStrangeDropbox();
  const { login } = bench.storage;
  await bench.refusalOf();

  const link = await bench.allow(login);
  const again = await (await bench.open()).login.url();
  await login.finish(CODE);
  await bench.storage.store(bench.clip, running);
  await (await bench.open()).store(bench.clip, running);

  expect(again).toBe(link.href);
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    client_id: "appkey1",
    response_type: "code",
    token_access_type: "offline",
    code_challenge_method: "S256",
  });
  expect(await login.isDone()).toBe(true);
  const exchanges = bench.dropbox.seen.filter(({ args }) => args["grant_type"] === "authorization_code");
  expect(exchanges).toHaveLength(1);
  expect(await login.url()).not.toBe(link.href);
});

test("the permission is the app's alone to read, and nothing of it is told", async () => {
  await using bench = await openDropboxBench();
  bench.dropbox.fault = () => ({ status: 500, error: { error_summary: "internal/" } });

  const refusal = await bench.refusalOf(bench.storage);

  const file = join(bench.context.dataDir, "dropbox.json");
  expect((await stat(file)).mode % 0o1000).toBe(0o600);
  expect(await readFile(file, "utf8")).toContain(`refresh-${CODE}`);
  expect(JSON.stringify([refusal.message, bench.storage, bench.context.log.lines])).not.toMatch(
    /refresh-|access-of/,
  );
});

test("a code that is wrong is refused in words, and the right one still counts", async () => {
  await using bench = await openStrangeDropbox();
  const { login } = bench.storage;

  await expect(login.finish(CODE)).rejects.toMatchObject({
    kind: "rejected",
    message: words("Open the link first"),
  });
  await bench.allow(login);
  await expect(login.finish("mistyped")).rejects.toMatchObject({
    kind: "rejected",
    message: words("does not know"),
  });
  expect(await login.isDone()).toBe(false);
  await login.finish(CODE);

  await expect(bench.storage.store(bench.clip, running)).resolves.toHaveProperty("uri");
});

test("without internet the code is kept for another attempt", async () => {
  await using bench = await openStrangeDropbox();
  const { login } = bench.storage;
  await bench.allow(login);
  bench.dropbox.fault = () => {
    throw new TypeError("fetch failed");
  };

  await expect(login.finish(CODE)).rejects.toMatchObject({
    kind: "unavailable",
    message: words("cannot be reached"),
  });
  bench.dropbox.fault = () => undefined;

  await expect(login.finish(CODE)).resolves.toBeUndefined();
});

test("a permission that was withdrawn is told, and logging in again mends it", async () => {
  await using bench = await openDropboxBench();
  await bench.storage.store(bench.clip, running);
  bench.dropbox.tokens.clear();
  bench.dropbox.files.clear();

  const first = await bench.refusalOf(bench.storage);
  const withdrawn = await bench.refusalOf(bench.storage);
  expect(await bench.storage.login.isDone()).toBe(false);
  await bench.allow(bench.storage.login, "second-code");
  await bench.storage.login.finish("second-code");
  await bench.storage.store(bench.clip, running);

  expect(first.message).toContain("renewed");
  expect(withdrawn.message).toContain("does not allow access any more");
  expect(bench.dropbox.files.size).toBe(2);
});

test.each([
  ["half a file", '{"app_key":'],
  ["that of another app", JSON.stringify({ app_key: "other", refresh_token: "r" })],
])("%s of permissions is none", async (_name, text) => {
  await using bench = await openStrangeDropbox();
  await writeFile(join(bench.context.dataDir, "dropbox.json"), text);

  expect(await bench.storage.login.isDone()).toBe(false);
});

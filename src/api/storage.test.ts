import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import type { StorageLogin } from "#ports/clip-storage.ts";
import { CODE as OWNERS_CODE, openStrangeDropbox } from "#test/dropbox-bench.ts";
import { aFakeStorage } from "#test/fakes/storage.ts";
import { problemOf } from "./problem-document.ts";
import { addStorages } from "./storage-routes.ts";
import type { StoragePart } from "./storage-wire.ts";

const CODE = "the-right-code";
const PAGE = "https://www.dropbox.com/oauth2/authorize?client_id=k";

function openWith(storages: () => readonly StoragePart[]) {
  const api = new OpenAPIHono();
  api.onError((cause, c) => problemOf(c, cause));
  addStorages(api, storages);
  return async (path: string, body?: unknown) => {
    const json = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    const answer = await api.request(path, body === undefined ? {} : json);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
}

function openApi() {
  const given: string[] = [];
  let isAllowed = false;
  const login: StorageLogin = {
    isDone: async () => isAllowed,
    url: async () => PAGE,
    finish: async (code) => {
      given.push(code);
      if (code !== CODE) throw new Failure("rejected", "Dropbox does not know this code.");
      isAllowed = true;
    },
  };
  const hours = { from: 22 * 60, to: 6 * 60 + 5 };
  const ask = openWith(() => [
    { storage: { ...aFakeStorage({ place: "dropbox" }), login }, waiting: 3 },
    { storage: aFakeStorage({ place: "webdav:cloud.example", hours }), waiting: 0, trouble: "It is full." },
  ]);
  return { ask, given };
}

const cloud = {
  place: "webdav:cloud.example",
  login: "none",
  hours: { from: "22:00", to: "06:05" },
  waiting: 0,
  trouble: "It is full.",
};
const dropbox = { place: "dropbox", login: "needed", hours: null, waiting: 3, trouble: null };

test("each place is told with what waits, what is wrong, its hours, and whether it wants a log-in", async () => {
  const { ask } = openApi();

  expect(await ask("/storage")).toEqual({ status: 200, body: { places: [dropbox, cloud] } });
});

test("the owner gets a page, and its code ends the log-in", async () => {
  const { ask, given } = openApi();

  const page = await ask("/storage/0/login");
  const done = await ask("/storage/0/login", { code: ` ${CODE}\n` });

  expect(page).toEqual({ status: 200, body: { url: PAGE } });
  expect(given).toEqual([CODE]);
  expect(done).toEqual({ status: 200, body: { places: [{ ...dropbox, login: "done" }, cloud] } });
});

test("a code that is refused is told in words, and never said back", async () => {
  const { ask } = openApi();

  const refused = await ask("/storage/0/login", { code: "mistyped-secret" });

  expect(refused).toMatchObject({ status: 409, body: { detail: "Dropbox does not know this code." } });
  expect(JSON.stringify(refused)).not.toContain("mistyped-secret");
});

test.each([
  ["/storage/1/login", { code: CODE }, 409],
  ["/storage/2/login", { code: CODE }, 404],
  ["/storage/x/login", { code: CODE }, 400],
  ["/storage/-1/login", { code: CODE }, 400],
  ["/storage/0/login", { code: "  " }, 400],
  ["/storage/0/login", { code: "x".repeat(513) }, 400],
  ["/storage/0/login", { code: CODE, more: 1 }, 400],
])("%s is not asked with %j", async (path, body, status) => {
  const { ask, given } = openApi();

  expect((await ask(path, body)).status).toBe(status);
  expect(given).toEqual([]);
});

test("a clip goes to Dropbox once the owner was led through its log-in, and no answer holds a token", async () => {
  await using bench = await openStrangeDropbox();
  const ask = openWith(() => [{ storage: bench.storage, waiting: 1 }]);
  const running = new AbortController().signal;
  await expect(bench.storage.store(bench.clip, running)).rejects.toThrow("not allowed access yet");

  const before = await ask("/storage");
  const page = await ask("/storage/0/login");
  const challenge = new URL(String(page.body["url"])).searchParams.get("code_challenge") ?? "";
  bench.dropbox.codes.set(OWNERS_CODE, challenge);
  const after = await ask("/storage/0/login", { code: OWNERS_CODE });
  await bench.storage.store(bench.clip, running);

  expect([before, after].map(({ body }) => body)).toMatchObject([
    { places: [{ place: "dropbox", login: "needed" }] },
    { places: [{ place: "dropbox", login: "done" }] },
  ]);
  expect(JSON.stringify([before, page, after])).not.toMatch(/refresh-|access-of|verifier/);
});

import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveBytes } from "#test/servers/bytes.ts";
import { download, hasFile } from "./download.ts";

const content = Buffer.from("a model".repeat(10_000));
const sha256 = createHash("sha256").update(content).digest("hex");
const running = new AbortController().signal;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-download-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a file appears whole, under its name, in a folder made for it", async () => {
  await using server = await serveBytes((_, response) => response.end(content));
  const path = join(folder, "models", "model.onnx");

  await download(path, fileAt(server.url), running);

  expect(await readFile(path)).toEqual(content);
  expect(await readdir(join(folder, "models"))).toEqual(["model.onnx"]);
  expect(await hasFile(path, fileAt(server.url))).toBe(true);
});

const failures: readonly (readonly [what: string, answer: RequestListener, why: string])[] = [
  ["an error", (_, response) => response.writeHead(503).end("later"), "answered 503"],
  [
    "other content of the same size",
    (_, response) => response.end(Buffer.alloc(content.length)),
    "another file",
  ],
  ["too little", (_, response) => response.end("too short"), "another file"],
  ["without end", (_, response) => pour(response), "another file"],
  [
    "half of it and hangs up",
    (_, response) =>
      response.writeHead(200, { "content-length": content.length }).write("half", () => response.destroy()),
    "broke off",
  ],
];

test.each(failures)("a server that sends %s leaves nothing behind but a sentence", async (_, answer, why) => {
  await using server = await serveBytes(answer);

  const outcome = download(join(folder, "model.onnx"), fileAt(server.url), running);

  await expect(outcome).rejects.toMatchObject({ kind: "unavailable", message: expect.stringContaining(why) });
  expect(await readdir(folder)).toEqual([]);
});

test("a server that is not there is told by its name", async () => {
  const gone = await serveBytes(() => {});
  await gone[Symbol.asyncDispose]();

  const outcome = download(join(folder, "model.onnx"), fileAt(gone.url), running);

  await expect(outcome).rejects.toThrow("could not be reached");
});

test("stopping in the middle leaves nothing behind", async () => {
  const abort = new AbortController();
  await using server = await serveBytes((_, response) => {
    response.write("first bytes", () => abort.abort());
  });

  const outcome = download(join(folder, "model.onnx"), fileAt(server.url), abort.signal);

  await expect(outcome).rejects.toMatchObject({ kind: "aborted" });
  expect(await readdir(folder)).toEqual([]);
});

test("a file that was changed, cut or never came is not the file", async () => {
  const path = join(folder, "model.onnx");
  const file = fileAt("http://127.0.0.1/");

  expect(await hasFile(path, file)).toBe(false);
  await writeFile(path, content.subarray(1));
  expect(await hasFile(path, file)).toBe(false);
  await writeFile(path, Buffer.concat([content.subarray(1), Buffer.from("x")]));
  expect(await hasFile(path, file)).toBe(false);
});

const fileAt = (url: string) => ({ url, bytes: content.length, sha256 });

function pour(response: Parameters<RequestListener>[1]): void {
  const more = () => response.write(Buffer.alloc(64 * 1024), (error) => error ?? setImmediate(more));
  more();
}

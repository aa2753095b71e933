import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveBytes } from "#test/servers/bytes.ts";
import { catalogue } from "./catalogue.ts";
import { findModel, type ModelPlaces } from "./model-file.ts";

const content = Buffer.from("weights");
const running = new AbortController().signal;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-models-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const placesWith = (url: string): ModelPlaces => ({
  shipped: join(folder, "shipped"),
  downloaded: join(folder, "models"),
  catalogue: {
    small: {
      file: "small.onnx",
      url,
      bytes: content.length,
      sha256: createHash("sha256").update(content).digest("hex"),
      licence: "Apache-2.0",
    },
  },
});
const offline = "http://127.0.0.1:9/";
const noDownload = () => {
  throw new Error("nothing is to be downloaded");
};

test("the image's model is taken before any other", async () => {
  const places = placesWith(offline);
  for (const place of ["shipped", "models"]) {
    await mkdir(join(folder, place));
    await writeFile(join(folder, place, "small.onnx"), content);
  }

  expect(await findModel("small", places, noDownload, running)).toBe(join(folder, "shipped", "small.onnx"));
});

test("a model that lies nowhere is downloaded once", async () => {
  await using server = await serveBytes(content);
  const places = placesWith(server.url);
  let downloads = 0;

  const first = await findModel("small", places, () => downloads++, running);
  const second = await findModel("small", places, () => downloads++, running);

  expect([first, second]).toEqual(Array.from({ length: 2 }).fill(join(folder, "models", "small.onnx")));
  expect(downloads).toBe(1);
  expect(await readFile(first)).toEqual(content);
});

test("a damaged download is replaced", async () => {
  await using server = await serveBytes(content);
  await mkdir(join(folder, "models"));
  await writeFile(join(folder, "models", "small.onnx"), Buffer.from("Weights"));

  const path = await findModel("small", placesWith(server.url), () => {}, running);

  expect(await readFile(path)).toEqual(content);
});

test("the owner's own file is taken by its path", async () => {
  expect(await findModel("/share/my.onnx", placesWith(offline), noDownload, running)).toBe("/share/my.onnx");
});

test.each(["yolo99", "my.onnx", "constructor", "../small"])(
  "%s is no model, and the sentence says what is",
  async (name) => {
    await expect(findModel(name, placesWith(offline), noDownload, running)).rejects.toMatchObject({
      kind: "rejected",
      message: `There is no detection model called ${name}. Use small, or the full path of your own ONNX file.`,
    });
  },
);

test("what we ship has a checksum, a licence that allows it and a fixed address", () => {
  for (const model of Object.values(catalogue)) {
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(["Apache-2.0", "MIT"]).toContain(model.licence);
    expect(model.url).toMatch(/^https:\/\/.*\/[0-9a-f]{40}\//);
  }
});

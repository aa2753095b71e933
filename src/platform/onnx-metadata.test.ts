import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeModel } from "#test/models/onnx-writer.ts";
import { readModelMetadata } from "./onnx-metadata.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-metadata-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const weights = { name: "weights", dims: [100_000], values: Array.from<number>({ length: 100_000 }).fill(1) };
const model = (metadata: Record<string, string>) =>
  encodeModel({ inputs: [], outputs: [], nodes: [], constants: [weights], metadata });

async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${bytes.length}.onnx`);
  await writeFile(path, bytes);
  return path;
}

test("metadata are read from behind the weights", async () => {
  const path = await fileOf(model({ names: "{0: 'Fußgänger'}", stride: "32" }));

  expect(await readModelMetadata(path)).toEqual({ names: "{0: 'Fußgänger'}", stride: "32" });
});

test("a model without metadata has none", async () => {
  expect(await readModelMetadata(await fileOf(model({})))).toEqual({});
});

test("an entry longer than any list of names is passed over", async () => {
  const path = await fileOf(model({ huge: "x".repeat(300_000), stride: "32" }));

  expect(await readModelMetadata(path)).toEqual({ stride: "32" });
});

test("a damaged file has what could be read, and never hangs", async () => {
  const whole = model({ names: "{0: 'person'}" });

  expect(await readModelMetadata(await fileOf(whole.subarray(0, whole.length - 3)))).toEqual({});
  expect(await readModelMetadata(await fileOf(Buffer.alloc(4096, 0xff)))).toEqual({});
  expect(await readModelMetadata(await fileOf(Buffer.alloc(0)))).toEqual({});
  expect(await readModelMetadata(await fileOf(Buffer.from("just some text, no model")))).toEqual({});
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { readRulesFile } from "./replay-rules.ts";

const at = (x: number, y: number) => ({ x, y });
const porch = { id: "porch", name: "Porch", polygon: [at(0.1, 0.1), at(0.9, 0.1), at(0.5, 0.9)] };

let dir: TempDir;
beforeAll(async () => {
  dir = await makeTempDir();
});
afterAll(() => dir[Symbol.asyncDispose]());

async function read(content: unknown) {
  const file = join(dir.path, "rules.json");
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return await readRulesFile(file);
}

test("rules are read as they are saved, and as the API answers them", async () => {
  const plain = await read({ version: 3, zones: [porch] });
  const answered = await read({ rules: { version: 3, zones: [porch] }, plan: { can: [], never: [] } });

  expect(plain).toMatchObject({ version: 3, zones: [{ name: "Porch", inertia: 3 }], lines: [] });
  expect(answered).toEqual(plain);
});

test.each([
  [{ zones: [{ ...porch, polygon: [at(0, 0)] }] }, /"zones\.0\.polygon" must have at least three/],
  [{ zones: [porch, porch] }, /"zones\.1" must not be there twice: "Porch"/],
  [{ zonez: [porch] }, /it names zonez\. Known are version, zones, lines, masks, size, alerts_on_left\.$/],
  [[porch], /it is not right \(.*object.*\)\.$/],
  ["{", /is not valid JSON/],
  ["", /is not valid JSON/],
  [`"${"x".repeat(1024 * 1024)}"`, /has more than 1048576 bytes/],
])("wrong rules are refused with a sentence (%#)", async (content, message) => {
  await expect(read(content)).rejects.toMatchObject({
    kind: "rejected",
    message: expect.stringMatching(message),
  });
});

test("a file that is not there is named", async () => {
  const file = join(dir.path, "nowhere.json");

  await expect(readRulesFile(file)).rejects.toThrow(
    `The rules file ${file} cannot be read: it does not exist.`,
  );
});

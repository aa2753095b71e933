import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTempDir } from "#test/temp-dir.ts";
import { loadOptions } from "./load.ts";

const huge = `{"cameras": [${'{"name": "x", "url": "rtsp://h/1"},'.repeat(40_000)}]}`;

test.each([
  ["empty", "  \n", /is empty/],
  ["huge", huge, /bytes; more than/],
  ["cut off", '{"cameras": [{"name": "Door", "url": "rtsp://admin:topsecret@h/1"', /not valid JSON/],
  ["a stray word", '{"cameras": []}\n  topsecret', /not valid JSON in line 2, column 3/],
])("an options file that is %s gives one sentence and the defaults", async (_, text, sentence) => {
  await using dir = await makeTempDir();
  const file = join(dir.path, "options.json");
  await writeFile(file, text);

  const { problems, options, cameras } = await loadOptions(file);

  expect(problems).toHaveLength(1);
  expect(problems[0]?.sentence).toMatch(sentence);
  expect(problems[0]?.sentence).not.toMatch(/topsecret/);
  expect(cameras).toEqual([]);
  expect(options.log_level).toBe("info");
});

test("a missing file and a folder are sentences, too", async () => {
  await using dir = await makeTempDir();
  await mkdir(join(dir.path, "folder"));

  expect((await loadOptions(join(dir.path, "none.json"))).problems[0]?.sentence).toMatch(/it does not exist/);
  expect((await loadOptions(join(dir.path, "folder"))).problems[0]?.sentence).toMatch(/it is a folder/);
});

import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { makeTempDir } from "#test/temp-dir.ts";
import { figuresOf } from "./figures.ts";
import { appendHistory, type Entry, readHistory, rivalsOf } from "./history.ts";

function anEntry(fields: Partial<Entry> = {}, balanced = 0.5): Entry {
  return {
    at: "2026-06-01T12:00:00.000Z",
    backend: "openai",
    model: "big",
    host: "127.0.0.1:1",
    answered_as: "big-2026",
    pictures: { max_frames: 8, max_size: 1024, quality: 80 },
    prompt_hash: "0123456789abcdef",
    cases_hash: "aa",
    cases: 3,
    figures: { ...figuresOf([]), balanced },
    ...fields,
  };
}

test("what was kept is read back as it was, in its order", async () => {
  await using dir = await makeTempDir();
  const path = `${dir.path}/new/folder/history.jsonl`;
  const both = [anEntry(), anEntry({ model: "small" }, 1)];

  for (const entry of both) await appendHistory(path, entry);

  expect(await readHistory(path)).toEqual({ entries: both, unreadable: 0 });
  expect(await readHistory(`${dir.path}/none.jsonl`)).toEqual({ entries: [], unreadable: 0 });
});

test("of a file that has grown too long the end is read, from a whole line on", async () => {
  await using dir = await makeTempDir();
  const path = `${dir.path}/history.jsonl`;
  await writeFile(path, `${JSON.stringify({ long: "x".repeat(9 * 1024 * 1024) })}\n`);
  await appendHistory(path, anEntry());

  expect(await readHistory(path)).toEqual({ entries: [anEntry()], unreadable: 0 });
});

test("a run meets its own last run and the last one of each other model, the best first, over the same cases", () => {
  const now = anEntry({}, 0.9);
  const own = anEntry({}, 0.8);
  const weak = anEntry({ model: "small" }, 0.3);
  const strong = anEntry({ model: "other" }, 0.95);
  const elsewhere = anEntry({ host: "127.0.0.1:2" }, 0.6);
  const history = [
    anEntry({}, 0.1),
    anEntry({ model: "small" }, 1),
    own,
    weak,
    strong,
    elsewhere,
    anEntry({ model: "fourth", cases_hash: "bb" }, 1),
  ];

  expect(rivalsOf(history, now)).toEqual({ before: own, others: [strong, elsewhere, weak] });
});

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { hashOfCases, readCases } from "./read-cases.ts";

const good = { at: "2026-06-01T14:05:00", expect: { risk_at_most: "low" }, seen: [] };
const never = new AbortController().signal;
let dir: TempDir;
beforeEach(async () => {
  dir = await makeTempDir();
});
afterEach(() => dir[Symbol.asyncDispose]());

async function put(files: Readonly<Record<string, unknown>>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(dir.path, name);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  }
  return dir.path;
}

test("a case is a file beside its clip, or a folder of its own; other files do not matter", async () => {
  const folder = await put({
    "door.json": good,
    "door.mp4": "clip",
    "yard/case.json": good,
    "yard/clip.mkv": "clip",
    "shared.json": { ...good, clip: "door.mp4" },
    "notes.txt": "hello",
    "empty/readme.txt": "no case",
  });

  const { cases, complaints } = await readCases(folder);
  const found = cases.map(async ({ name, clipPath }) => [name, await clipPath(never)]);

  expect(complaints).toEqual([]);
  expect(await Promise.all(found)).toEqual([
    ["door", join(folder, "door.mp4")],
    ["shared", join(folder, "door.mp4")],
    ["yard", join(folder, "yard/clip.mkv")],
  ]);
});

test.each([
  ["no JSON", "{", "is not valid JSON: look for a missing comma"],
  ["a word that nobody knows", { ...good, risk: "low" }, 'Unrecognized key: "risk"'],
  [
    "a level that there is not",
    { ...good, expect: { risk_at_most: "tiny" } },
    "expect.risk_at_most: Invalid option",
  ],
  ["a time with a zone", { ...good, at: "2026-06-01T14:05:00Z" }, "at: must look like 2026-06-01T14:05:00."],
  ["no expectation", { at: good.at }, "expect: Invalid input"],
  ["nothing to hold", { ...good, expect: {} }, "expects nothing"],
  ["no clip", { ...good, clip: "gone.mp4" }, "has no clip: put gone.mp4 beside it."],
  [
    "a twin that is not there",
    { ...good, expect: { risk_not_below: "other" } },
    "is to be compared with other",
  ],
])("a file with %s is a sentence that names it", async (_, content, sentence) => {
  const folder = await put({
    "wrong.json": content,
    "wrong.mp4": "clip",
    "right.json": good,
    "right.mp4": "clip",
  });

  const { complaints } = await readCases(folder);

  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain("wrong");
  expect(complaints[0]).toContain(sentence);
});

test("a name that is no name, a folder without cases and one that is not there are sentences", async () => {
  const folder = await put({ "My Case.json": good });

  expect((await readCases(folder)).complaints[0]).toContain("needs another name");
  expect((await readCases(join(folder, "gone"))).complaints[0]).toContain("cannot be read");
  await mkdir(join(folder, "none"));
  expect((await readCases(join(folder, "none"))).complaints[0]).toContain("holds no cases");
});

test("the same cases have the same hash wherever they lie, and others another one", async () => {
  const { cases } = await readCases(
    await put({ "a.json": good, "a.mp4": "1", "b.json": good, "b.mp4": "2" }),
  );

  const hash = await hashOfCases(cases, never);
  const elsewhere = cases.toReversed().map((one) => ({ ...one, clipPath: async () => "/elsewhere" }));

  expect(await hashOfCases(elsewhere, never)).toBe(hash);
  expect(await hashOfCases(cases.slice(1), never)).not.toBe(hash);
  expect(
    await hashOfCases(
      cases.map((one) => ({ ...one, mode: "night" })),
      never,
    ),
  ).not.toBe(hash);
});

test("where the detector is to look, the clip itself counts for the hash", async () => {
  const { seen: _, ...unseen } = good;
  const folder = await put({ "a.json": unseen, "a.mp4": "1" });
  const { cases } = await readCases(folder);
  const hash = await hashOfCases(cases, never);

  await put({ "a.mp4": "another" });

  expect(await hashOfCases(cases, never)).not.toBe(hash);
});

test("the case that the documents show is one", async () => {
  const page = await readFile(new URL("../../docs/evaluation.md", import.meta.url), "utf8");
  const [, example] = /```json\n([\s\S]+?)```/u.exec(page) ?? [];
  const folder = await put({ "shown.json": example ?? "", "shown.mp4": "clip" });

  const { cases, complaints } = await readCases(folder);

  expect(complaints).toEqual([]);
  expect(cases[0]).toMatchObject({ name: "shown", mode: "away", seen: [{ label: "person" }] });
});

import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { manifest } from "#addon/manifest.ts";
import { runProcess } from "#platform/process.ts";
import { copySqlite } from "#platform/sqlite-copy.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { aClipState, anEvent } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";

const running = new AbortController().signal;
/** What the Supervisor does (`_is_excluded_by_filter`): whatever matches from the right stays out, folders whole. */
const RULE = `
import json, sys, pathlib
names, patterns = json.load(sys.stdin)
print(json.dumps([n for n in names if not any(pathlib.PurePath("/data/apps/data/x", n).match(p) for p in patterns)]))
`;

async function backedUp(names: readonly string[]): Promise<readonly string[]> {
  const input = Buffer.from(JSON.stringify([names, manifest.backup_exclude]));
  const { stdout, stderr } = await runProcess("python3", ["-c", RULE], { timeoutMs: 30_000, input }, running);
  expect(stderr).toBe("");
  return JSON.parse(stdout.toString()) as string[];
}

test("a backup that is made while the app runs is small, and the app starts from it", async () => {
  await using dir = await makeTempDir();
  await using restored = await makeTempDir();
  const state = aClipState();
  {
    const context = makeContext(dir.path);
    await using store = await sqlite.open({ backend: "sqlite" }, context);
    await store.clips.record(state, anEvent(state));
    await store.settings.write("home.install_id", "abc123");
    await copySqlite(join(dir.path, "porchlight.db"), join(dir.path, "porchlight.db.backup"), running);
    await mkdir(join(dir.path, "models"));
    const others = [
      "options.json",
      "porchlight.db.backup.part-journal",
      "porchlight.db.corrupt-20260101T000000Z-wal",
    ];
    for (const name of [...others, "yolox_s.onnx.part"]) await writeFile(join(dir.path, name), "{}");
    for (const name of await backedUp(await readdir(dir.path))) {
      await cp(join(dir.path, name), join(restored.path, basename(name)));
    }
  }

  expect((await readdir(restored.path)).toSorted()).toEqual(["options.json", "porchlight.db.backup"]);
  const context = makeContext(restored.path);
  await using store = await sqlite.open({ backend: "sqlite" }, context);
  expect(await store.clips.get(state.clip_id)).toEqual(state);
  expect(await store.settings.read("home.install_id")).toBe("abc123");
  expect(context.problems.size).toBe(0);
});

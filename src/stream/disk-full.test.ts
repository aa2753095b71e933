import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { framesOf, pictureHashes } from "#test/frames.ts";
import { recordInto, until } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";

const rules = { postRollMs: 2_000, maxClipMs: 600_000, minClipMs: 500, mergeGapMs: 1_000, resumeMs: 60_000 };
const RATE = 15;
const DISK_BYTES = 2 * 1024 * 1024;
const scene = () => makeMedia({ codec: "h264", size: "640x480", seconds: 20 });

/** A disk of 2 MB, or nothing where we may not mount. */
function mountTinyDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "porchlight-tiny-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", folder]);
  onTestFinished(() => {
    if (status === 0) spawnSync("umount", [folder]);
    rmdirSync(folder);
  });
  return status === 0 ? folder : undefined;
}

test("a full disk ends the clip with what it has, is told, and recording goes on by itself when there is space", async (context) => {
  const mediaDir = mountTinyDisk();
  if (!mediaDir) return context.skip("needs the right to mount a tiny disk");
  const ballast = join(mediaDir, "ballast");
  await writeFile(ballast, Buffer.alloc(DISK_BYTES - 500_000));
  await using box = await recordInto({ rules, preRollMs: 1_000, mediaDir, freeBytesMin: 600_000 });
  const { init, frames } = await framesOf(await scene());
  const fromMs = 2_000;

  await box.play(
    { init, frames: frames.slice(0, 12 * RATE) },
    { moves: (atMs) => atMs > fromMs, keepOpen: true },
  );
  const [full] = await box.clips(1);
  const told = [...box.problems.values()];
  await rm(ballast);
  await until(async () => {
    await box.clock.advance(500);
    return box.problems.size === 0;
  }, "the all-clear");
  for (const frame of frames.slice(12 * RATE, 17 * RATE)) {
    await box.clock.advance(frame.durationMs);
    box.ring.push({ ...frame, arrivedAtMs: box.clock.now() });
    box.recorder.motion("motion");
  }
  box.ring.end();
  const [, resumed] = await box.clips(2);

  const source = await pictureHashes(await scene());
  const kept = await pictureHashes(full?.path ?? "");
  expect(told).toEqual([
    "The disk is full, so nothing can be recorded. Free some space; recording then goes on by itself.",
  ]);
  expect(kept.length).toBeGreaterThan(RATE);
  expect(kept).toEqual(source.slice(RATE, RATE + kept.length));
  expect(await pictureHashes(resumed?.path ?? "")).toEqual(source.slice(12 * RATE, 17 * RATE));
  expect(resumed).toMatchObject({ happening: full?.id, part: 2 });
});

test("a disk that was full from the start leaves no empty clip", async (context) => {
  const mediaDir = mountTinyDisk();
  if (!mediaDir) return context.skip("needs the right to mount a tiny disk");
  await writeFile(join(mediaDir, "ballast"), Buffer.alloc(DISK_BYTES)).catch(() => {});
  await using box = await recordInto({ rules, preRollMs: 1_000, mediaDir });
  const { init, frames } = await framesOf(await scene());

  await box.play({ init, frames: frames.slice(0, 6 * RATE) }, { moves: (atMs) => atMs > 2_000 });
  await box.recorder[Symbol.asyncDispose]();

  expect([...box.problems.keys()]).toEqual(["disk"]);
  expect(await readdir(box.folder).catch(() => [])).toEqual([]);
});

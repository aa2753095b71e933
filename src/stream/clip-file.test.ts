import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { framesOf, pictureHashes } from "#test/frames.ts";
import { porch, porchFacts } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";
import { type ClipFileOptions, DiskTooSlow, openClipFile } from "./clip-file.ts";
import { reserveClip } from "./clip-name.ts";

const startedAtMs = Date.UTC(2026, 5, 1, 12, 0, 0, 700);
const scene = () => makeMedia({ codec: "h264", seconds: 8 });

async function openBench(more: Partial<ClipFileOptions> = {}) {
  const temp = await mkdtemp(join(tmpdir(), "porchlight-clip-"));
  onTestFinished(() => rm(temp, { recursive: true, force: true }));
  const folder = join(temp, "clips", "porch");
  const { init, frames } = await framesOf(await scene());
  const failures: unknown[] = [];
  const file = openClipFile({
    folder,
    camera: porch.slug,
    init,
    startedAtMs,
    clock: makeManualClock(),
    facts: porchFacts(startedAtMs),
    onFailure: (cause) => void failures.push(cause),
    ...more,
  });
  return { temp, folder, frames, file, failures };
}

test("the growing file can be played at any moment and begins at zero, wherever the session is", async () => {
  const { folder, file, frames } = await openBench();

  for (const frame of frames.slice(45, 75)) file.write(frame);
  const part = await file.close();

  const source = await pictureHashes(await scene());
  expect(part).toMatchObject({ id: "porch_20260601T120000Z", videoFrames: 30 });
  expect(part?.durationMs).toBeCloseTo(2_000, 0);
  expect(await pictureHashes(part?.path ?? "")).toEqual(source.slice(45, 75));
  expect(await readdir(folder)).toEqual(["porch_20260601T120000Z.part.mp4"]);
});

test("a file that was given no picture is gone when it is closed", async () => {
  const { folder, file } = await openBench();

  expect(await file.close()).toBeUndefined();
  expect(await file.close()).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test("when the disk cannot keep up the file ends there, once, and keeps what it has", async () => {
  const { file, frames, failures } = await openBench({ backlogBytesMax: 60_000 });

  for (const frame of frames) file.write(frame);
  const part = await file.close();

  const source = await pictureHashes(await scene());
  const kept = await pictureHashes(part?.path ?? "");
  expect(failures).toHaveLength(1);
  expect(failures[0]).toBeInstanceOf(DiskTooSlow);
  expect(kept.length).toBeGreaterThan(3);
  expect(kept.length).toBeLessThan(source.length / 2);
  expect(kept).toEqual(source.slice(0, kept.length));
});

test("a folder that cannot be made is a failure, not a crash", async () => {
  const temp = await mkdtemp(join(tmpdir(), "porchlight-clip-"));
  onTestFinished(() => rm(temp, { recursive: true, force: true }));
  await writeFile(join(temp, "clips"), "a file where the folder should be");
  const { file, frames, failures } = await openBench({ folder: join(temp, "clips", "porch") });

  for (const frame of frames.slice(0, 5)) file.write(frame);

  expect(await file.close()).toBeUndefined();
  expect(failures).toHaveLength(1);
  await expect(file.id).rejects.toThrow("ENOTDIR");
});

test("a name is never given twice: not to two at once, and not where a clip lies already", async () => {
  const { temp } = await openBench();
  const folder = join(temp, "clips", "garden");
  const first = await reserveClip(folder, porch.slug, startedAtMs);
  await first.handle.close();
  await rm(join(folder, `${first.id}.part.mp4`));
  await writeFile(join(folder, `${first.id}.mp4`), "a clip of before");

  const both = await Promise.all([1, 2, 3].map(() => reserveClip(folder, porch.slug, startedAtMs)));
  for (const { handle } of both) await handle.close();

  expect(both.map(({ id }) => id).sort()).toEqual([`${first.id}_2`, `${first.id}_3`, `${first.id}_4`]);
  expect(await readFile(join(folder, `${first.id}.mp4`), "utf8")).toBe("a clip of before");
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { HappeningId } from "#domain/ids.ts";
import { framesOf, pictureHashes, probe } from "#test/frames.ts";
import { noLog, until } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";
import { noteBox } from "./clip-note.ts";
import { rebase } from "./rebase.ts";
import { repairClips } from "./repair.ts";

const running = new AbortController().signal;
const id = "porch_20260601T120000Z";
const scene = () => makeMedia({ codec: "h264", audio: "aac", seconds: 8 });

async function folderOfClips() {
  const mediaDir = await mkdtemp(join(tmpdir(), "porchlight-repair-"));
  onTestFinished(() => rm(mediaDir, { recursive: true, force: true }));
  const folder = join(mediaDir, "clips", "porch");
  await mkdir(folder, { recursive: true });
  return { mediaDir, folder, part: join(folder, `${id}.part.mp4`) };
}

/** A part file of the first `count` fragments of the scene, as the recorder leaves it. */
async function unfinished(count: number, withNote = true): Promise<Buffer> {
  const { init, frames } = await framesOf(await scene());
  const note = noteBox({
    cameraName: "Porch",
    happening: HappeningId.parse("porch_20260601T115900Z"),
    part: 2,
    trigger: "motion",
    source: "rtsp",
    startedAtMs: 1_780_315_200_123,
  });
  const toZero = rebase(init.bytes);
  const fragments = frames.slice(0, count).flatMap(({ bytes }) => toZero(bytes));
  return Buffer.concat([init.bytes, ...(withNote ? [note] : []), ...fragments]);
}

const repair = (mediaDir: string) => repairClips({ mediaDir, ffmpeg: "ffmpeg", log: noLog }, running);

test("a clip cut off in the middle of a frame is kept to its last whole frame, with what it knew of itself", async () => {
  const { mediaDir, folder, part } = await folderOfClips();
  const whole = await unfinished(80);
  const next = await unfinished(81);
  await writeFile(part, next.subarray(0, next.byteLength - 40));

  const [clip, ...others] = await repair(mediaDir);

  const { frames } = await framesOf(await scene());
  const kept = frames.slice(0, 80).filter(({ track }) => track === "video");
  const pictures = kept.length;
  const source = await pictureHashes(await scene());
  expect(whole.byteLength).toBeLessThan(next.byteLength);
  expect(others).toEqual([]);
  expect(await pictureHashes(clip?.path ?? "")).toEqual(source.slice(0, pictures));
  expect(clip).toMatchObject({
    id,
    camera: "porch",
    cameraName: "Porch",
    happening: "porch_20260601T115900Z",
    part: 2,
    startedAtMs: 1_780_315_200_123,
    video: { codec: "h264", audio: "aac" },
  });
  const shownMs = (kept.at(-1)?.dtsMs ?? 0) - (kept[0]?.dtsMs ?? 0) + 1000 / 15;
  expect(Math.abs((clip?.durationMs ?? 0) - shownMs)).toBeLessThan(10);
  expect((await readdir(folder)).sort()).toEqual([`${id}.jpg`, `${id}.mp4`]);
});

test("a clip may be cut off at any byte", async () => {
  const { mediaDir, part } = await folderOfClips();
  const bytes = await unfinished(60);

  for (const share of [0.2, 0.47, 0.71, 0.93]) {
    await writeFile(part, bytes.subarray(0, Math.floor(bytes.byteLength * share)));
    const [clip] = await repair(mediaDir);
    const hashes = await pictureHashes(clip?.path ?? "");
    expect(hashes.length).toBe(Number((await probe(clip?.path ?? "")).streams[0]?.nb_frames));
    expect(hashes.length).toBeGreaterThan(0);
    await rm(clip?.path ?? "");
  }
});

test("a file without a whole picture is removed", async () => {
  const { mediaDir, folder, part } = await folderOfClips();
  const first = await unfinished(1);

  for (const bytes of [first.subarray(0, first.byteLength - 1), first.subarray(0, 100), Buffer.alloc(0)]) {
    await writeFile(part, bytes);
    expect(await repair(mediaDir)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  }
});

test("garbage behind the last frame is cut off, garbage alone removed", async () => {
  const { mediaDir, folder, part } = await folderOfClips();
  await writeFile(part, await unfinished(30));
  await appendFile(part, Buffer.alloc(70_000, 0));
  await writeFile(join(folder, "porch_20260601T130000Z.part.mp4"), Buffer.alloc(70_000, 0xff));

  const clips = await repair(mediaDir);

  expect(clips.map((clip) => clip.id)).toEqual([id]);
  expect((await readdir(folder)).sort()).toEqual([`${id}.jpg`, `${id}.mp4`]);
});

test("a clip without a note gets its start from its name", async () => {
  const { mediaDir, part } = await folderOfClips();
  await writeFile(part, await unfinished(30, false));

  const [clip] = await repair(mediaDir);

  expect(clip).toMatchObject({ happening: id, part: 1, startedAtMs: Date.UTC(2026, 5, 1, 12, 0, 0) });
});

test("a clip that was being finished when the box went down is finished anew, and half copies are removed", async () => {
  const { mediaDir, folder, part } = await folderOfClips();
  const bytes = await unfinished(60);
  await writeFile(part, bytes);
  await writeFile(join(folder, `${id}.mp4`), bytes);
  await writeFile(join(folder, `${id}.mp4.tmp`), bytes.subarray(0, 900));
  await writeFile(join(folder, `${id}.jpg.tmp`), "half");

  const clips = await repair(mediaDir);

  expect(clips).toHaveLength(1);
  expect((await readdir(folder)).sort()).toEqual([`${id}.jpg`, `${id}.mp4`]);
});

test("finished clips and other people's files are left alone, and no folder is no fault", async () => {
  const { mediaDir, folder } = await folderOfClips();
  const names = [`${id}.mp4`, `${id}.json`, "holiday.part.mp4", "notes.tmp"].sort();
  for (const name of names) await writeFile(join(folder, name), "as it was");

  expect(await repair(mediaDir)).toEqual([]);
  expect(await repair(join(mediaDir, "none"))).toEqual([]);
  expect((await readdir(folder)).sort()).toEqual(names);
});

test("killed in mid-capture, the clip is there after the next start, to within the last writes", async () => {
  const { mediaDir, folder } = await folderOfClips();
  const script = fileURLToPath(new URL("../../test/record-until-killed.ts", import.meta.url));
  const child = spawn(process.execPath, [script, await scene(), mediaDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const sizeOf = async () => {
    const [name] = await readdir(folder);
    return name ? (await stat(join(folder, name))).size : 0;
  };

  await until(async () => (await sizeOf()) > 100_000, "some recording");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect((await readdir(folder)).map((name) => name.replace(/^.*Z/, ""))).toEqual([".part.mp4"]);
  const [clip] = await repair(mediaDir);

  const pictures = await pictureHashes(clip?.path ?? "");
  const source = await pictureHashes(await scene());
  expect(pictures.length).toBeGreaterThan(10);
  expect(pictures).toEqual(source.slice(0, pictures.length));
  expect((await readFile(clip?.snapshotPath ?? "")).byteLength).toBeGreaterThan(1_000);
});

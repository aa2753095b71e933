import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { framesOf } from "#test/frames.ts";
import { makeMedia } from "#test/servers/media.ts";
import { openRing } from "./ring.ts";
import { openStills } from "./still.ts";

const running = new AbortController().signal;
const RATE = 15;

/** A ring with the first frames of a scene, and an ffmpeg that counts how often it is started. */
async function openBench(frames: number, size: "320x240" | "1920x1080" = "320x240") {
  const folder = await mkdtemp(join(tmpdir(), "porchlight-still-"));
  const program = join(folder, "ffmpeg");
  await writeFile(program, `#!/bin/sh\necho x >>${folder}/starts\nexec ffmpeg "$@"\n`);
  await chmod(program, 0o755);
  const ring = openRing({ maxSeconds: 10, maxBytes: 64 * 1024 * 1024 });
  const stills = openStills({ ring, ffmpeg: program, name: "Porch" });
  onTestFinished(async () => {
    await stills[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const recording = await framesOf(
    await makeMedia({ codec: "h264", size, seconds: size === "320x240" ? 8 : 2 }),
  );
  ring.begin(recording.init);
  for (const frame of recording.frames.slice(0, frames)) ring.push(frame);
  const starts = async () => (await readFile(join(folder, "starts"), "utf8")).length / 2;
  return { ring, stills, recording, starts };
}

/** Width and height from the frame header (ITU T.81 §B.2.2). */
function sizeOf(jpeg: Uint8Array): readonly number[] {
  const bytes = Buffer.from(jpeg);
  const at = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
}

test("a still is the newest key frame as a JPEG, with the time of its arrival", async () => {
  const { stills, recording } = await openBench(2 * RATE + 3);

  const { jpeg, atMs } = await stills.still(running);

  expect(sizeOf(jpeg)).toEqual([320, 240]);
  expect(atMs).toBe(recording.frames[2 * RATE]?.arrivedAtMs);
});

test("however many ask, a key frame is decoded once; the next one anew", async () => {
  const { ring, stills, recording, starts } = await openBench(2);

  const asked = await Promise.all([1, 2, 3, 4].map(() => stills.still(running)));
  await stills.still(running);
  expect(await starts()).toBe(1);
  expect(new Set(asked).size).toBe(1);

  for (const frame of recording.frames.slice(2, RATE + 1)) ring.push(frame);
  await stills.still(running);
  expect(await starts()).toBe(2);
});

test("a large picture is made no wider than 1280", async () => {
  const { stills } = await openBench(1, "1920x1080");

  expect(sizeOf((await stills.still(running)).jpeg)).toEqual([1280, 720]);
});

test("without a stream, and after it ended, there is no picture but a sentence", async () => {
  const { ring, stills } = await openBench(0);
  const nothing = { kind: "unavailable", message: "There is no picture from Porch now." };
  await expect(stills.still(running)).rejects.toMatchObject(nothing);

  const { ring: other, stills: once } = await openBench(3);
  ring.end();
  other.end();

  await expect(once.still(running)).rejects.toMatchObject(nothing);
});

test("a picture that cannot be decoded is a failure, and the next one is tried", async () => {
  const { ring, stills, recording } = await openBench(0);
  const [key] = recording.frames;
  if (!key) throw new Error("no frames");
  const broken = { ...key, bytes: key.bytes.map((byte, at) => (at < 150 ? byte : 0)) };
  ring.push(broken);

  await expect(stills.still(running)).rejects.toMatchObject({ kind: "unavailable" });
  ring.push(key);

  expect(sizeOf((await stills.still(running)).jpeg)).toEqual([320, 240]);
});

test("who no longer waits is let go; others get the picture", async () => {
  const { stills } = await openBench(1);
  const stop = new AbortController();

  const impatient = stills.still(stop.signal);
  const patient = stills.still(running);
  stop.abort();

  await expect(impatient).rejects.toMatchObject({ kind: "aborted" });
  expect((await patient).jpeg.byteLength).toBeGreaterThan(1_000);
});

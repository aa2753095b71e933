import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "#platform/clock.ts";
import type { Clock } from "#ports/clock.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { framesOf, type Recording } from "#test/frames.ts";
import { noLog, until } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";
import { type LumaPicture, openPictureFeed } from "./picture-feed.ts";
import { openRing, type WritableRing } from "./ring.ts";

const RATE = 15;
const size = { width: 160, height: 120 };
const main = () => makeMedia({ codec: "h264", gop: 30, seconds: 8 });

interface Seen extends Omit<LumaPicture, "luma"> {
  readonly luma: Buffer;
}

function openBench<C extends Clock = Clock>(clock: C, ffmpeg = "ffmpeg") {
  const rings = { main: openTestRing(), sub: openTestRing() };
  const pictures: Seen[] = [];
  const troubles: (string | undefined)[] = [];
  const rare: (number | undefined)[] = [];
  const feed = openPictureFeed({
    ...rings,
    cameraName: "Porch",
    ffmpeg,
    clock,
    log: noLog,
    sizeOf: () => size,
    onPicture: (picture) => void pictures.push({ ...picture, luma: Buffer.from(picture.luma) }),
    onFrame: () => {},
    onRareKeys: (apartMs) => void rare.push(apartMs),
    onTrouble: (_, sentence) => void troubles.push(sentence),
  });
  onTestFinished(() => feed[Symbol.asyncDispose]());
  return { clock, rings, pictures, troubles, rare, feed };
}

/** Plays frames in real time, or faster. */
async function play(
  ring: WritableRing,
  { init, frames }: Recording,
  { from = 0, to = frames.length, speed = 20 },
) {
  if (from === 0) ring.begin(init);
  for (const frame of frames.slice(from, to)) {
    await sleep(frame.durationMs / speed);
    ring.push({ ...frame, arrivedAtMs: Date.now() });
  }
}

const openTestRing = () => openRing({ maxSeconds: 30, maxBytes: 64 * 1024 * 1024 });

/** What ffmpeg makes of a whole file. */
async function grayOf(file: string, picked: string): Promise<readonly Buffer[]> {
  const filter = `select='${picked}',scale=${size.width}:${size.height}:flags=fast_bilinear`;
  const args = ["-i", file, "-vf", filter, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray"];
  const stdout = await ffmpegOutput([...args, "pipe:1"]);
  const bytes = size.width * size.height;
  return Array.from({ length: stdout.byteLength / bytes }, (_, at) =>
    stdout.subarray(at * bytes, (at + 1) * bytes),
  );
}

test("without a sub-stream every key frame becomes a picture, at once and as ffmpeg sees it", async () => {
  const { rings, pictures } = openBench(systemClock);
  const recording = await framesOf(await main());

  await play(rings.main, recording, { to: 2 * 30 + 2 });
  await until(() => pictures.length === 3, "the third picture");
  await play(rings.main, recording, { from: 2 * 30 + 2 });
  await until(() => pictures.length === 4, "the fourth picture");

  const keys = await grayOf(await main(), "eq(pict_type,I)");
  expect(
    pictures.map(({ luma }) => luma.equals(keys[pictures.findIndex((p) => p.luma === luma)] ?? luma)),
  ).toEqual([true, true, true, true]);
  expect(pictures.every(({ from, width }) => from === "main" && width === 160)).toBe(true);
});

test("awake, pictures come five times a second from the last key frame on, each later than the one before", async () => {
  const { rings, pictures, feed } = openBench(systemClock);
  const recording = await framesOf(await main());

  await play(rings.main, recording, { to: 30 + 20, speed: 1 });
  await until(() => pictures.length === 2, "both key frames");
  const asleep = pictures.length;
  feed.need("motion");
  await play(rings.main, recording, { from: 30 + 20, to: 30 + 29, speed: 1 });

  // 29 frames of the group at 15 a second, every third of them; the key frame itself was seen before.
  await until(() => pictures.length >= asleep + 9, "the pictures since the key frame");
  const all = await grayOf(await main(), "gte(n,30)*lt(n,59)*not(mod(n,3))");
  const awake = pictures.slice(asleep);
  expect(awake.map(({ luma }) => all.findIndex((picture) => picture.equals(luma)))).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
  expect(pictures.every(({ atMs }, at) => at === 0 || atMs > (pictures[at - 1]?.atMs ?? 0))).toBe(true);
});

test("quiet again, only key frames are decoded", async () => {
  const { rings, pictures, feed } = openBench(systemClock);
  const recording = await framesOf(await main());

  feed.need("motion");
  await play(rings.main, recording, { to: 30 });
  await until(() => pictures.length >= 9, "some pictures");
  feed.need("idle");
  const before = pictures.length;
  await play(rings.main, recording, { from: 30 });
  await until(() => pictures.length >= before + 3, "the key frames");

  expect(pictures.length).toBeLessThanOrEqual(before + 4);
});

test("where key frames are rare all is decoded though nothing moves, and that is told once it is known", async () => {
  const { rings, pictures, rare } = openBench(systemClock);
  const recording = await framesOf(await makeMedia({ codec: "h264", gop: 90, seconds: 14 }));

  await play(rings.main, recording, { to: 4 * RATE, speed: 10 });
  await until(() => pictures.length === 1, "the key frame");
  await play(rings.main, recording, { from: 4 * RATE, to: 5 * RATE, speed: 10 });
  await until(() => pictures.length > 10, "what came since the key frame");
  expect(rare).toEqual([]);
  await play(rings.main, recording, { from: 5 * RATE, to: 6 * RATE + 1, speed: 10 });

  expect(rare).toEqual([6000]);
});

test("the sub-stream is looked at for as long as it lives, the main stream's key frames otherwise", async () => {
  const { rings, pictures } = openBench(systemClock);
  const large = await framesOf(await main());
  const small = await framesOf(await makeMedia({ codec: "h264" }));
  const count = (from: string) => pictures.filter((picture) => picture.from === from).length;

  await play(rings.main, large, { to: 2 });
  await until(() => count("main") === 1, "a picture of the main stream");
  await play(rings.sub, small, { to: 3 * RATE });
  await until(() => count("sub") >= 14, "the pictures of the sub-stream");
  await play(rings.main, large, { from: 2, to: 2 * 30 + 1 });
  expect(count("main")).toBe(1);

  rings.sub.end();
  await play(rings.main, large, { from: 2 * 30 + 1 });
  await until(() => count("main") >= 3, "the main stream's key frames");
});

test("a decoder that cannot run is told once, tried again ever more rarely, and taken back when it works", async () => {
  const folder = await mkdtemp(join(tmpdir(), "porchlight-decoder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, "ffmpeg");
  const become = async (script: string) => {
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
  };
  await become("echo broken >&2; exit 1");
  const { rings, clock, troubles, pictures } = openBench(makeManualClock(), program);
  const { init, frames } = await framesOf(await main());
  rings.main.begin(init);
  const nudge = async () => {
    rings.main.push(frames[0] ?? Object.assign({}));
    await clock.advance(500);
  };

  await until(async () => {
    await nudge();
    return troubles.length > 0;
  }, "the sentence");
  await become('exec ffmpeg "$@"');
  await until(async () => {
    await nudge();
    return troubles.length > 1;
  }, "the all-clear");

  expect(troubles[0]).toMatch(/^Motion cannot be looked for/);
  expect(troubles[1]).toBeUndefined();
  expect(pictures.length).toBeGreaterThan(0);
});

test("a decoder that reads nothing never holds up the ring: frames are dropped, then it is replaced", async () => {
  const folder = await mkdtemp(join(tmpdir(), "porchlight-decoder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, "ffmpeg");
  await writeFile(program, "#!/bin/sh\nexec sleep 600\n");
  await chmod(program, 0o755);
  const { rings, clock, feed, troubles } = openBench(makeManualClock(), program);
  const { init, frames } = await framesOf(await main());
  const [key] = frames;
  if (!key) throw new Error("no frames");
  const heard: number[] = [];
  rings.main.subscribe((event) => void (event.type === "frame" && heard.push(event.frame.dtsMs)));

  rings.main.begin(init);
  const huge = { ...key, bytes: new Uint8Array(6 * 1024 * 1024) };
  for (let count = 0; count < 6; count += 1) rings.main.push({ ...huge, dtsMs: count });
  expect(heard).toEqual([0, 1, 2, 3, 4, 5]);
  expect(feed.dropped).toBeGreaterThan(0);

  await until(async () => {
    await clock.advance(4_000);
    rings.main.push(key);
    return troubles.length > 0;
  }, "the sentence");
});

import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { framesOf, pictureHashes, probe } from "#test/frames.ts";
import { noLog, porch, porchFacts } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";
import { openClipFile } from "./clip-file.ts";
import { finishClip } from "./finish-clip.ts";
import { readPictures } from "./mp4-file.ts";

const running = new AbortController().signal;
const scene = () => makeMedia({ codec: "h264", seconds: 8 });

/** A closed part file of 60 pictures that were in the middle of a session. */
async function closedPart() {
  const folder = await mkdtemp(join(tmpdir(), "porchlight-finish-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { init, frames } = await framesOf(await scene());
  const file = openClipFile({
    folder,
    camera: porch.slug,
    init,
    startedAtMs: 0,
    clock: makeManualClock(),
    facts: porchFacts(0),
    onFailure() {},
  });
  for (const frame of frames.slice(30, 90)) file.write(frame);
  const part = await file.close();
  if (!part) throw new Error("no part");
  return { folder, part };
}

/** A program in ffmpeg's place. */
async function programOf(folder: string, script: string): Promise<string> {
  const path = join(folder, "..", `${folder.split("/").at(-1)}-ffmpeg`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  onTestFinished(() => rm(path));
  return path;
}

const options = (ffmpeg: string) => ({ ffmpeg, camera: porch.slug, log: noLog, triggerAtMs: 1_000 });

test("a clip has its name only when it is whole", async () => {
  const { folder, part } = await closedPart();
  const clipPath = join(folder, `${part.id}.mp4`);
  const seen: (number | undefined)[] = [];
  const over = new AbortController();

  const look = async () => {
    while (!over.signal.aborted) {
      const pictures = await readPictures(clipPath).catch(() => "absent" as const);
      if (pictures !== "absent") seen.push(pictures?.count);
      await turn();
    }
  };
  const looking = look();
  await finishClip(part, options("ffmpeg"), running);
  over.abort();
  await looking;

  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen)).toEqual(new Set([60]));
});

test.each([
  ["fails", "echo no >&2; exit 1"],
  ["says it went well and writes nothing", "exit 0"],
  ["loses pictures", 'for last; do :; done; exec ffmpeg -v error -y -t 1 -i "$7" -c copy -f mp4 "$last"'],
])("where the remux %s, the clip is kept as it was recorded, which plays from zero", async (_, script) => {
  const { folder, part } = await closedPart();
  const ffmpeg = await programOf(folder, script);

  const clip = await finishClip(part, options(ffmpeg), running);

  const { format } = await probe(clip.path);
  const source = await pictureHashes(await scene());
  expect(await pictureHashes(clip.path)).toEqual(source.slice(30, 90));
  expect(Number(format.duration)).toBeCloseTo(4, 1);
  expect((await readdir(folder)).filter((name) => !name.endsWith(".jpg"))).toEqual([`${part.id}.mp4`]);
});

test("told to stop, a clip is kept as it was recorded, at once", async () => {
  const { folder, part } = await closedPart();

  const clip = await finishClip(part, options("ffmpeg"), AbortSignal.abort());

  expect(clip).toMatchObject({ durationMs: part.durationMs });
  expect(clip.snapshotPath).toBeUndefined();
  expect(await readdir(folder)).toEqual([`${part.id}.mp4`]);
});

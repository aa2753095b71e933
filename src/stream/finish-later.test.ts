import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { framesOf, pictureHashes } from "#test/frames.ts";
import { recordInto, until } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";

const rules = { postRollMs: 2_000, maxClipMs: 600_000, minClipMs: 500, mergeGapMs: 1_000, resumeMs: 60_000 };
const RATE = 15;

test("a clip that the disk does not let us finish is told, and finished when it can be written again", async () => {
  await using box = await recordInto({ rules, preRollMs: 0 });
  const { init, frames } = await framesOf(await makeMedia({ codec: "h264", size: "640x480", seconds: 20 }));
  await box.play(
    { init, frames: frames.slice(0, 8 * RATE) },
    { moves: (atMs) => atMs > 2_000, keepOpen: true },
  );
  const open = async () =>
    (await readdir(box.folder).catch(() => [])).find((name) => name.endsWith(".part.mp4"));
  await until(async () => (await open()) !== undefined, "an open clip");
  const inTheWay = join(box.folder, (await open())?.replace(".part.mp4", ".mp4") ?? "");
  await mkdir(inTheWay);
  await writeFile(join(inTheWay, "somebody"), "was here");

  box.ring.end();
  await until(() => box.problems.has("disk"), "the owner to be told");
  await rm(inTheWay, { recursive: true });
  await until(async () => {
    await box.clock.advance(500);
    return box.problems.size === 0;
  }, "the all-clear");
  const [clip] = await box.clips(1);

  expect(clip?.path).toBe(inTheWay);
  expect((await pictureHashes(inTheWay)).length).toBeGreaterThan(5 * RATE);
  expect(await open()).toBeUndefined();
});

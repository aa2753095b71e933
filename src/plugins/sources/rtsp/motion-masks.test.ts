import { expect, onTestFinished, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import type { Polygon } from "#domain/geometry.ts";
import { flagPlace, flagScene } from "#test/flag-scene.ts";
import { makeSourceContext } from "#test/plugin-context.ts";
import { until } from "#test/recording.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { rtsp } from "./rtsp.ts";
import { RtspSettings } from "./settings.ts";

/** At 5 pictures a second more than the whole scene, and as much as a scene is learned from. */
const PICTURES_ENOUGH = 70;

/** Watches a flag that waves, and perhaps a visitor, with masks that can be drawn meanwhile. */
async function watch(who: Parameters<typeof flagScene>[0], masks: readonly Polygon[], given: object = {}) {
  const temp = await makeTempDir();
  const server = await startRtspServer({ streams: [{ path: "/main", file: await flagScene(who) }] });
  const seen = { masks, pictures: 0 };
  const motion: boolean[] = [];
  const clips: Clip[] = [];
  const url = server.url("/main");
  const settings = RtspSettings.parse({ url, substream_url: url, pre_roll_s: 1, post_roll_s: 1, ...given });
  const source = await rtsp.open(settings, {
    ...makeSourceContext(temp.path),
    motionMasks() {
      seen.pictures += 1;
      return seen.masks;
    },
  });
  const stop = new AbortController();
  const running = source.run(
    {
      status: () => {},
      motion: (active) => void motion.push(active),
      clip: async (clip) => void clips.push(clip),
    },
    stop.signal,
  );
  const end = async () => {
    stop.abort();
    await running;
  };
  onTestFinished(async () => {
    await end();
    await source[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await temp[Symbol.asyncDispose]();
  });
  return { seen, motion, clips, end };
}

test("what waves inside a mask is no motion, and nothing is recorded", async () => {
  const { seen, motion, clips, end } = await watch("flag", [flagPlace]);

  await until(() => seen.pictures > PICTURES_ENOUGH, "pictures");
  await end();

  expect(motion).toEqual([]);
  expect(clips).toEqual([]);
});

test("who walks outside the mask is recorded, and no longer than they walk", async () => {
  const { motion, clips } = await watch("visitor", [flagPlace]);

  await until(() => clips.length === 1, "the clip");

  expect(motion.slice(0, 2)).toEqual([true, false]);
});

test("a mask that is drawn while something waves ends the clip, and motion begins again without it", async () => {
  const { seen, motion, clips } = await watch("flag", []);
  await until(() => motion.length === 1, "motion");

  seen.masks = [flagPlace];
  await until(() => clips.length === 1, "the clip to end");
  expect(motion).toEqual([true, false]);

  seen.masks = [];
  await until(() => motion.length === 3, "motion again");
});

test("how small a thing starts a clip is the owner's choice", async () => {
  const coarse = await watch("pennant", [], { motion_sensitivity: 1 });
  const fine = await watch("pennant", [], { motion_sensitivity: 100 });

  await until(() => fine.motion.length > 0, "motion");
  await until(() => coarse.seen.pictures > PICTURES_ENOUGH, "pictures");

  expect(fine.motion[0]).toBe(true);
  expect(coarse.motion).toEqual([]);
});

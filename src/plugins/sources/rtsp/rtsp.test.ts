import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import type { SourceContext } from "#ports/plugin.ts";
import { clipSourceContract } from "#test/contracts/clip-source.ts";
import { probe } from "#test/frames.ts";
import { makeSourceContext } from "#test/plugin-context.ts";
import { porchScene } from "#test/porch-scene.ts";
import { until } from "#test/recording.ts";
import { makeMedia } from "#test/servers/media.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { rtsp } from "./rtsp.ts";
import { RtspSettings } from "./settings.ts";

const settingsOf = (given: object) =>
  RtspSettings.parse({ url: "rtsp://127.0.0.1:9/none", pre_roll_s: 2, post_roll_s: 2, ...given });

async function context(): Promise<SourceContext & { problems: Map<string, string> }> {
  const mediaDir = await mkdtemp(join(tmpdir(), "porchlight-rtsp-"));
  onTestFinished(() => rm(mediaDir, { recursive: true, force: true }));
  const problems = new Map<string, string>();
  return {
    ...makeSourceContext(mediaDir),
    problems,
    problem(key, sentence) {
      if (sentence === undefined) problems.delete(key);
      else problems.set(key, sentence);
    },
  };
}

/** Runs a source until the test is over. */
async function watch(given: object) {
  const box = await context();
  const source = await rtsp.open(settingsOf(given), box);
  const stop = new AbortController();
  const clips: Clip[] = [];
  const motion: boolean[] = [];
  const states: string[] = [];
  const running = source.run(
    {
      status: ({ state }) => void states.push(state),
      motion: (active) => void motion.push(active),
      clip: async (clip) => void clips.push(clip),
    },
    stop.signal,
  );
  const end = async () => {
    stop.abort();
    await running;
    await source[Symbol.asyncDispose]();
  };
  onTestFinished(end);
  return { source, clips, motion, states, end, ...box };
}

clipSourceContract("the RTSP source", async () => rtsp.open(settingsOf({}), await context()));

test("who walks through the main stream is in a clip, from before until after", async () => {
  await using server = await startRtspServer({
    streams: [{ path: "/main", file: await porchScene("640x360") }],
  });

  const { source, clips, motion, states, problems, mediaDir, end } = await watch({
    url: server.url("/main"),
  });
  await until(() => states.includes("live"), "the stream");
  const still = await source.still(new AbortController().signal);
  await until(() => clips.length === 1, "the clip");
  await end();

  const [clip] = clips;
  const { streams, format } = await probe(clip?.path ?? "");
  expect(Buffer.from(still.jpeg.subarray(0, 3)).toString("hex")).toBe("ffd8ff");
  expect(streams[0]).toMatchObject({ codec_name: "h264", width: 640, height: 360 });
  // Two seconds before, four of walking, two after; key-frame motion is up to a second late.
  expect(Number(format.duration)).toBeGreaterThan(6);
  expect(Number(format.duration)).toBeLessThan(13);
  expect(motion.slice(0, 2)).toEqual([true, false]);
  expect((await readFile(clip?.snapshotPath ?? "")).subarray(0, 2).toString("hex")).toBe("ffd8");
  expect((await readdir(join(mediaDir, "clips", "porch"))).filter((name) => /part|tmp/.test(name))).toEqual(
    [],
  );
  expect([...problems]).toEqual([]);
});

test("with a sub-stream, motion is seen there and the main stream is recorded", async () => {
  await using server = await startRtspServer({
    streams: [
      { path: "/main", file: await porchScene("640x360") },
      { path: "/sub", file: await porchScene("320x180") },
    ],
  });

  const { clips, motion } = await watch({ url: server.url("/main"), substream_url: server.url("/sub") });
  await until(() => clips.length === 1, "the clip");

  expect(clips[0]?.video).toMatchObject({ width: 640, height: 360 });
  expect(motion).toContain(true);
});

test("while the sub-stream is not there, motion is seen in the main stream", async () => {
  await using server = await startRtspServer({
    streams: [{ path: "/main", file: await porchScene("640x360") }],
  });

  const { clips } = await watch({ url: server.url("/main"), substream_url: server.url("/none") });

  await until(() => clips.length === 1, "the clip");
  expect(clips[0]?.part).toBe(1);
});

test("cut off in the middle of a happening, both halves are kept as parts of it", async () => {
  const file = await makeMedia({ codec: "h264", seconds: 20 });
  await using server = await startRtspServer({ streams: [{ path: "/main", file }] });

  const { clips, motion, states } = await watch({ url: server.url("/main") });
  await until(() => motion.includes(true), "motion");
  await server.kick();
  await until(() => clips.length === 1, "the first half");
  await until(() => states.lastIndexOf("live") > states.indexOf("lost"), "the stream again");
  await server.kick();
  await until(() => clips.length === 2, "the second half");

  const [first, second] = clips;
  expect(second).toMatchObject({ happening: first?.id, part: 2 });
  expect(Number((await probe(first?.path ?? "")).streams[0]?.nb_frames)).toBeGreaterThan(15);
  expect(Number((await probe(second?.path ?? "")).streams[0]?.nb_frames)).toBeGreaterThan(0);
});

test("a change of resolution in the middle of a happening makes clips of one size each", async () => {
  const small = await makeMedia({ codec: "h264", seconds: 20 });
  const large = await makeMedia({ codec: "h264", size: "640x480" });
  await using server = await startRtspServer({ streams: [{ path: "/main", file: small }] });

  const { clips, motion, end } = await watch({ url: server.url("/main") });
  await until(() => motion.includes(true), "motion");
  await server.switchFile("/main", large);
  await until(() => clips.length === 1, "the small part");
  await end();

  expect(clips.map(({ video }) => video.width)).toEqual([320, 640]);
  expect((await probe(clips[1]?.path ?? "")).streams[0]).toMatchObject({ width: 640, height: 480 });
  expect(clips[1]?.happening).toBe(clips[0]?.id);
});

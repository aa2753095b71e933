import { expect, onTestFinished, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import { systemClock } from "#platform/clock.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { LiveWatcher } from "#ports/live-watcher.ts";
import { makeSourceContext } from "#test/plugin-context.ts";
import { porchScene } from "#test/porch-scene.ts";
import { until } from "#test/recording.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { rtsp } from "./rtsp.ts";
import { RtspSettings } from "./settings.ts";

/** Watches a scene with someone who looks closer, and follows what moved for so many frames after motion has ended. */
async function watch(path: string, followFrames: number, substream?: string) {
  const temp = await makeTempDir();
  const server = await startRtspServer({
    streams: [
      { path: "/main", file: path },
      ...(substream === undefined ? [] : [{ path: "/sub", file: substream }]),
    ],
  });
  const told: string[] = [];
  const frames: (LiveFrame & { readonly cameAtMs: number })[] = [];
  const clips: Clip[] = [];
  let untilFrame = 0;
  const live: LiveWatcher = {
    begin: () => void told.push("begin"),
    capture: (happening) => void told.push(`capture ${happening}`),
    frame: (frame) => void frames.push({ ...frame, cameAtMs: systemClock.monotonic() }),
    get isTracking() {
      return frames.length < untilFrame;
    },
    end: () => void told.push("end"),
  };
  const url = server.url("/main");
  const source = await rtsp.open(
    RtspSettings.parse({
      url,
      pre_roll_s: 2,
      post_roll_s: 2,
      ...(substream === undefined ? {} : { substream_url: server.url("/sub") }),
    }),
    {
      ...makeSourceContext(temp.path),
      live,
    },
  );
  const stop = new AbortController();
  const running = source.run(
    {
      status: () => {},
      motion(active) {
        told.push(active ? "motion" : "quiet");
        untilFrame = active ? Number.POSITIVE_INFINITY : frames.length + followFrames;
      },
      async clip(clip) {
        told.push("clip");
        clips.push(clip);
      },
    },
    stop.signal,
  );
  onTestFinished(async () => {
    stop.abort();
    await running;
    await source[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await temp[Symbol.asyncDispose]();
  });
  return { told, frames, clips };
}

test("who moves is shown to the watcher, from the key frame on, and the watcher knows the happening", async () => {
  const { told, frames, clips } = await watch(await porchScene("640x360"), 0);

  await until(() => clips.length === 1, "the clip");
  await until(() => told.includes("end"), "the end");

  const happening = `capture ${clips[0]?.happening}`;
  expect(told.slice(0, 3)).toEqual(["motion", "begin", happening]);
  expect(told.filter((what) => what === "begin" || what === "end").slice(0, 2)).toEqual(["begin", "end"]);
  expect(frames[0]).toMatchObject({ width: 640, height: 360 });
  // Fifteen a second: more than two seconds of walking and three of quiet.
  expect(frames.length).toBeGreaterThan(60);
  const steps = frames.slice(1).map(({ atMs }, at) => atMs - (frames[at]?.atMs ?? 0));
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(frames.every(({ atMs, cameAtMs }) => atMs <= cameAtMs)).toBe(true);
});

test("who stands still but is followed keeps the clip open", async () => {
  const { told, clips, frames } = await watch(await porchScene("640x360"), 60);

  await until(() => clips.length === 1, "the clip");

  const order = told.filter((what) => ["quiet", "end", "clip"].includes(what));
  expect(order.slice(0, 3)).toEqual(["quiet", "end", "clip"]);
  expect(frames.length).toBeGreaterThanOrEqual(60);
});

test("with a small sub-stream motion is seen there, and frames come from the main stream", async () => {
  const { told, frames } = await watch(await porchScene("640x360"), 0, await porchScene("320x180"));

  await until(() => told.includes("end"), "the end");

  expect(new Set(frames.map(({ width }) => width))).toEqual(new Set([640]));
});

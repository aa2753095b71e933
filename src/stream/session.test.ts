import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { runProcess } from "#platform/process.ts";
import { startLateMedia } from "#test/servers/late-media.ts";
import { makeMedia } from "#test/servers/media.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { openSessionBench, type SessionBench } from "#test/session-bench.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import type { Frame } from "./frame.ts";

const h264 = () => makeMedia({ codec: "h264", audio: "aac" });
const mute = () => makeMedia({ codec: "h264" });
const seconds = (frames: readonly Frame[]) => ((frames.at(-1)?.dtsMs ?? 0) - (frames[0]?.dtsMs ?? 0)) / 1000;

/** Steps from frame to frame, ms, of all video since the session began. */
const steps = (frames: readonly Frame[]) =>
  frames.slice(1).map(({ dtsMs }, index) => dtsMs - (frames[index]?.dtsMs ?? 0));

/** What ffmpeg makes of the ring's groups: decoded pictures and sound packets, and its complaints. */
async function decode({ ring }: SessionBench) {
  const [first] = ring.gops();
  if (!first) throw new Error("the ring is empty");
  const frames = ring.gops().flatMap((group) => group.frames);
  const input = Buffer.concat([first.init.bytes, ...frames.map(({ bytes }) => bytes)]);
  const args =
    "-v error -i pipe:0 -map 0 -c:a copy -c:v rawvideo -fps_mode passthrough -flags bitexact -f framecrc -";
  const { stdout, stderr } = await runProcess(
    "ffmpeg",
    args.split(" "),
    { timeoutMs: 60_000, input, outputBytesMax: 8 * 1024 * 1024 },
    new AbortController().signal,
  );
  const lines = stdout.toString("utf8").split("\n");
  return {
    pictures: lines.filter((line) => line.startsWith("0,")).length,
    sounds: lines.filter((line) => line.startsWith("1,")).length,
    stderr,
  };
}

test.concurrent("an H.264 camera with AAC fills the ring, from a key frame on, with even times and its sound", async () => {
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await h264() }] });
  await using bench = openSessionBench({ url: server.url("/main") });

  const live = await bench.state("live");
  await bench.until("four seconds", () => seconds(bench.frames("video")) > 4);
  const video = bench.frames("video");
  const decoded = await decode(bench);

  expect(live.video).toEqual({ codec: "h264", width: 320, height: 240, audio: "aac" });
  expect(live.reason).toBe("The camera is connected.");
  expect(video[0]).toMatchObject({ key: true, dtsMs: 0 });
  for (const step of steps(video)) expect(step).toBeCloseTo(1000 / 15, 0);
  expect(bench.ring.gops().every(({ frames }) => frames[0]?.key === true)).toBe(true);
  expect(decoded).toMatchObject({ stderr: "" });
  expect(decoded.pictures).toBeGreaterThan(55);
  expect(decoded.sounds).toBeGreaterThan(20);
});

test.concurrent("an H.265 camera is recorded as hvc1", async () => {
  const file = await makeMedia({ codec: "hevc" });
  await using server = await startRtspServer({ streams: [{ path: "/main", file }] });
  await using bench = openSessionBench({ url: server.url("/main") });

  const live = await bench.state("live");
  await bench.until("two seconds", () => seconds(bench.frames("video")) > 2);

  expect(live.video).toEqual({ codec: "hevc", width: 320, height: 240, audio: "none" });
  expect(bench.ring.gops()[0]?.init.codecs).toMatch(/^hvc1\./);
  expect(await decode(bench)).toMatchObject({ stderr: "" });
});

test.concurrent("sound that is not AAC becomes AAC, and the picture keeps its times", async () => {
  const file = await makeMedia({ codec: "h264", audio: "pcm_alaw" });
  await using server = await startRtspServer({ streams: [{ path: "/main", file }] });
  await using bench = openSessionBench({ url: server.url("/main") });

  const live = await bench.state("live");
  await bench.until("four seconds", () => seconds(bench.frames("video")) > 4);
  const decoded = await decode(bench);

  expect(live.video?.audio).toBe("aac");
  for (const step of steps(bench.frames("video"))) expect(step).toBeCloseTo(1000 / 15, -1);
  for (const step of steps(bench.frames("audio"))) expect(step).toBeCloseTo(128, -1);
  expect(decoded).toMatchObject({ stderr: "" });
  expect(decoded.sounds).toBeGreaterThan(20);
});

test.concurrent("over UDP it works the same", async () => {
  const streams = [{ path: "/main", file: await h264(), transport: "udp" as const }];
  await using server = await startRtspServer({ streams });
  await using bench = openSessionBench({ url: server.url("/main"), transport: "udp" });

  await bench.state("live");
  await bench.until("three seconds", () => seconds(bench.frames("video")) > 3);

  expect(bench.frames("video")[0]?.key).toBe(true);
});

test.concurrent("user name and password given apart open the stream", async () => {
  const auth = { user: "admin", password: "p@ss w/rd:#1" };
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await h264(), auth }] });
  const url = server.url("/main", false);
  await using bench = openSessionBench({ url, username: auth.user, password: auth.password });

  await bench.state("live");

  expect(bench.everythingTold()).not.toContain("p@ss");
});

test.concurrent("key frames ten seconds apart are waited for and kept whole", async () => {
  const file = await makeMedia({ codec: "h264", gop: 150, seconds: 20 });
  await using server = await startRtspServer({ streams: [{ path: "/main", file }] });
  await using first = openSessionBench({ url: server.url("/main"), timing: {} });
  await first.state("live");
  // Joins in the middle of a group of the same stream.
  await using bench = openSessionBench({ url: server.url("/main"), timing: {} });

  await bench.state("live");
  await bench.until("a whole group", () => bench.ring.gops().length > 1);

  expect(bench.statuses.map(({ state }) => state)).toEqual(["starting", "live"]);
  expect(bench.ring.gops()[0]?.frames).toHaveLength(150);
});

test.concurrent("a camera that sends nothing at all for ten seconds, until its next key frame, is waited for", async () => {
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await mute() }] });
  await using late = await startLateMedia(server.port, 10_000);
  await using bench = openSessionBench({ url: `rtsp://127.0.0.1:${late.port}/main`, timing: {} });

  await bench.until("a verdict", () => bench.statuses.length > 1);
  await bench.until("two seconds", () => seconds(bench.frames("video")) > 2);

  expect(bench.statuses.map(({ state }) => state)).toEqual(["starting", "live"]);
});

test
  .skipIf(isTestdataMissing)
  .concurrent("key frames eight seconds apart, B-frames and sound are live at once", async () => {
    const file = testdata("videos", "pets09_vtest_480x360.mp4");
    await using server = await startRtspServer({ streams: [{ path: "/main", file }] });
    await using bench = openSessionBench({ url: server.url("/main") });

    const live = await bench.state("live");
    await bench.until("three seconds", () => seconds(bench.frames("video")) > 3);

    expect(bench.statuses.map(({ state }) => state)).toEqual(["starting", "live"]);
    expect(live.video).toEqual({ codec: "h264", width: 480, height: 360, audio: "aac" });
    expect(await decode(bench)).toMatchObject({ stderr: "" });
  });

test.concurrent("another resolution in mid-stream is a new session in the ring without a missing frame", async () => {
  const large = await makeMedia({ codec: "h264", size: "640x480" });
  await using server = await startRtspServer({
    streams: [{ path: "/main", file: await h264(), audio: false }],
  });
  await using bench = openSessionBench({ url: server.url("/main") });
  await bench.state("live");
  await bench.until("two seconds", () => seconds(bench.frames("video")) > 2);

  await server.switchFile("/main", large);
  await bench.until("the new format", () => bench.statuses.length > 2);
  await bench.until("its frames", () => (bench.ring.gops().at(-1)?.frames.length ?? 0) > 10);

  expect(bench.statuses.map(({ state, video }) => [state, video?.width])).toEqual([
    ["starting", undefined],
    ["live", 320],
    ["live", 640],
  ]);
  const kinds = bench.events
    .filter(({ type }) => type !== "frame")
    .map(({ type, session }) => [type, session]);
  expect(kinds).toEqual([
    ["init", 1],
    ["end", 1],
    ["init", 2],
  ]);
  const second = bench.events.flatMap((event) =>
    event.type === "frame" && event.session === 2 ? [event.frame] : [],
  );
  expect(second[0]).toMatchObject({ key: true, dtsMs: 0 });
  // Nothing was cut: the old format ends where the new one begins, give or take what a busy machine delays.
  for (const step of steps(second)) expect(step).toBeCloseTo(1000 / 15, 0);
});

test("it stops soon and leaves no ffmpeg behind", async () => {
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await h264() }] });
  const bench = openSessionBench({ url: server.url("/main") });
  await bench.state("live");

  await bench.stop();

  expect(bench.events.at(-1)?.type).toBe("end");
  expect(await ffmpegChildren(process.pid)).toEqual([]);
});

test("switched off it disconnects, switched on it connects again", async () => {
  let isOn = true;
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await h264() }] });
  await using bench = openSessionBench({ url: server.url("/main"), isEnabled: () => isOn });
  await bench.state("live");

  isOn = false;
  await bench.state("off");
  const whileOff = await ffmpegChildren(process.pid);
  isOn = true;
  await bench.state("live", 3);

  expect(whileOff).toEqual([]);
  expect(bench.statuses.map(({ state }) => state)).toEqual(["starting", "live", "off", "starting", "live"]);
});

test.concurrent("an aborted signal starts nothing", async () => {
  await using bench = openSessionBench({ url: "rtsp://127.0.0.1:1/x" });

  await bench.stop();

  expect(bench.statuses.map(({ state }) => state)).toEqual(["starting"]);
});

/** Pids of the ffmpeg programs that `parent` started. */
async function ffmpegChildren(parent: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const [, name, ppid] = /^\d+ \((.*)\) \S (\d+)/.exec(stat) ?? [];
    if (name === "ffmpeg" && Number(ppid) === parent) found.push(Number(pid));
  }
  return found;
}

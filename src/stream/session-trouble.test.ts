import { expect, test } from "vitest";
import { makeMedia } from "#test/servers/media.ts";
import { startMuteServer } from "#test/servers/mute-server.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { openSessionBench, quick } from "#test/session-bench.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";

const h264 = () => makeMedia({ codec: "h264", audio: "aac" });
const mute = () => makeMedia({ codec: "h264" });
const sentence = /^[A-Z].*\.$/;

test.concurrent("a server that is killed is lost, retried, and live again once it is back", async () => {
  const streams = [{ path: "/main", file: await h264() }];
  const server = await startRtspServer({ streams });
  await using bench = openSessionBench({ url: server.url("/main") });
  await bench.state("live");

  await server.stop();
  const lost = await bench.state("lost");
  const refused = await bench.state("unreachable");
  await using again = await startRtspServer({ streams, port: server.port });
  await bench.state("live", 4);

  expect(again.port).toBe(server.port);
  expect(lost.reason).toBe(
    `The connection to the camera at 127.0.0.1:${server.port} was cut. Connecting again.`,
  );
  expect(lost.retryAtMs).toBeGreaterThan(lost.sinceMs);
  expect(refused.reason).toMatch(/^Nothing listens at 127\.0\.0\.1:\d+\. Check that/);
  expect(bench.ring.gops().map(({ session }) => session)).toContain(2);
});

test.concurrent("a camera that goes silent is noticed, and taken again when it speaks", async () => {
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await h264() }] });
  await using bench = openSessionBench({ url: server.url("/main") });
  await bench.state("live");

  await server.pause("/main");
  const silent = await bench.state("silent");
  const told = bench.statuses.length;
  await server.resume("/main");
  await bench.state("live", told);

  expect(silent.reason).toContain("went silent");
  expect(bench.events.filter(({ type }) => type === "end").length).toBeGreaterThan(0);
});

test.concurrent("a server that takes the connection and never answers is silent", async () => {
  await using server = await startMuteServer();
  await using bench = openSessionBench({ url: `rtsp://127.0.0.1:${server.port}/x` });

  const silent = await bench.state("silent");

  expect(silent.reason).toContain("takes the connection, but no picture arrives");
});

test.concurrent("a wrong password is named, tried rarely, and stands nowhere", async () => {
  const auth = { user: "admin", password: "right" };
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await h264(), auth }] });
  const password = "wr0ng p@ss/word";
  const { retryMs: _, ...timing } = quick;
  const url = server.url("/main", false);
  await using apart = openSessionBench({ url, username: "someone", password, timing });
  const inside = url.replace("rtsp://", `rtsp://someone:${encodeURIComponent(password)}@`);
  await using within = openSessionBench({ url: inside, timing });

  const refused = [await apart.state("unauthorized"), await within.state("unauthorized")];

  for (const { reason, retryAtMs = 0, sinceMs } of refused) {
    expect(reason).toBe(
      `The camera at 127.0.0.1:${server.port} refuses the user name or password. Correct them in the options.`,
    );
    expect(retryAtMs - sinceMs).toBeGreaterThan(90_000);
  }
  const told = apart.everythingTold() + within.everythingTold();
  expect(told).toContain("unauthorized");
  expect(told).not.toMatch(/wr0ng|p@ss|p%40ss|someone/);
});

test.concurrent("a password that is changed while we run is named, and what ffmpeg says of it is clean", async () => {
  const auth = { user: "admin", password: "f1rst" };
  const stream = { path: "/main", file: await h264() };
  const server = await startRtspServer({ streams: [{ ...stream, auth }] });
  await using bench = openSessionBench({ url: server.url("/main") });
  await bench.state("live");

  await server.stop();
  const changed = { user: "admin", password: "sec0nd" };
  await using _again = await startRtspServer({
    streams: [{ ...stream, auth: changed }],
    port: server.port,
  });
  await bench.state("unauthorized");

  // Of ffmpeg's words some must be there, or this would show nothing.
  expect(bench.everythingTold()).toContain("401 Unauthorized");
  expect(bench.everythingTold()).not.toMatch(/f1rst|sec0nd|admin/);
});

test.concurrent.each([
  ["a path that does not exist", "/nowhere", "not_found", "has no stream at that address"],
  ["a transport that is not offered", "/udp", "unreachable", "Change the transport"],
  ["Motion JPEG", "/mjpeg", "unsupported", "Motion JPEG video, which cannot be recorded"],
  ["VP8", "/vp8", "unsupported", "VP8 video, which cannot be recorded"],
])("%s is named", async (_, path, state, words) => {
  const streams = [
    { path: "/udp", file: await mute(), transport: "udp" as const },
    { path: "/mjpeg", file: await makeMedia({ codec: "mjpeg", seconds: 3 }) },
    { path: "/vp8", file: await makeMedia({ codec: "vp8", seconds: 3 }) },
  ];
  await using server = await startRtspServer({ streams });
  await using bench = openSessionBench({ url: server.url(path) });

  await bench.until("a verdict", () => bench.statuses.length > 1);

  expect(bench.statuses[1]).toMatchObject({ state, reason: expect.stringContaining(words) });
  expect(bench.statuses[1]?.reason).toMatch(sentence);
  expect(bench.events).toEqual([]);
});

test.concurrent.each([
  ["rtsp://porchlight.invalid/x", "unreachable", "is not known in this network"],
  ["rtsp://user:secret@:554/x", "not_found", "must look like"],
])("%s is named", async (url, state, words) => {
  await using bench = openSessionBench({ url });

  await bench.until("a verdict", () => bench.statuses.length > 1);

  expect(bench.statuses[1]).toMatchObject({ state, reason: expect.stringContaining(words) });
  expect(bench.everythingTold()).not.toContain("secret");
});

test.concurrent("a clock that stands still is noticed although data comes", async () => {
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await mute() }] });
  await using bench = openSessionBench({ url: server.url("/main") });
  await bench.state("live");

  await server.freezeClock("/main");
  const frozen = await bench.state("frozen");

  expect(frozen.reason).toContain("its clock stands still");
});

test.concurrent("a clock that is set back squeezes nothing and ends nothing", async () => {
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await mute() }] });
  await using bench = openSessionBench({ url: server.url("/main"), timing: {} });
  await bench.until("two seconds", () => bench.frames("video").length > 30);

  await server.setBack("/main", 2);
  const before = bench.frames("video").length;
  await bench.until("four seconds more", () => bench.frames("video").length > before + 60);

  const times = bench.frames("video").map(({ dtsMs }) => dtsMs);
  for (const [index, time] of times.entries()) expect(time).toBeCloseTo((index * 1000) / 15, -1);
  expect(bench.statuses.map(({ state }) => state)).toEqual(["starting", "live"]);
});

test.concurrent("H.264 that turns into H.265 is live again as H.265", async () => {
  await using server = await startRtspServer({ streams: [{ path: "/main", file: await mute() }] });
  await using bench = openSessionBench({ url: server.url("/main") });
  await bench.state("live");

  await server.switchFile("/main", await makeMedia({ codec: "hevc" }));
  await bench.until("H.265", () => bench.statuses.some(({ video }) => video?.codec === "hevc"));

  expect(bench.ring.gops().at(-1)?.init.codecs).toMatch(/^hvc1\./);
});

test.concurrent("sound that is announced but never comes does not cost the video", async () => {
  const file = await makeMedia({ codec: "h264", audio: "pcm_alaw" });
  await using server = await startRtspServer({ streams: [{ path: "/main", file }] });
  // A first client, because the server describes no stream before its first sound.
  await using earlier = openSessionBench({ url: server.url("/main") });
  await earlier.state("live");
  await server.mute("/main");
  await using bench = openSessionBench({ url: server.url("/main") });

  const live = await bench.state("live");
  await bench.until("frames", () => bench.frames("video").length > 30);

  expect(bench.statuses.map(({ state }) => state)).toEqual(["starting", "silent", "silent", "live"]);
  expect(live.video?.audio).toBe("none");
});

test.concurrent.each(["aac", "pcm_alaw"] as const)(
  "%s sound that stops in mid-stream does not stop the video",
  async (audio) => {
    const file = await makeMedia({ codec: "h264", audio });
    await using server = await startRtspServer({ streams: [{ path: "/main", file }] });
    await using bench = openSessionBench({ url: server.url("/main") });
    await bench.state("live");
    await bench.until("sound", () => bench.frames("audio").length > 10);

    await server.mute("/main");
    const before = bench.frames("video").length;
    await bench.until("eight seconds more of video", () => bench.frames("video").length > before + 120);

    expect(bench.statuses.map(({ state }) => state)).toEqual(["starting", "live"]);
  },
);

test.concurrent("a program that is not there is said, not thrown", async () => {
  await using bench = openSessionBench({ url: "rtsp://127.0.0.1:9/x", ffmpeg: "/nowhere/ffmpeg" });

  const told = await bench.state("unreachable");

  expect(told.reason).toBe("The program /nowhere/ffmpeg cannot be started.");
});

test.concurrent("the same failure again is told with its next attempt, but logged as a warning only once", async () => {
  await using bench = openSessionBench({ url: "rtsp://127.0.0.1:9/x" });

  await bench.until("some attempts", () => bench.statuses.length > 4);

  const refused = bench.statuses.slice(1);
  expect(new Set(refused.map(({ sinceMs }) => sinceMs)).size).toBe(1);
  expect(new Set(refused.map(({ retryAtMs }) => retryAtMs)).size).toBe(refused.length);
  expect(bench.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
});

test
  .skipIf(isTestdataMissing)
  .concurrent("a real camera's clip, served in a loop, stays even over the seam", async () => {
    const file = testdata("videos", "codec_offline_h264.mp4");
    await using server = await startRtspServer({ streams: [{ path: "/main", file }] });
    await using bench = openSessionBench({ url: server.url("/main") });

    await bench.state("live");
    await bench.until("three loops", () => bench.frames("video").length > 90);

    expect(bench.statuses.at(-1)?.video).toMatchObject({ width: 1920, height: 1080 });
    const times = bench.frames("video").map(({ dtsMs }) => dtsMs);
    for (const [index, time] of times.entries()) expect(time).toBeGreaterThan(times[index - 1] ?? -1);
  });

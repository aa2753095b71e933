import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { slugOf } from "#domain/ids.ts";
import { identifyCameras } from "#house/identity.ts";
import { makeRulesStore } from "#live/rules-store.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { makeContext } from "#test/plugin-context.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { readArguments } from "./arguments.ts";
import { replay } from "./replay.ts";
import { ReplayReport } from "./replay-report.ts";

const SIZE = { width: 640, height: 360 };
const TIMEOUT_MS = 120_000;
const running = new AbortController().signal;
const at = (x: number, y: number) => ({ x, y });

/** The walker's feet go along 0.83 of the height, from the left to the right in 5 s. */
const rules = {
  version: 7,
  zones: [
    { id: "porch", name: "Porch", polygon: [at(0.6, 0.6), at(0.95, 0.6), at(0.95, 0.99), at(0.6, 0.99)] },
    { id: "roof", name: "Roof", polygon: [at(0, 0), at(1, 0), at(1, 0.2), at(0, 0.2)] },
  ],
  lines: [{ id: "gate", name: "Gate", a: at(0.4, 0.2), b: at(0.4, 1) }],
};

let folder = "";
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porchlight-replay-"));
  await makeTinyModel(file("tiny.onnx"));
  const detector = { model: file("tiny.onnx"), provider: "cpu" };
  const cameras = [{ name: "Front door", url: "rtsp://user:topsecret@127.0.0.1/1" }];
  await writeFile(file("options.json"), JSON.stringify({ cameras, detector }));
  await writeFile(file("rules.json"), JSON.stringify(rules));
  const scene = "[0][1]overlay=x='t*576/5':y=180,noise=alls=6:allf=t";
  const source = (colour: string, size: string) => [
    "-f",
    "lavfi",
    "-i",
    `color=c=${colour}:s=${size}:r=10:d=5`,
  ];
  const output = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", file("walk.mp4")];
  const inputs = [...source("0x336633", "640x360"), ...source("0xff00ff", "64x120")];
  await ffmpegOutput([...inputs, "-filter_complex", scene, ...output]);
  await writeFile(file("noise.mp4"), Buffer.alloc(2000, "no film"));
}, TIMEOUT_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

test(
  "a walker is followed through every rule, and what would have been told is said with the reason",
  async () => {
    const { report, isWhole } = await reportOf("walk.mp4", "--rules", file("rules.json"));

    const live = liveOf(report);
    expect(isWhole).toBe(true);
    expect(live).toMatchObject({ rules_version: 7, ...SIZE, looked: 50, missed: 0, end_s: 4.9 });
    expect(live.tracks).toMatchObject([{ label: "person", stationary: false, first_s: 0 }]);
    expect(live.events.map(({ type, place, direction, alerts }) => [type, place, direction, alerts])).toEqual(
      [
        ["OBJECT_APPEARED", undefined, undefined, false],
        ["LINE_CROSS", "Gate", "out", false],
        ["ZONE_ENTER", "Porch", undefined, true],
      ],
    );
    // Feet are at 0.6 of the width after 3.2 s, and believed there with the third look.
    const entered = live.events[2]?.at_s ?? 0;
    expect(entered).toBeGreaterThan(3);
    expect(entered).toBeLessThan(3.8);
    expect(live.lines).toEqual([{ id: "gate", name: "Gate", in: 0, out: 1 }]);
    expect(live.rules.map(({ name, verdicts }) => [name, verdicts.some(({ fired }) => fired)])).toEqual([
      ["Camera", true],
      ["Porch", true],
      ["Roof", false],
      ["Gate", true],
    ]);
    expect(live.told).toMatchObject([
      { reason: "zone=porch", sentence: "Person at Front door, in zone Porch.", more: false, at_s: entered },
    ]);
    expect(report.alert_decision).toMatchObject({ notify: true, notify_reason: "object=person" });
  },
  TIMEOUT_MS,
);

test(
  "the text says the same in sentences, and the finished clip comes last",
  async () => {
    const { text } = await run("walk.mp4", "--rules", file("rules.json"));

    expect(text).toMatch(/person 1: 0\.0 s to 4\.\d s, bottom left to bottom right, score up to 0\.90/);
    expect(text).toMatch(
      /Zone Porch:\n(.*outside Porch.*\n)(.*\n)? +\* +3\.\d s {2}person 1: Entered Porch\./,
    );
    expect(text).toMatch(/Zone Roof:\n.*The foot point is outside Roof\.\n {4}Line Gate/);
    expect(text).toMatch(/Line Gate: 0 inwards, 1 outwards\./);
    expect(text).toMatch(
      /Told while it happens\n +3\.\d s {2}Person at Front door, in zone Porch\. \(zone=porch\)/,
    );
    expect(text).toMatch(/The finished clip\n +tiny on cpu looked at .*\n(.*\n)+ +Alert: A person was seen/);
    expect(text).not.toMatch("topsecret");
  },
  TIMEOUT_MS,
);

test(
  "who is seen but in no place that makes an alert is not told of, live or afterwards",
  async () => {
    await writeFile(file("roof.json"), JSON.stringify({ zones: [rules.zones[1]] }));

    const { report } = await reportOf("walk.mp4", "--rules", file("roof.json"));
    const { text } = await run("walk.mp4", "--rules", file("roof.json"));

    expect(liveOf(report).told).toEqual([]);
    expect(report.alert_decision).toMatchObject({ notify: false, notify_reason: "no_place" });
    expect(text).toMatch(/Nothing: nobody was in a zone or crossed a line that makes an alert/);
  },
  TIMEOUT_MS,
);

test(
  "the annotated copy has all frames, the figure in its frame and the zone filled when somebody is in it",
  async () => {
    const { report } = await reportOf("walk.mp4", "--rules", file("rules.json"), "--video", file("out.mp4"));

    expect(report.video).toEqual({ path: file("out.mp4") });
    const pictures = await rgb("out.mp4");
    expect(pictures).toHaveLength(50);
    const [before, after] = [pictures[10], pictures[45]];
    // Inside the porch, away from the walker and all lines: green, then mixed with blue.
    const empty = before?.(0.65, 0.75) ?? [];
    const filled = after?.(0.65, 0.75) ?? [];
    expect((filled[2] ?? 0) - (empty[2] ?? 0)).toBeGreaterThan(30);
  },
  TIMEOUT_MS,
);

test(
  "the zones and what is not interesting come from the app's folder, and keep back what they hide",
  async () => {
    await saveInApp(rules, { labels: ["person"], places: null, height: null, hours: null });

    const { report } = await reportOf("walk.mp4", "--data", file("data"));
    const { text } = await run("walk.mp4", "--data", file("data"));

    const live = liveOf(report);
    expect(live.rules.map(({ name }) => name)).toEqual(["Camera", "Porch", "Roof", "Gate"]);
    expect(live.told).toMatchObject([{ reason: "zone=porch", hidden_by: expect.stringMatching(/people/i) }]);
    expect(live.summary.alert).toBeNull();
    expect(report.alert_decision).toMatchObject({ notify: false, notify_reason: "suppressed" });
    expect(text).toMatch(/Kept back, as not interesting \(.*\): Person at Front door, in zone Porch\./);
  },
  TIMEOUT_MS,
);

test("what cannot be looked at is said in a sentence, and nothing is drawn", async () => {
  const missing = await reportOf("gone.mp4", "--video", file("gone-drawn.mp4"));
  const noise = await reportOf("noise.mp4");
  const { text } = await run("noise.mp4");

  expect(missing.isWhole).toBe(false);
  expect(missing.report.live).toEqual({ failed: `There is no file ${file("gone.mp4")}.` });
  expect(noise.report.live).toEqual({
    failed: `The file ${file("noise.mp4")} holds no video that ffmpeg can read.`,
  });
  expect(text).toBe(
    `${file("noise.mp4")} (as Front door)\n  The file ${file("noise.mp4")} holds no video that ffmpeg can read.\n`,
  );
  await expect(access(file("gone-drawn.mp4"))).rejects.toThrow("ENOENT");
});

test("a rules file with a fault, and a camera that is not known, end it with a sentence", async () => {
  await writeFile(file("bad.json"), JSON.stringify({ zones: [{ id: "a", name: "A", polygon: [at(0, 0)] }] }));

  const bad = await run("walk.mp4", "--rules", file("bad.json"));
  const stranger = await run("walk.mp4", "--camera", "Attic");

  expect(bad).toMatchObject({ isWhole: false, text: "" });
  expect(bad.complaints).toMatch(/"zones\.0\.polygon" must have at least three different corners/);
  expect(stranger.complaints).toBe('There is no camera "Attic". Known: Front door.\n');
});

test.skipIf(isTestdataMissing)(
  "of a real clip people are followed into a zone, and a parked van is no reason for an alert",
  async () => {
    await ffmpegOutput(
      ["-i", testdata("videos", "pets09_vtest_480x360.mp4"), "-t", "6", "-an"].concat(
        "-c:v libx264 -preset ultrafast -crf 18".split(" "),
        file("campus.mp4"),
      ),
    );
    const detector = { model: testdata("models", "yolox_nano_416_apache.onnx"), provider: "cpu" };
    const cameras = [{ name: "Campus", url: "rtsp://127.0.0.1/1" }];
    await writeFile(file("options.json"), JSON.stringify({ cameras, detector }));
    const polygon = [at(0.25, 0.45), at(0.7, 0.4), at(0.85, 0.75), at(0.2, 0.8)];
    await writeFile(
      file("campus.json"),
      JSON.stringify({ zones: [{ id: "crossroads", name: "Crossroads", polygon }] }),
    );

    const { report } = await reportOf("campus.mp4", "--rules", file("campus.json"));

    const live = liveOf(report);
    expect(live.looked).toBe(60);
    expect(live.tracks.filter(({ label }) => label === "person").length).toBeGreaterThanOrEqual(4);
    expect(live.tracks.some(({ label }) => /car|truck/.test(label))).toBe(true);
    expect(live.told.filter(({ reason }) => reason !== "zone=crossroads")).toEqual([]);
    expect(live.events).toContainEqual(
      expect.objectContaining({ type: "ZONE_ENTER", label: "person", place: "Crossroads", alerts: true }),
    );
    expect(live.told[0]).toMatchObject({ reason: "zone=crossroads" });
  },
  TIMEOUT_MS,
);

/** As the app keeps them for the camera. */
async function saveInApp(wanted: unknown, hidden: object): Promise<void> {
  await mkdir(file("data"), { recursive: true });
  const context = makeContext(file("data"));
  await using store = await sqlite.open({ backend: "sqlite" }, context);
  const claim = { slug: slugOf("Front door"), name: "Front door", url: "rtsp://127.0.0.1/1" };
  const [camera] = await identifyCameras([claim], store.settings);
  if (!camera) throw new Error("no camera");
  await makeRulesStore({ ...context, settings: store.settings }).save(camera, wanted);
  const about = {
    id: "0a1b2c3d",
    from_clip: "front_door_20260601T120000Z",
    created_at: "2026-06-01T12:00:00.000Z",
  };
  const rows = [{ ...hidden, ...about, hits: 0, last_hit_at: null }];
  await store.settings.write(`cameras.${camera.id}.suppressions`, rows);
}

/** What `replay` prints and complains of, the way a shell hears it. */
async function run(clip: string, ...more: readonly string[]) {
  const asked = readArguments(["replay", file(clip), "--options", file("options.json"), ...more]);
  if (typeof asked === "string" || asked.name !== "replay") throw new Error("not understood");
  const said = { text: "", complaints: "" };
  const isWhole = await replay(asked, running, {
    print: (text) => void (said.text += text),
    complain: (text) => void (said.complaints += text),
  });
  return { ...said, isWhole };
}

async function reportOf(clip: string, ...more: readonly string[]) {
  const { text, isWhole } = await run(clip, "--json", ...more);
  return { report: ReplayReport.parse(JSON.parse(text)), isWhole };
}

function liveOf({ live }: ReplayReport) {
  if (!live || "failed" in live) throw new Error(`not watched: ${live?.failed}`);
  return live;
}

/** Each picture as a function from a place to red, green and blue. */
async function rgb(name: string) {
  const [width, height] = [320, 180];
  const bytes = await ffmpegOutput([
    "-i",
    file(name),
    ..."-vf scale=320:180 -f rawvideo -pix_fmt rgb24 pipe:1".split(" "),
  ]);
  const each = 3 * width * height;
  return Array.from({ length: bytes.length / each }, (_, i) => (x: number, y: number) => {
    const from = i * each + 3 * (Math.floor(y * height) * width + Math.floor(x * width));
    return [...bytes.subarray(from, from + 3)];
  });
}

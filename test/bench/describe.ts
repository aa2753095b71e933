import { plainBriefing } from "#domain/briefing.ts";
import { makeDescriber } from "#plugins/analyzers/describe.ts";
import type { AskModel } from "#plugins/analyzers/model-call.ts";
import { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import type { AnalysisRequest } from "#ports/clip-analyzer.ts";
import { said } from "#test/analyzer-bench.ts";
import { aClip, aDetection, aFilterResult, aLiveSummary } from "#test/builders.ts";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { cpuSeconds } from "./process-tree.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const COUNT = 9;
const SECONDS = 20;
const FPS = 25;
/** What a camera's owner may have set: a key frame every other second, every fourth, every tenth. */
const KEY_FRAMES_S = [2, 4, 10];

export const describe: BenchPart = {
  name: "describe",
  title: "Overhead of describing a clip",
  why:
    `A person in ${SECONDS} s of 1080p at ${FPS} a second, 4 Mbit/s: choosing, decoding, scaling and encoding eight pictures (one of them a detail), ` +
    `facts, reading the answer; without the model, which answers at once. ${COUNT} times each, wall time and processor time of all ` +
    "processes with their start. Goal: 300 ms on two idle cores.",
  run: async () => {
    await using dir = await makeTempDir();
    const rows: Row[] = [];
    for (const keyS of KEY_FRAMES_S) {
      const path = `${dir.path}/${keyS}.mp4`;
      await draw(path, keyS);
      rows.push(await measure(path, keyS));
    }
    return rows;
  },
};

/** A real street, or a drawn one where it is missing, as a camera would send it. */
async function draw(path: string, keyS: number): Promise<void> {
  const street = testdata("videos", "traffic_camera_720p.mp4");
  const input = isTestdataMissing ? ["-f", "lavfi", "-i", "testsrc2=r=25"] : ["-i", street];
  const picture = `-t ${SECONDS} -an -vf scale=1920:1080,noise=alls=4:allf=t -r ${FPS}`;
  const coding = `-c:v libx264 -preset ultrafast -tune zerolatency -b:v 4M -g ${keyS * FPS} -keyint_min ${keyS * FPS} -sc_threshold 0 -movflags +faststart`;
  await ffmpegOutput([...input, ...picture.split(" "), ...coding.split(" "), path]);
}

async function measure(path: string, keyS: number): Promise<Row> {
  const wall: number[] = [];
  const processor: number[] = [];
  let pictures = 0;
  let bytes = 0;
  const ask: AskModel = async (question) => {
    pictures = question.pictures.length;
    bytes = question.pictures.reduce((sum, { jpeg }) => sum + jpeg.length, 0);
    return { text: JSON.stringify(said), end: "stop", model: "instant", tokens: null };
  };
  for (let i = 0; i < COUNT; i++) {
    // A new one each time, so that none has seen the clip before.
    const describer = makeDescriber({
      backend: "bench",
      settings: AnalyzerSettings.parse({}),
      context: makeContext("/nowhere"),
      ask,
    });
    const before = await cpuSeconds(process.pid);
    const startedAt = performance.now();
    await describer.analyze(requestOf(path), new AbortController().signal);
    wall.push(performance.now() - startedAt);
    processor.push(1000 * ((await cpuSeconds(process.pid)) - before));
  }
  return {
    "key frames every": `${keyS} s`,
    pictures: `${pictures}, ${Math.round(bytes / 1024)} KiB`,
    "wall best": millis(Math.min(...wall)),
    p50: millis(quantileOf(wall)),
    worst: millis(Math.max(...wall)),
    "processor time p50": millis(quantileOf(processor)),
  };
}

/** Somebody who comes after 4 s and goes after 15 s, small, and is surest in between two key frames. */
function requestOf(path: string): AnalysisRequest {
  const video = { codec: "h264", width: 1920, height: 1080, audio: "none" } as const;
  const clip = aClip({ path, durationMs: SECONDS * 1000, video });
  const at = (ms: number) => new Date(clip.startedAtMs + ms).toISOString();
  const live = aLiveSummary({
    objects: [{ label: "person", score: 0.9, first_at: at(4000), last_at: at(15_000) }],
    events: [{ type: "ZONE_ENTER", at: at(7500), label: "person", track_id: 1, place: "Porch" }],
  });
  const box = { x: 0.4, y: 0.4, width: 0.1, height: 0.3 };
  const detections = [{ ...aDetection("person"), box, at_ms: 9500 }];
  return {
    clip: { ...clip, live },
    seen: { ...aFilterResult("person"), detections },
    briefing: plainBriefing("Street"),
    isAlert: true,
  };
}

const millis = (ms: number): string => `${ms.toFixed(0)} ms`;

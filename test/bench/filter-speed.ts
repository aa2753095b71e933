import { scanClip } from "#plugins/filters/yolo/scan-clip.ts";
import { aClip } from "#test/builders.ts";
import { testdata } from "#test/testdata.ts";
import { openBenchDetector } from "./bench-detector.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const ROUNDS = 5;
const FPS = 2;

const films = [
  { file: "pets09_vtest_480x360.mp4", width: 480, height: 360, seconds: 79.5 },
  { file: "indoor_person_one_by_one_intel.mp4", width: 768, height: 432, seconds: 139.4 },
  { file: "fp_brightness_change_cctv.avi", width: 960, height: 1080, seconds: 4.9 },
] as const;
type Film = (typeof films)[number];

export const filterSpeed: BenchPart = {
  name: "filter-speed",
  title: "Filter: a clip's length over the time to look through it",
  why:
    `YOLOX-Nano at ${FPS} pictures a second, ffmpeg's start and decoding included, median of ${ROUNDS}. Whole: to the ` +
    "end of the clip, at least 20 times real time is the goal. To the first person: where the scan of the app ends.",
  run,
};

async function run(): Promise<readonly Row[]> {
  await using bench = await openBenchDetector();
  if (!bench) return [];
  const tools = { detector: bench.detector, ffmpeg: "ffmpeg", fps: FPS };
  const scan = async (film: Film, decisive: readonly string[]) => {
    const times: number[] = [];
    let sampled = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const startedAt = performance.now();
      const wanted = { labels: ["person", "car", "dog"], minScore: 0.5, decisive };
      const result = await scanClip(tools, clipOf(film), wanted, new AbortController().signal);
      times.push(performance.now() - startedAt);
      sampled = result.sampled_frames;
    }
    return { ms: quantileOf(times), sampled };
  };

  const rows: Row[] = [];
  for (const film of films) {
    const whole = await scan(film, []);
    const early = await scan(film, ["person"]);
    rows.push({
      clip: film.file,
      seconds: String(film.seconds),
      whole: `${whole.ms.toFixed(0)} ms, ${whole.sampled} pictures`,
      "times real time": ((film.seconds * 1000) / whole.ms).toFixed(1),
      "to the first person": `${early.ms.toFixed(0)} ms, ${early.sampled} pictures`,
    });
  }
  return rows;
}

const clipOf = ({ file, width, height, seconds }: Film) =>
  aClip({
    path: testdata("videos", file),
    durationMs: seconds * 1000,
    video: { codec: "h264", width, height, audio: "none" },
  });

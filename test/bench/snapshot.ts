import { jpegOfLive } from "#app/live-picture.ts";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const COUNT = 1_000;
/** Until then code is being compiled and memory finds its size. */
const SETTLED = 100;
const MIB = 1024 * 1024;
const BOX = { x: 0.4, y: 0.2, width: 0.2, height: 0.7 };
const sizes = [
  { width: 1280, height: 720 },
  { width: 640, height: 360 },
] as const;

export const snapshot: BenchPart = {
  name: "snapshot",
  title: "The picture of an alert",
  why:
    `A live frame with a person in it to a JPEG with a frame around them, ${COUNT.toLocaleString("en")} times one after the other: processor time of ` +
    "all threads, wall time median and 99 of 100, of the very first one, and the memory of the process after " +
    `${SETTLED} and after all. Goals: 50 ms, memory flat.`,
  run: async () => {
    const rows: Row[] = [];
    for (const size of sizes) rows.push(await measure(size));
    return rows;
  },
};

interface Size {
  readonly width: number;
  readonly height: number;
}

async function measure({ width, height }: Size): Promise<Row> {
  const i420 = await frameOf({ width, height });
  const signal = new AbortController().signal;
  const wall: number[] = [];
  const memory: number[] = [];
  let bytes = 0;
  const before = process.cpuUsage();
  for (let count = 1; count <= COUNT; count++) {
    const startedAt = performance.now();
    const jpeg = await jpegOfLive({ width, height, i420 }, BOX, signal);
    wall.push(performance.now() - startedAt);
    bytes = jpeg.length;
    if (count === SETTLED || count === COUNT) memory.push(process.memoryUsage.rss() / MIB);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    picture: `${width} × ${height}`,
    "processor time": millis((user + system) / 1000 / COUNT),
    "wall p50": millis(quantileOf(wall)),
    p99: millis(quantileOf(wall, 0.99)),
    "the first": millis(wall[0] ?? Number.NaN),
    size: `${Math.round(bytes / 1024)} KiB`,
    "memory after 100": `${memory[0]?.toFixed(0)} MiB`,
    "after 1,000": `${memory[1]?.toFixed(0)} MiB`,
  };
}

/** A person in a room; a drawn picture where the clip is missing. */
async function frameOf({ width, height }: Size): Promise<Uint8Array<ArrayBuffer>> {
  const clip = testdata("videos", "indoor_person_one_by_one_intel.mp4");
  const input = isTestdataMissing ? ["-f", "lavfi", "-i", "testsrc2"] : ["-ss", "9", "-i", clip];
  const output = `-frames:v 1 -vf scale=${width}:${height},noise=alls=6 -pix_fmt yuv420p -f rawvideo pipe:1`;
  return new Uint8Array(await ffmpegOutput([...input, ...output.split(" ")]));
}

const millis = (ms: number): string => `${ms.toFixed(1)} ms`;

import { access, mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Polygon } from "#domain/geometry.ts";
import { ffmpegOutput } from "./ffmpeg.ts";

const FLAG_SCENE_S = 12;
const RATE = 15;

/** Wherever the flag waves. */
export const flagPlace: Polygon = [
  { x: 0.05, y: 0.05 },
  { x: 0.45, y: 0.05 },
  { x: 0.45, y: 0.45 },
  { x: 0.05, y: 0.45 },
];

/**
 * A flag (or a small pennant) that waves top left, without end as the file is played over and over; with a visitor somebody
 * also walks through the lower half in each round. Made once per machine; H.264 with a key frame a second.
 */
export async function flagScene(who: "flag" | "pennant" | "visitor"): Promise<string> {
  const folder = join(tmpdir(), "porchlight-test-media");
  const path = join(folder, `waving-${who}.mp4`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  await mkdir(folder, { recursive: true });
  const half = join(folder, `waving-${process.pid}-${Math.random().toString(36).slice(2)}.mp4`);
  const source = (color: string, of: string) =>
    `-f lavfi -i color=c=${color}:s=${of}:r=${RATE}:d=${FLAG_SCENE_S}`;
  // Seventeen swings a round: no two key frames in a row show the same.
  const flag = `[0][1]overlay=x='60+25*sin(2*PI*17*t/${FLAG_SCENE_S})':y=25[waving]`;
  const x = who === "visitor" ? "if(between(t\\,4\\,7)\\,(t-4)*W/3\\,-w)" : "-w";
  const visitor = `[waving][2]overlay=x='${x}':y=110,noise=alls=3:allf=t`;
  await ffmpegOutput(
    [
      `-y ${source("0x405040", "320x180")} ${source("white", who === "pennant" ? "12x12" : "40x40")} ${source("white", "30x60")}`,
      `-filter_complex ${flag};${visitor} -c:v libx264 -preset ultrafast`,
      `-g ${RATE} -sc_threshold 0 -pix_fmt yuv420p ${half}`,
    ].flatMap((words) => words.split(" ")),
  );
  await rename(half, path);
  return path;
}

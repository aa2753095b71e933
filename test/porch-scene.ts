import { access, mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "#platform/process.ts";

export const SCENE_S = 20;
/** When the visitor walks through the picture, seconds into the scene. */
export const VISIT = { fromS: 6, untilS: 10 };
export const SCENE_RATE = 15;

/** A still picture through which a bright block walks once. Made once per machine; H.264 with a key frame a second. */
export async function porchScene(size: "640x360" | "320x180"): Promise<string> {
  const folder = join(tmpdir(), "porchlight-test-media");
  const path = join(folder, `porch-${size}.mp4`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  await mkdir(folder, { recursive: true });
  const half = join(folder, `porch-${process.pid}-${Math.random().toString(36).slice(2)}.mp4`);
  const source = (color: string, of: string) => `color=c=${color}:s=${of}:r=${SCENE_RATE}:d=${SCENE_S}`;
  const walk = `(t-${VISIT.fromS})*W/${VISIT.untilS - VISIT.fromS}`;
  const x = `if(between(t\\,${VISIT.fromS}\\,${VISIT.untilS})\\,${walk}\\,-w)`;
  const scene = `[0][1]overlay=x='${x}':y=H/3,noise=alls=3:allf=t`;
  const visitor = source("white", size === "640x360" ? "60x120" : "30x60");
  const { code, stderr } = await runProcess(
    "ffmpeg",
    [
      `-nostdin -loglevel error -y -f lavfi -i ${source("0x405040", size)} -f lavfi -i ${visitor}`,
      `-filter_complex ${scene} -c:v libx264 -preset ultrafast -g ${SCENE_RATE} -sc_threshold 0`,
      `-pix_fmt yuv420p ${half}`,
    ].flatMap((words) => words.split(" ")),
    { timeoutMs: 120_000 },
    new AbortController().signal,
  );
  if (code !== 0) throw new Error(`cannot draw the scene: ${stderr}`);
  await rename(half, path);
  return path;
}

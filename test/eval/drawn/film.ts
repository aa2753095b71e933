import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "#domain/failure.ts";
import { runProcess } from "#platform/process.ts";
import { type Actor, FRAME, type Scene, type Step } from "./scene.ts";
import { backdrop, rain } from "./sprites.ts";

const FPS = 10;
const DRAW_TIMEOUT_MS = 120_000;
/** A step of somebody who walks, s. */
const POSE_S = 0.3;
const RAIN_PX_PER_S = 1400;

/**
 * The scene as a clip in the folder, drawn where it is not there yet; a change of how scenes are drawn draws it anew.
 * Throws `Failure`.
 */
export async function filmOf(
  { name, scene, folder, ffmpeg }: FilmWish,
  signal: AbortSignal,
): Promise<string> {
  const path = join(folder, `${name}-${drawnAs(scene)}.mp4`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, "drawing-"));
  try {
    const args = await argumentsOf(scene, work);
    const half = join(work, "film.mp4");
    const all = ["-nostdin", "-loglevel", "error", "-y", ...args, half];
    const { code, stderr } = await runProcess(ffmpeg, all, { timeoutMs: DRAW_TIMEOUT_MS }, signal);
    if (code !== 0) throw new Failure("rejected", `ffmpeg cannot draw the scene ${name}: ${stderr.trim()}`);
    await rename(half, path);
    await forgetOthers(folder, name, path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}

export interface FilmWish {
  readonly name: string;
  readonly scene: Scene;
  readonly folder: string;
  readonly ffmpeg: string;
}

/** Functions inside a scene do not tell what they draw: their code does. */
const code = ["sprites.ts", "film.ts", "scenes.ts"]
  .map((file) => readFileSync(join(import.meta.dirname, file), "utf8"))
  .join("");

/** Eight hex digits, of the scene and of the code that draws. */
export const drawnAs = (scene: Scene): string =>
  createHash("sha256").update(JSON.stringify(scene)).update(code).digest("hex").slice(0, 8);

/** As it was drawn by earlier code, nobody asks for it. */
async function forgetOthers(folder: string, name: string, path: string): Promise<void> {
  const isOther = (file: string) =>
    /^-[0-9a-f]{8}\.mp4$/u.test(file.slice(name.length)) && file.startsWith(name);
  const others = (await readdir(folder)).filter((file) => isOther(file) && join(folder, file) !== path);
  await Promise.all(others.map((file) => rm(join(folder, file), { force: true })));
}

async function argumentsOf(scene: Scene, work: string): Promise<readonly string[]> {
  const inputs: string[] = [];
  const add = async (png: Buffer) => {
    const path = join(work, `${inputs.length}.png`);
    await writeFile(path, png);
    inputs.push(path);
    return inputs.length - 1;
  };
  const filters: string[] = [];
  let below = "[scene]";
  filters.push(`[${await add(await backdrop())}:v]loop=loop=-1:size=1,fps=${FPS},format=yuv420p[scene]`);
  const lay = (input: number, where: string) => {
    const above = `[v${filters.length}]`;
    filters.push(`${below}[${input}:v]overlay=eof_action=repeat:${where}${above}`);
    below = above;
  };
  for (const actor of scene.actors) {
    for (const [i, draw] of actor.sprite.poses.entries()) {
      const input = await add(await draw(actor.height * FRAME.height));
      lay(input, whereOf(actor, i));
    }
  }
  if (scene.hasRain) lay(await add(await rain()), `x=0:y='mod(t*${RAIN_PX_PER_S},H)-H'`);
  filters.push(`${below}${lookOf(scene)}[out]`);
  const coding = `-c:v libx264 -preset ultrafast -crf 26 -g ${2 * FPS} -pix_fmt yuv420p -movflags +faststart`;
  return [
    // One picture each: overlay repeats what ends. Only the lowest has to go on by itself.
    ...inputs.flatMap((path) => ["-framerate", String(FPS), "-i", path]),
    "-filter_complex",
    filters.join(";"),
    "-map",
    "[out]",
    "-t",
    String(scene.seconds),
    ...coding.split(" "),
  ];
}

/** Light and the noise of a sensor. */
function lookOf({ light, hasClouds }: Scene): string {
  const clouds = hasClouds ? "eq=brightness='0.16*sin(t*0.9)':eval=frame," : "";
  const night = light === "night" ? "eq=brightness=-0.2:contrast=0.75:saturation=0.25," : "";
  return `${clouds}${night}noise=alls=${light === "night" ? 6 : 3}:allf=t`;
}

function whereOf({ steps, sprite }: Actor, pose: number): string {
  const count = sprite.poses.length;
  const [from, to] = [steps[0].atS, steps.at(-1)?.atS ?? steps[0].atS];
  const isInPose = count === 1 ? "1" : `eq(mod(floor(t/${POSE_S}),${count}),${pose})`;
  const enable = `between(t,${from},${to})*${isInPose}`;
  const x = `W*(${pathOf(steps, "x")})-w/2`;
  const y = `H*(${pathOf(steps, "y")})-h`;
  return `x='${x}':y='${y}':enable='${enable}'`;
}

/** Straight from step to step, as an expression of ffmpeg. */
function pathOf(steps: readonly Step[], axis: "x" | "y"): string {
  const [a, b, ...rest] = steps;
  if (!a) return "0";
  if (!b) return String(a[axis]);
  const slope = (b[axis] - a[axis]) / Math.max(0.001, b.atS - a.atS);
  const way = `${a[axis]}+(${slope})*(t-${a.atS})`;
  return rest.length === 0 ? way : `if(lt(t,${b.atS}),${way},${pathOf([b, ...rest], axis)})`;
}

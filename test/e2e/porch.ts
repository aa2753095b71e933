import { access, mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProcess } from "#platform/process.ts";
import { drawScene } from "#test/demo/scene.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";

/** The demo's scene (nothing, a visitor, nothing) and the model that knows its visitor. Drawn once per machine. */
export async function drawnPorch(): Promise<{ scene: string; model: string }> {
  const folder = join(tmpdir(), "porchlight-test-media");
  await mkdir(folder, { recursive: true });
  const scene = join(folder, "porch-1.mp4");
  const model = join(folder, `tiny-${process.pid}.onnx`);
  await makeTinyModel(model);
  const isThere = await access(scene).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const half = join(folder, `porch-${process.pid}.mp4`);
    await drawScene("ffmpeg", half, () => {});
    await rename(half, scene);
  }
  return { scene, model };
}

/** The same porch with a visitor nearly all the time. */
export async function busyPorch(): Promise<{ scene: string; model: string }> {
  const { scene, model } = await drawnPorch();
  const busy = join(tmpdir(), "porchlight-test-media", `busy-${process.pid}.mp4`);
  // From key frame to key frame, so that nothing need be encoded.
  const cut = [
    "-nostdin",
    "-loglevel",
    "error",
    "-y",
    "-ss",
    "12",
    "-i",
    scene,
    "-t",
    "20",
    "-c",
    "copy",
    busy,
  ];
  const { code, stderr } = await runProcess(
    "ffmpeg",
    cut,
    { timeoutMs: 60_000 },
    new AbortController().signal,
  );
  if (code !== 0) throw new Error(`cannot cut the scene: ${stderr}`);
  return { scene: busy, model };
}

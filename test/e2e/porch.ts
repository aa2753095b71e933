import { access, mkdir, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

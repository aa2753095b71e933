import { existsSync } from "node:fs";
import { type Onnx, openOnnx } from "#platform/onnx.ts";
import { type Detector, openDetector } from "#plugins/filters/yolo/detector.ts";
import { testdata } from "#test/testdata.ts";

export const NANO = testdata("models", "yolox_nano_416_apache.onnx");

export interface BenchDetector extends AsyncDisposable {
  readonly detector: Detector;
}

/** YOLOX-Nano on the processor, or `undefined` with a message where the test data are missing. */
export async function openBenchDetector(path = NANO): Promise<BenchDetector | undefined> {
  if (!existsSync(path)) {
    console.log(`${path} is missing: this part is left out.`);
    return undefined;
  }
  const onnx: Onnx = openOnnx();
  const signal = new AbortController().signal;
  const detector = await openDetector({ name: "bench", path, provider: "cpu" }, onnx, signal);
  return { detector, [Symbol.asyncDispose]: () => onnx[Symbol.asyncDispose]() };
}

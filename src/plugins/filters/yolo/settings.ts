import { z } from "zod";

export const YoloSettings = z.object({
  backend: z.literal("yolo").default("yolo").meta({
    title: "Detector",
    description: "yolo runs a detection model on this machine.",
  }),
  model: z.string().min(1).max(1024).default("yolox_s").meta({
    title: "Model",
    description: "A name from the catalogue (yolox_s) or the path of your own ONNX file.",
  }),
  provider: z.enum(["auto", "cpu", "webgpu", "cuda"]).default("auto").meta({
    title: "Runs on",
    description: "auto takes the graphics processor if it works and is faster, else the processor.",
  }),
  min_score: z.number().min(0.05).max(0.99).default(0.5).meta({
    title: "Minimum score",
    description: "How sure the model must be, from 0 to 1. Cameras can have their own.",
  }),
  sample_fps: z.number().min(0.2).max(10).default(2).meta({
    title: "Pictures per second",
    description: "How many pictures of each clip the detector looks at.",
  }),
});
export type YoloSettings = z.output<typeof YoloSettings>;

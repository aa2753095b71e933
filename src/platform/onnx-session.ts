/// <reference lib="esnext.float16" />
import { availableParallelism } from "node:os";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Feed, FramePart, Picture, PixelFormat, Tensor, TensorInfo } from "#domain/tensor.ts";

/**
 * One model in one execution provider. `run()` of onnxruntime-node blocks its thread for the whole inference although
 * it returns a promise: only the worker and the probe may import this file.
 */
export interface Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** One at a time. */
  run(feeds: readonly Feed[]): Promise<readonly Tensor[]>;
  release(): Promise<void>;
}

export const providers = ["cpu", "webgpu", "cuda"] as const;
export type Provider = (typeof providers)[number];

const THREADS_MAX = 4;
/** Errors only: otherwise ONNX Runtime comments on each model's shapes. */
const LOG_ERRORS = 3;

/** Brings part of a frame to the model's size and colours. Its bytes may be used again for the next one. */
export type Prepare = (part: FramePart) => Picture;

/** Frames can be fed only with `prepare`. */
export async function openSession(path: string, provider: Provider, prepare?: Prepare): Promise<Session> {
  const session = await InferenceSession.create(path, {
    // Never a list: with a second provider in it the first one's failure is thrown all the same.
    executionProviders: [provider],
    intraOpNumThreads: threads(),
    interOpNumThreads: 1,
    logSeverityLevel: LOG_ERRORS,
  });
  const room: Room = { pixels: new Float32Array() };
  return {
    inputs: session.inputMetadata.map(infoOf),
    outputs: session.outputMetadata.map(infoOf),
    run: async (feeds) => {
      const results = await session.run(
        Object.fromEntries(feeds.map((feed) => [feed.name, tensorOf(feed, room, prepare)])),
      );
      return session.outputNames.flatMap((name) => {
        const result = results[name];
        return result instanceof OrtTensor ? [{ name, dims: result.dims, data: numbersOf(result) }] : [];
      });
    },
    release: () => session.release(),
  };
}

/** Measured: on two cores a second, spinning thread makes a contended box 1.4 to 2.5 times slower. */
function threads(): number {
  const cores = availableParallelism();
  return cores <= 2 ? 1 : Math.min(THREADS_MAX, cores - 1);
}

function infoOf(metadata: InferenceSession.ValueMetadata): TensorInfo {
  if (!metadata.isTensor) return { name: metadata.name, type: "not a tensor", dims: [] };
  const dims = metadata.shape.map((dim) => (typeof dim === "number" ? dim : undefined));
  return { name: metadata.name, type: metadata.type, dims };
}

/** Where pixels are put for a run; the same again for the next, as fresh megabytes cost milliseconds. */
interface Room {
  pixels: Float32Array<ArrayBuffer>;
}

function tensorOf(feed: Feed, room: Room, prepare?: Prepare): OrtTensor {
  if (feed.kind === "int64") {
    return new OrtTensor("int64", BigInt64Array.from(feed.values.map(BigInt)), [...feed.dims]);
  }
  const { format, type } = feed;
  const picture = feed.kind === "picture" ? feed.picture : pictureOf(feed.part, prepare);
  const count = 3 * picture.width * picture.height;
  if (room.pixels.length !== count) room.pixels = new Float32Array(count);
  const pixels = fill(room.pixels, picture, format);
  const dims = [1, 3, picture.height, picture.width];
  return type === "float32" ? new OrtTensor("float32", pixels, dims) : halfTensor(pixels, dims);
}

function pictureOf(part: FramePart, prepare: Prepare | undefined): Picture {
  if (!prepare) throw new Error("this program was not told how to prepare frames");
  return prepare(part);
}

/**
 * onnxruntime-node 1.30 turns every half-precision tensor into a Float16Array, whose size its native part then takes
 * for 0 (microsoft/onnxruntime#32323). The bits as Uint16Array, put in behind its back, it reads right.
 */
function halfTensor(pixels: Float32Array, dims: number[]): OrtTensor {
  const bits = new Uint16Array(Float16Array.from(pixels).buffer);
  return Object.assign(new OrtTensor("float16", bits, dims), { cpuData: bits });
}

/** ffmpeg's `gbrp` planes lie in this order. */
const planeOf = { g: 0, b: 1, r: 2 } as const;

function fill(pixels: Float32Array<ArrayBuffer>, picture: Picture, format: PixelFormat) {
  const area = picture.width * picture.height;
  const channels = format.order === "rgb" ? (["r", "g", "b"] as const) : (["b", "g", "r"] as const);
  for (const [channel, colour] of channels.entries()) {
    const plane = picture.planes.subarray(planeOf[colour] * area, (planeOf[colour] + 1) * area);
    const target = pixels.subarray(channel * area, (channel + 1) * area);
    const scale = format.scale[channel] ?? 1;
    const offset = format.offset[channel] ?? 0;
    // `set` is 13 times faster than the loop, and all that YOLOX needs.
    if (scale === 1 && offset === 0) target.set(plane);
    else for (let at = 0; at < area; at++) target[at] = (plane[at] ?? 0) * scale + offset;
  }
  return pixels;
}

function numbersOf({ type, data }: OrtTensor): Float32Array<ArrayBuffer> {
  if (data instanceof Float32Array && data.buffer instanceof ArrayBuffer && data.byteOffset === 0) {
    return data as Float32Array<ArrayBuffer>;
  }
  // Depending on the version a half-precision tensor comes as Float16Array or as its bits.
  if (type === "float16" && data instanceof Uint16Array) {
    return Float32Array.from(new Float16Array(data.buffer, data.byteOffset, data.length));
  }
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

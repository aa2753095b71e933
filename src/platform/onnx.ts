import { Failure } from "#domain/failure.ts";
import type { Feed, ModelContract, Tensor } from "#domain/tensor.ts";
import { type Lane, openLane } from "./onnx-lane.ts";
import { readModelMetadata } from "./onnx-metadata.ts";
import type { Provider } from "./onnx-session.ts";
import type { ThreadOptions } from "./onnx-thread.ts";

/** A model, ready to run in a worker thread. Disposing frees its memory. */
export interface OnnxModel extends AsyncDisposable {
  readonly provider: Provider;
  readonly contract: ModelContract;
  /**
   * The outputs of one run and what the run alone took. Takes the feeds' picture bytes away from the caller. Throws
   * `Failure`: `unavailable` when the worker died or has too much to do, `rejected` with ONNX Runtime's words when
   * the model itself fails.
   */
  run(feeds: readonly Feed[], signal: AbortSignal): Promise<OnnxRun>;
}

export interface OnnxRun {
  readonly outputs: readonly Tensor[];
  readonly runMs: number;
  /** The bytes of the frames that were fed, in order: of pictures they are gone. */
  readonly frames?: readonly Uint8Array<ArrayBuffer>[] | undefined;
}

/** ONNX Runtime with one worker thread for each execution provider, started when first needed. */
export interface Onnx extends AsyncDisposable {
  /** Throws `Failure("rejected")` with a sentence if the file is no model, `unavailable` if it is not there. */
  load(path: string, provider: Provider, signal: AbortSignal): Promise<OnnxModel>;
}

/** How much of ONNX Runtime's words goes into a sentence. */
const MESSAGE_MAX = 200;

export function openOnnx(options: ThreadOptions = {}): Onnx {
  const lanes = new Map<Provider, Lane>();
  function laneOf(provider: Provider): Lane {
    const lane = lanes.get(provider) ?? openLane(provider, options);
    lanes.set(provider, lane);
    return lane;
  }
  return {
    load: async (path, provider, signal) => {
      const metadata = await readModelMetadata(path).catch((cause: unknown) => {
        throw new Failure("unavailable", `The model file ${path} cannot be read. Is the path right?`, {
          cause,
        });
      });
      const lane = laneOf(provider);
      const { session, inputs, outputs } = await lane.load(path, signal).catch((cause: unknown) => {
        throw refusalOf(cause);
      });
      return {
        provider,
        contract: { inputs, outputs, metadata },
        run: (feeds, runSignal) => lane.run(session, feeds, runSignal),
        [Symbol.asyncDispose]: () => lane.release(session),
      };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...lanes.values()].map((lane) => lane[Symbol.asyncDispose]()));
    },
  };
}

/** Message patterns of ONNX Runtime 1.30. */
function refusalOf(cause: unknown): unknown {
  if (!(cause instanceof Failure) || cause.kind !== "rejected") return cause;
  return new Failure("rejected", `it cannot be loaded: ${reasonOf(cause.message)}`, { cause });
}

function reasonOf(message: string): string {
  if (/Protobuf parsing failed|INVALID_PROTOBUF/.test(message))
    return "it is damaged or no ONNX model at all";
  if (/external data|\.data\b/i.test(message)) return "the file with its weights does not lie beside it";
  if (/opset|not a registered function|No Op registered/i.test(message)) {
    return `it needs a newer ONNX Runtime than Porchlight has (${shorten(message)})`;
  }
  return shorten(message);
}

/** The first line of a native message, without the source paths that it likes to begin with. */
export function shorten(message: string): string {
  const line = message.split("\n")[0] ?? "";
  return line.replace(/\/onnxruntime_src\S+ /g, "").slice(0, MESSAGE_MAX);
}

import type { Feed, Tensor, TensorInfo } from "#domain/tensor.ts";
import type { Provider } from "./onnx-session.ts";

/** What the worker is asked. */
export type WorkerRequest =
  | {
      readonly type: "load";
      readonly session: number;
      readonly path: string;
      readonly provider: Provider;
    }
  | { readonly type: "run"; readonly session: number; readonly feeds: readonly Feed[] }
  | { readonly type: "release"; readonly session: number };

/** The last that it is told: it ends itself, after what came before, and does not answer. */
export interface WorkerEnd {
  readonly type: "end";
}

/** Its answer, one to each request. */
export type WorkerReply =
  | {
      readonly type: "loaded";
      readonly inputs: readonly TensorInfo[];
      readonly outputs: readonly TensorInfo[];
    }
  | {
      readonly type: "ran";
      readonly outputs: readonly Tensor[];
      readonly runMs: number;
      /** The bytes of the frames that were fed, in order: they come back, as a part of each may be looked at again. */
      readonly frames?: readonly Uint8Array<ArrayBuffer>[];
    }
  | { readonly type: "released" }
  | { readonly type: "failed"; readonly message: string };

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { Failure } from "#domain/failure.ts";
import type { WorkerEnd, WorkerReply, WorkerRequest } from "./onnx-messages.ts";
import type { Provider } from "./onnx-session.ts";

/** Longer than the first run on a slow graphics processor, which compiles its shaders. */
const REPLY_TIMEOUT_MS = 120_000;
const RESTART_DELAY_MS = 1000;
const RESTART_DELAY_MAX_MS = 60_000;
/** A thread ends itself when the inference that blocks it has; one that never does must not hold up a shutdown. */
const STOP_TIMEOUT_MS = 5000;
const END: WorkerEnd = { type: "end" };

export interface ThreadOptions {
  /** Another program than ours: one that can prepare frames too, or a test's. */
  readonly worker?: URL;
  /** Pause after the first death; doubles with each further one up to a minute. */
  readonly restartDelayMs?: number;
}

/** A worker thread that is started when it is needed, and again after it died. */
export interface Thread extends AsyncDisposable {
  /** One at a time. `paths` says where the models lie that a new thread must load first. */
  ask(request: WorkerRequest, paths: ReadonlyMap<number, string>): Promise<WorkerReply>;
}

interface Living {
  readonly worker: Worker;
  readonly loaded: Set<number>;
}

export function openThread(provider: Provider, options: ThreadOptions): Thread {
  const program = options.worker ?? new URL("./onnx-worker.ts", import.meta.url);
  const firstDelayMs = options.restartDelayMs ?? RESTART_DELAY_MS;
  let living: Living | undefined;
  let deaths = 0;
  let restartAtMs = 0;

  function start(): Living {
    const pauseMs = restartAtMs - performance.now();
    if (pauseMs > 0) {
      const sentence = `The detector stopped unexpectedly. It starts again in ${Math.ceil(pauseMs / 1000)} s.`;
      throw new Failure("unavailable", sentence);
    }
    // Without our own flags (`--test`, a debugger's port), which do not fit a thread.
    const worker = new Worker(program, { execArgv: [] });
    const started: Living = { worker, loaded: new Set() };
    worker.once("exit", () => bury(started));
    worker.on("error", () => {});
    living = started;
    return started;
  }

  function bury(dead: Living): void {
    if (living !== dead) return;
    living = undefined;
    restartAtMs = performance.now() + Math.min(RESTART_DELAY_MAX_MS, firstDelayMs * 2 ** deaths);
    deaths += 1;
  }

  async function askThread(thread: Living, request: WorkerRequest): Promise<WorkerReply> {
    try {
      const reply = await exchange(thread.worker, request);
      if (reply.type === "loaded" && request.type === "load") thread.loaded.add(request.session);
      if (reply.type === "ran") deaths = 0;
      return reply;
    } catch (cause) {
      bury(thread);
      letGo(thread.worker);
      throw cause;
    }
  }

  return {
    ask: async (request, paths) => {
      const thread = living ?? start();
      const path = paths.get(request.session);
      if (request.type === "run" && path !== undefined && !thread.loaded.has(request.session)) {
        await askThread(thread, { type: "load", session: request.session, path, provider });
      }
      return askThread(thread, request);
    },
    [Symbol.asyncDispose]: async () => {
      const last = living;
      living = undefined;
      if (last) await stop(last.worker);
    },
  };
}

function exchange(worker: Worker, request: WorkerRequest): Promise<WorkerReply> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkerReply>();
  const onEnd = (cause?: unknown) =>
    reject(
      new Failure("unavailable", "The detector stopped unexpectedly and will be started again.", { cause }),
    );
  const onTimeout = () =>
    reject(new Failure("unavailable", "The detector did not answer and will be started again."));
  const timer = setTimeout(onTimeout, REPLY_TIMEOUT_MS).unref();
  worker.once("message", resolve).once("error", onEnd).once("exit", onEnd);
  worker.postMessage(request, request.type === "run" ? buffersOf(request) : []);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off("message", resolve).off("error", onEnd).off("exit", onEnd);
  });
}

const buffersOf = ({ feeds }: Extract<WorkerRequest, { type: "run" }>): ArrayBuffer[] =>
  feeds.flatMap((feed) => {
    if (feed.kind === "picture") return [feed.picture.planes.buffer];
    return feed.kind === "frame" ? [feed.part.i420.buffer] : [];
  });

/**
 * Never `terminate()`: it takes JavaScript away from the native part of onnxruntime-node, which aborts the whole process
 * when its inference ends after that.
 */
function letGo(worker: Worker): void {
  worker.postMessage(END, []);
  worker.unref();
}

async function stop(worker: Worker): Promise<void> {
  const deadline = AbortSignal.timeout(STOP_TIMEOUT_MS);
  const hasEnded = once(worker, "exit", { signal: deadline });
  worker.postMessage(END, []);
  await hasEnded.catch(() => worker.unref());
}

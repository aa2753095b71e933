import { Failure } from "#domain/failure.ts";
import type { Feed } from "#domain/tensor.ts";
import type { WorkerReply, WorkerRequest } from "./onnx-messages.ts";
import type { Provider } from "./onnx-session.ts";
import { openThread, type ThreadOptions } from "./onnx-thread.ts";

/** Requests that wait for the worker, of all who look. */
export const QUEUE_MAX = 32;

/**
 * One worker thread for one execution provider. Requests are done one after another; at most 32 wait, more are a
 * `Failure("unavailable")`. When the thread dies, whoever waits for it gets a `Failure("unavailable")`, and the next
 * request after a growing pause starts a new thread and loads the models again.
 */
export interface Lane extends AsyncDisposable {
  /** Throws `Failure("rejected")` with ONNX Runtime's own words. */
  load(path: string, signal: AbortSignal): Promise<LoadedSession>;
  /** The feeds' pictures are handed over: their bytes are gone afterwards. */
  run(session: number, feeds: readonly Feed[], signal: AbortSignal): Promise<Reply<"ran">>;
  release(session: number): Promise<void>;
}

type Reply<Type extends WorkerReply["type"]> = Extract<WorkerReply, { readonly type: Type }>;

export interface LoadedSession extends Reply<"loaded"> {
  readonly session: number;
}

const never = new AbortController().signal;

export function openLane(provider: Provider, options: ThreadOptions = {}): Lane {
  const thread = openThread(provider, options);
  const paths = new Map<number, string>();
  const queue = makeQueue((request) => thread.ask(request, paths));
  let sessions = 0;

  return {
    load: async (path, signal) => {
      const session = ++sessions;
      const reply = await queue.add({ type: "load", session, path, provider }, signal);
      const loaded = expectReply("loaded", reply);
      paths.set(session, path);
      return { ...loaded, session };
    },
    run: async (session, feeds, signal) =>
      expectReply("ran", await queue.add({ type: "run", session, feeds }, signal)),
    release: async (session) => {
      if (paths.delete(session) && !queue.isClosed()) await queue.add({ type: "release", session }, never);
    },
    [Symbol.asyncDispose]: async () => {
      queue.close();
      await thread[Symbol.asyncDispose]();
    },
  };
}

function expectReply<Type extends WorkerReply["type"]>(type: Type, reply: WorkerReply): Reply<Type> {
  if (reply.type === "failed") throw new Failure("rejected", reply.message);
  if (reply.type !== type) throw new Error(`the worker answered ${reply.type} instead of ${type}`);
  return reply as Reply<Type>;
}

interface Job {
  readonly request: WorkerRequest;
  readonly signal: AbortSignal;
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (cause: unknown) => void;
}

interface Queue {
  add(request: WorkerRequest, signal: AbortSignal): Promise<WorkerReply>;
  isClosed(): boolean;
  close(): void;
}

/** Whoever aborts is let go at once; what is running then ends unheard, what waits is never begun. */
function makeQueue(perform: (request: WorkerRequest) => Promise<WorkerReply>): Queue {
  const waiting: Job[] = [];
  let running: Job | undefined;
  let isClosed = false;

  async function pump(): Promise<void> {
    if (running) return;
    for (running = waiting.shift(); running; running = waiting.shift()) {
      const { request, signal, resolve, reject } = running;
      if (!signal.aborted) await perform(request).then(resolve, reject);
    }
  }

  return {
    isClosed: () => isClosed,
    add: async (request, signal) => {
      if (isClosed) throw closed();
      if (signal.aborted) throw aborted();
      if (waiting.length >= QUEUE_MAX) {
        throw new Failure("unavailable", "The detector has too much to do and takes no more pictures now.");
      }
      const { promise, resolve, reject } = Promise.withResolvers<WorkerReply>();
      const onAbort = () => reject(aborted());
      signal.addEventListener("abort", onAbort, { once: true });
      waiting.push({ request, signal, resolve, reject });
      void pump();
      return promise.finally(() => signal.removeEventListener("abort", onAbort));
    },
    close: () => {
      isClosed = true;
      running?.reject(closed());
      for (const job of waiting.splice(0)) job.reject(closed());
    },
  };
}

const aborted = (): Failure => new Failure("aborted", "The detector was told to stop.");
const closed = (): Failure => new Failure("aborted", "The detector is shutting down.");

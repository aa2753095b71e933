import { parentPort } from "node:worker_threads";
import type { WorkerEnd, WorkerReply, WorkerRequest } from "./onnx-messages.ts";
import { openSession, type Prepare, type Session } from "./onnx-session.ts";

/** Answers the requests that this thread gets: one at a time comes in, each is answered once. */
export function serveOnnx(prepare?: Prepare): void {
  const sessions = new Map<number, Session>();
  parentPort?.on("message", (request: WorkerRequest | WorkerEnd) => {
    // The exit of this thread, not of the app.
    if (request.type === "end") process.exit();
    void answer(request, sessions, prepare);
  });
}

type Sessions = Map<number, Session>;

async function answer(request: WorkerRequest, sessions: Sessions, prepare?: Prepare): Promise<void> {
  try {
    reply(await perform(request, sessions, prepare));
  } catch (cause) {
    reply({ type: "failed", message: cause instanceof Error ? cause.message : String(cause) });
  }
}

async function perform(
  request: WorkerRequest,
  sessions: Sessions,
  prepare: Prepare | undefined,
): Promise<WorkerReply> {
  switch (request.type) {
    case "load": {
      const session = await openSession(request.path, request.provider, prepare);
      sessions.set(request.session, session);
      return { type: "loaded", inputs: session.inputs, outputs: session.outputs };
    }
    case "run": {
      const session = sessions.get(request.session);
      if (!session) throw new Error("the model is not loaded");
      const startedAt = performance.now();
      const outputs = await session.run(request.feeds);
      const frames = request.feeds.flatMap((feed) => (feed.kind === "frame" ? [feed.part.i420] : []));
      return { type: "ran", outputs, runMs: performance.now() - startedAt, frames };
    }
    case "release": {
      await sessions.get(request.session)?.release();
      sessions.delete(request.session);
      return { type: "released" };
    }
  }
}

function reply(message: WorkerReply): void {
  const { outputs, frames = [] } = message.type === "ran" ? message : { outputs: [] };
  // Two outputs may share memory; a buffer may be in the list but once.
  const buffers = new Set([...outputs.map(({ data }) => data.buffer), ...frames.map(({ buffer }) => buffer)]);
  parentPort?.postMessage(message, [...buffers]);
}

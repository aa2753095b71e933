import { parentPort } from "node:worker_threads";
import type { WorkerReply, WorkerRequest } from "./onnx-messages.ts";
import { openSession, type Session } from "./onnx-session.ts";

/** The thread that inference blocks. One request at a time comes in, each is answered once. */
const sessions = new Map<number, Session>();

parentPort?.on("message", (request: WorkerRequest) => {
  void answer(request);
});

async function answer(request: WorkerRequest): Promise<void> {
  try {
    reply(await perform(request));
  } catch (cause) {
    reply({ type: "failed", message: cause instanceof Error ? cause.message : String(cause) });
  }
}

async function perform(request: WorkerRequest): Promise<WorkerReply> {
  switch (request.type) {
    case "load": {
      const session = await openSession(request.path, request.provider);
      sessions.set(request.session, session);
      return { type: "loaded", inputs: session.inputs, outputs: session.outputs };
    }
    case "run": {
      const session = sessions.get(request.session);
      if (!session) throw new Error("the model is not loaded");
      const startedAt = performance.now();
      const outputs = await session.run(request.feeds);
      return { type: "ran", outputs, runMs: performance.now() - startedAt };
    }
    case "release": {
      await sessions.get(request.session)?.release();
      sessions.delete(request.session);
      return { type: "released" };
    }
  }
}

function reply(message: WorkerReply): void {
  const outputs = message.type === "ran" ? message.outputs : [];
  // Two outputs may share memory; a buffer may be in the list but once.
  const buffers = new Set(outputs.map(({ data }) => data.buffer));
  parentPort?.postMessage(message, [...buffers]);
}

import type { Feed } from "#domain/tensor.ts";
import { openSession, type Provider } from "./onnx-session.ts";

/**
 * A program of its own: tries a model in a provider and measures it. A graphics driver may abort the whole process,
 * which nothing can catch, and then only this one dies.
 */
export interface ProbeRequest {
  readonly path: string;
  readonly provider: Provider;
  readonly feeds: readonly Feed[];
  /** Runs measured after the first, which compiles and warms up. */
  readonly runs: number;
}

export type ProbeReply =
  | { readonly type: "measured"; readonly medianMs: number }
  | { readonly type: "failed"; readonly message: string };

process.once("message", (request: ProbeRequest) => {
  void answer(request).then((reply) => process.send?.(reply, () => process.disconnect()));
});

async function answer(request: ProbeRequest): Promise<ProbeReply> {
  try {
    return { type: "measured", medianMs: await measure(request) };
  } catch (cause) {
    return { type: "failed", message: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function measure({ path, provider, feeds, runs }: ProbeRequest): Promise<number> {
  const session = await openSession(path, provider);
  await session.run(feeds);
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    await session.run(feeds);
    times.push(performance.now() - startedAt);
  }
  await session.release();
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

import { fork } from "node:child_process";
import { Failure } from "#domain/failure.ts";
import type { Feed } from "#domain/tensor.ts";
import type { ProbeReply, ProbeRequest } from "./onnx-probe.ts";
import type { Provider } from "./onnx-session.ts";

const RUNS = 3;
/** Within it a slow graphics processor compiles its shaders and does four runs. */
const PROBE_TIMEOUT_MS = 60_000;
/** How much of a driver's message goes into a sentence. */
const MESSAGE_MAX = 160;

export type ProviderChoice = "auto" | Provider;

export interface Chosen {
  readonly provider: Provider;
  /** A sentence for diagnostics: why this one. */
  readonly reason: string;
}

const titles = { cpu: "the processor", webgpu: "the graphics processor", cuda: "CUDA" } as const;

/** What `auto` tries besides the processor. */
const accelerators = ["cuda", "webgpu"] as const satisfies readonly Provider[];

/**
 * Which provider shall run a model: the one asked for if it can, with `auto` the fastest measured, else the
 * processor. Each is tried in a process of its own. Never rejects but for `signal`.
 */
export async function chooseProvider(
  choice: ProviderChoice,
  path: string,
  feeds: readonly Feed[],
  signal: AbortSignal,
): Promise<Chosen> {
  if (choice === "cpu") return { provider: "cpu", reason: "The settings ask for the processor." };
  if (choice !== "auto") {
    const reply = await probe({ path, provider: choice, feeds, runs: 0 }, signal);
    if (reply.type === "measured") {
      return { provider: choice, reason: `The settings ask for ${titles[choice]}, and it works.` };
    }
    return {
      provider: "cpu",
      reason: `The settings ask for ${titles[choice]}, but ${sentenceOf(choice, reply.message)} The processor is used instead.`,
    };
  }
  return fastest(path, feeds, signal);
}

async function fastest(path: string, feeds: readonly Feed[], signal: AbortSignal): Promise<Chosen> {
  const reasons: string[] = [];
  const measured: { readonly provider: Provider; readonly medianMs: number }[] = [];
  for (const provider of accelerators) {
    const reply = await probe({ path, provider, feeds, runs: RUNS }, signal);
    if (reply.type === "measured") measured.push({ provider, medianMs: reply.medianMs });
    else reasons.push(capital(sentenceOf(provider, reply.message)));
  }
  if (measured.length === 0) {
    return { provider: "cpu", reason: ["The processor is used.", ...reasons].join(" ") };
  }
  const processor = await probe({ path, provider: "cpu", feeds, runs: RUNS }, signal);
  if (processor.type === "measured") measured.push({ provider: "cpu", medianMs: processor.medianMs });
  const ranked = measured.toSorted((a, b) => a.medianMs - b.medianMs);
  const times = ranked.map(({ provider, medianMs }) => `${titles[provider]} ${medianMs.toFixed(1)} ms`);
  const reason = `Measured per picture: ${times.join(", ")}; the fastest is used.`;
  return { provider: ranked[0]?.provider ?? "cpu", reason: [reason, ...reasons].join(" ") };
}

/** Message patterns of ONNX Runtime 1.30; any other failure is told in its own words. */
function sentenceOf(provider: Provider, message: string): string {
  if (/WebGPU adapter|No supported adapters/.test(message)) {
    return "no graphics processor with a Vulkan driver was found.";
  }
  if (provider === "cuda" && /shared library|not found|providers_shared/.test(message)) {
    return "the CUDA libraries of ONNX Runtime are not installed.";
  }
  return `${titles[provider]} failed (${message.split("\n")[0]?.slice(0, MESSAGE_MAX)}).`;
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** Tries a model in a process of its own. `program`, for tests, is another than ours. */
export async function probe(
  request: ProbeRequest,
  signal: AbortSignal,
  program = new URL("./onnx-probe.ts", import.meta.url),
): Promise<ProbeReply> {
  if (signal.aborted) throw aborted();
  const { promise, resolve, reject } = Promise.withResolvers<ProbeReply>();
  const fail = (message: string) => resolve({ type: "failed", message });
  const child = fork(program, {
    // Feeds hold bytes and bigints' numbers, which JSON would mangle.
    serialization: "advanced",
    execArgv: [],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const gone = new Promise<void>((done) => {
    child.once("close", () => done());
    child.once("error", () => done());
  });
  const timer = setTimeout(() => fail("it did not answer within a minute"), PROBE_TIMEOUT_MS);
  const onAbort = () => reject(aborted());
  signal.addEventListener("abort", onAbort, { once: true });
  child.once("message", (reply: ProbeReply) => resolve(reply));
  child.once("error", (cause) => fail(cause.message));
  child.once("exit", (code, killedBy) => fail(`its driver crashed with ${killedBy ?? `code ${code}`}`));
  child.send(request, () => {});
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    child.kill("SIGKILL");
    await gone;
  }
}

const aborted = (): Failure => new Failure("aborted", "Trying the graphics processor was stopped.");

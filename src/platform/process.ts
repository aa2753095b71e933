import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Readable, type Writable } from "node:stream";
import { Failure } from "#domain/failure.ts";

/** How long a program may take to end by itself after SIGTERM, before SIGKILL. */
const STOP_GRACE_MS = 1000;
/** What is kept of the end of a program's error output. */
const STDERR_TAIL_MAX = 8 * 1024;
/** What `runProcess` takes from a program's output unless told otherwise. */
const OUTPUT_BYTES_MAX = 1024 * 1024;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running program. Disposing stops it and waits until it is gone. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** Errors (EPIPE when the program is gone) are swallowed: `exited` tells. */
  readonly stdin: Writable;
  /** Read it or `resume()` it: a full pipe blocks the program. */
  readonly stdout: Readable;
  /** What it writes to `pipe:3`, if that was asked for; to be read like `stdout`. */
  readonly second: Readable | undefined;
  /** Never rejects. Settles after the last byte of output. */
  readonly exited: Promise<Exit>;
  /** The end of its error output, at most 8 KiB. May hold whatever was in the arguments: scrub before logging. */
  stderrTail(): string;
  /** SIGTERM, after a second SIGKILL. Resolves when it is gone; calling again is harmless. */
  stop(): Promise<void>;
}

export interface SpawnOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Time between SIGTERM and SIGKILL. */
  readonly stopGraceMs?: number;
  /** It writes to `pipe:3` too. */
  readonly hasSecondOutput?: boolean;
}

const living = new Set<ChildProcess>();
let isWatchingExit = false;

/**
 * Starts a program; throws `Failure` if it cannot be started. It never outlives us: whoever starts it disposes it,
 * and what is left when Node exits is killed. (When Node itself is killed, its closed pipes end ffmpeg.)
 */
export async function openProcess(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Child> {
  const stdio = Array<"pipe">(options.hasSecondOutput === true ? 4 : 3).fill("pipe");
  const child = spawn(command, args, { stdio, env: options.env ?? process.env });
  const second = child.stdio[3] instanceof Readable ? child.stdio[3] : undefined;
  second?.on("error", () => {});
  const tail = tailOf(child.stderr);
  child.stdin.on("error", () => {});
  child.stdout.on("error", () => {});
  const exited = exitOf(child);
  try {
    await once(child, "spawn");
  } catch (cause) {
    throw new Failure("rejected", `The program ${command} cannot be started.`, { cause });
  }
  register(child);

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    // Whatever it still wants to write must not hold up its end.
    child.stdout.resume();
    second?.resume();
    child.stdin.destroy();
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), options.stopGraceMs ?? STOP_GRACE_MS);
    await exited;
    clearTimeout(timer);
  };
  const stopOnce = () => (stopping ??= stop());
  return {
    pid: child.pid ?? 0,
    stdin: child.stdin,
    stdout: child.stdout,
    second,
    exited,
    stderrTail: tail,
    stop: stopOnce,
    [Symbol.asyncDispose]: stopOnce,
  };
}

export interface Finished extends Exit {
  readonly stdout: Buffer;
  /** The last 8 KiB. */
  readonly stderr: string;
}

export interface RunOptions extends SpawnOptions {
  readonly timeoutMs: number;
  readonly input?: Uint8Array;
  /** Longer output is a `Failure`. */
  readonly outputBytesMax?: number;
}

/**
 * Runs a program to its end, whatever its exit code. Throws `Failure`: `rejected` if it cannot be started or says too
 * much, `unavailable` at the deadline, `aborted` when `signal` aborts.
 */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: RunOptions,
  signal: AbortSignal,
): Promise<Finished> {
  if (signal.aborted) throw new Failure("aborted", `${command} was not started: shutting down.`);
  await using child = await openProcess(command, args, options);
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const either = AbortSignal.any([signal, deadline]);
  const stop = () => void child.stop();
  either.addEventListener("abort", stop, { once: true });
  // The signal may have aborted while the program was being started.
  if (either.aborted) stop();
  child.stdin.end(options.input);
  const stdout = await collect(child.stdout, options.outputBytesMax ?? OUTPUT_BYTES_MAX, stop);
  const exit = await child.exited;
  either.removeEventListener("abort", stop);
  if (signal.aborted) throw new Failure("aborted", `${command} was stopped: shutting down.`);
  if (deadline.aborted)
    throw new Failure("unavailable", `${command} took longer than ${options.timeoutMs} ms.`);
  if (!stdout) throw new Failure("rejected", `${command} wrote more than expected.`);
  return { ...exit, stdout, stderr: child.stderrTail() };
}

/** All of a stream, or `undefined` (after calling `stop`) if there is too much of it. */
async function collect(stream: Readable, bytesMax: number, stop: () => void): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) stop();
    else chunks.push(chunk);
  });
  await new Promise<void>((resolve) => {
    stream.once("close", resolve);
  });
  return bytes > bytesMax ? undefined : Buffer.concat(chunks);
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once("close", (code, signal) => {
      living.delete(child);
      resolve({ code, signal });
    });
    child.on("error", () => {
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}

function tailOf(stream: Readable): () => string {
  let tail = Buffer.alloc(0);
  stream.on("error", () => {});
  stream.on("data", (chunk: Buffer) => {
    const whole = Buffer.concat([tail, chunk]);
    tail = Buffer.from(whole.subarray(Math.max(0, whole.byteLength - STDERR_TAIL_MAX)));
  });
  return () => tail.toString("utf8");
}

function register(child: ChildProcess): void {
  living.add(child);
  if (isWatchingExit) return;
  isWatchingExit = true;
  process.on("exit", () => {
    for (const left of living) left.kill("SIGKILL");
  });
}

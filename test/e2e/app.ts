import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { untilTrue } from "./until.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface RunningApp extends AsyncDisposable {
  readonly url: string;
  /** All that it has printed. */
  log(): string;
  /** A JSON answer of the API, by the path below `api/v1`. */
  get<Answer = Record<string, never>>(path: string): Promise<Answer>;
  problems(): Promise<readonly string[]>;
  /** The exit code, or the signal that ended it. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<number | string | null>;
}

/** Starts the real app as its own process on a free port. `options` as text is written as it is. */
export async function startApp(folder: string, options: object | string): Promise<RunningApp> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "options.json");
  await writeFile(file, typeof options === "string" ? options : JSON.stringify(options));
  const args = ["src/main.ts", "run", "--options", file, "--data", join(folder, "data"), "--port", "0"];
  const { SUPERVISOR_TOKEN: _, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const ended = once(child, "exit") as Promise<[number | null, string | null]>;

  const port = () => /porchlight started .*port=(\d+)/.exec(log)?.[1];
  await untilTrue(
    () => port() !== undefined || child.exitCode !== null,
    () => `the app to start: ${log}`,
  );
  const url = `http://127.0.0.1:${port()}`;
  await untilTrue(
    async () => (await fetch(`${url}/health`).catch(() => undefined))?.ok ?? child.exitCode !== null,
    () => `the app to answer: ${log}`,
  );

  const stop = async (signal: "SIGTERM" | "SIGKILL" = "SIGTERM") => {
    child.kill(signal);
    const [code, by] = await ended;
    return code ?? by;
  };
  const get = async <Answer>(path: string) => (await (await fetch(`${url}/api/v1/${path}`)).json()) as Answer;
  return {
    url,
    log: () => log,
    get,
    problems: async () => {
      const { problems } = await get<{ problems: { sentence: string }[] }>("problems");
      return problems.map(({ sentence }) => sentence);
    },
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}

/** A run of `check` or `replay`: exit code and everything printed. */
export async function runCommand(...args: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, ["src/main.ts", ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, text };
}

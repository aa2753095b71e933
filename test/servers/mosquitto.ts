import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect as openSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.ts";

const START_MS = 20_000;
const STEP_MS = 25;

export interface MosquittoOptions {
  /** Then only this user may connect. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Keeps retained messages over `stop` and `start`. */
  readonly persistent?: boolean;
  /** Lines of an access list, for a broker that forbids things. */
  readonly acl?: readonly string[];
}

/** A real mosquitto on a free loopback port. Stop and start it again on the same port as often as wanted. */
export interface Mosquitto extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  start(): Promise<void>;
  /** With `SIGKILL` it has no time to say goodbye or to save. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
  log(): string;
}

/** Starts one, unless `started: false`: then its port is known but nobody listens. */
export async function openMosquitto(
  options: MosquittoOptions & { readonly started?: boolean } = {},
): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), "mosquitto-"));
  const port = await freePort();
  const config = join(folder, "mosquitto.conf");
  await writeFile(config, await configuration(folder, port, options), { mode: 0o644 });
  let child: ChildProcess | undefined;
  let log = "";

  async function start(): Promise<void> {
    const broker = spawn(mosquittoPath(), ["-c", config, "-v"], { stdio: ["ignore", "pipe", "pipe"] });
    child = broker;
    const note = (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-100_000);
    };
    broker.stdout.on("data", note);
    broker.stderr.on("data", note);
    const deadline = Date.now() + START_MS;
    while (!(await answers(port))) {
      if (broker.exitCode !== null || Date.now() > deadline)
        throw new Error(`mosquitto did not start: ${log}`);
      await sleep(STEP_MS);
    }
  }

  async function stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const broker = child;
    child = undefined;
    if (broker === undefined || broker.exitCode !== null) return;
    const gone = new Promise((resolve) => broker.once("exit", resolve));
    broker.kill(signal);
    await gone;
  }

  if (options.started !== false) await start();
  return {
    host: "127.0.0.1",
    port,
    start,
    stop,
    log: () => log,
    async [Symbol.asyncDispose]() {
      await stop("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function configuration(folder: string, port: number, options: MosquittoOptions): Promise<string> {
  // As root mosquitto would drop to a user who may not read the folder.
  const lines = [`listener ${port} 127.0.0.1`, "user root", "log_type all"];
  if (options.login === undefined) lines.push("allow_anonymous true");
  else {
    const { username, password } = options.login;
    const file = join(folder, "passwords");
    await writeFile(file, `${username}:${password}\n`, { mode: 0o600 });
    const hashed = spawnSync("mosquitto_passwd", ["-U", file]);
    if (hashed.status !== 0) throw new Error("mosquitto_passwd failed");
    lines.push("allow_anonymous false", `password_file ${file}`);
  }
  if (options.acl !== undefined) {
    const file = join(folder, "acl");
    await writeFile(file, `${options.acl.join("\n")}\n`, { mode: 0o600 });
    lines.push(`acl_file ${file}`);
  }
  if (options.persistent === true) lines.push("persistence true", `persistence_location ${folder}/`);
  return `${lines.join("\n")}\n`;
}

/** Debian installs it where an ordinary user's PATH does not look. */
function mosquittoPath(): string {
  return spawnSync("mosquitto", ["-h"]).error === undefined ? "mosquitto" : "/usr/sbin/mosquitto";
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

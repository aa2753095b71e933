import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { makeTempDir } from "#test/temp-dir.ts";
import { freePort } from "./free-port.ts";
import { openTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

const START_MS = 30_000;
const STEP_MS = 25;
const LOG_CHARS_MAX = 20_000;

const sshdPath = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"].find((path) => existsSync(path));
export const hasSshd = sshdPath !== undefined && spawnSync("ssh-keygen", ["-?"]).error === undefined;

export interface SshdOptions {
  /** What the SFTP server is started with: `-R` lets nobody write, `-P fsync` does as if it did not know that. */
  readonly sftp?: readonly string[];
  /** Whether what is told to be in the user's own folder lies in `folder`. */
  readonly startsInFolder?: boolean;
}

/** A real OpenSSH server for the user who runs the test, who logs in by key, behind a network that can be cut. */
export interface Sshd extends AsyncDisposable {
  readonly port: number;
  readonly network: TcpProxy;
  readonly username: string;
  /** As `ssh-keygen` has written it. */
  readonly privateKey: string;
  /** An empty folder that the user may write. */
  readonly folder: string;
  /** As `ssh-keygen -l` shows it. */
  fingerprint(): string;
  /** What it has said since its start. */
  log(): string;
  start(): Promise<void>;
  /** Kills the server and all that it serves. */
  kill(): Promise<void>;
  /** From the next start on the server has another key. */
  changeKey(): Promise<void>;
  /** From the next start on the server has one more key, of a type that clients like better. */
  addKey(): void;
  /** Lets in whoever has the key of the pair at `path`. */
  letIn(path: string): Promise<void>;
}

export async function openSshd({ sftp = [], startsInFolder }: SshdOptions = {}): Promise<Sshd> {
  const stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir());
  const port = await freePort();
  const folder = `${dir.path}/kept`;
  await mkdir(folder);
  // Where Debian's service would make it.
  if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const own = `${dir.path}/own`;
  const host = `${dir.path}/host`;
  const more: string[] = [];
  const manner = [...sftp, ...(startsInFolder === true ? ["-d", folder] : [])];
  makeKey(own, "ed25519");
  makeKey(host, "ecdsa");
  await copyFile(`${own}.pub`, `${dir.path}/authorized`);
  let child: ChildProcess | undefined;
  let log = "";

  async function start(): Promise<void> {
    const config = `${dir.path}/sshd_config`;
    const lines = [
      `ListenAddress 127.0.0.1:${port}`,
      ...[host, ...more].map((key) => `HostKey ${key}`),
      `AuthorizedKeysFile ${dir.path}/authorized`,
      "StrictModes no",
      "UsePAM no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      "PidFile none",
      `Subsystem sftp internal-sftp ${manner.join(" ")}`,
    ];
    await writeFile(config, `${lines.join("\n")}\n`);
    const server = spawn(sshdPath ?? "sshd", ["-D", "-e", "-f", config], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    child = server;
    server.stderr.on("data", (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-LOG_CHARS_MAX);
    });
    const deadline = Date.now() + START_MS;
    while (!log.includes("Server listening")) {
      if (server.exitCode !== null || Date.now() > deadline) throw new Error(`sshd did not start: ${log}`);
      await sleep(STEP_MS);
    }
  }

  async function kill(): Promise<void> {
    const server = child;
    child = undefined;
    log = "";
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    const all = [server.pid, ...(await descendants(server.pid))];
    for (const pid of all) tryKill(pid);
    await gone;
  }

  stack.defer(kill);
  await start();
  const network = stack.use(await openTcpProxy(port));
  return {
    port: network.port,
    network,
    username: userInfo().username,
    privateKey: await readFile(own, "utf8"),
    folder,
    fingerprint: () => fingerprintOf(host),
    log: () => log,
    start,
    kill,
    async changeKey() {
      for (const file of [host, `${host}.pub`]) await rm(file);
      makeKey(host, "ecdsa");
    },
    addKey() {
      makeKey(`${host}-better`, "ed25519");
      more.push(`${host}-better`);
    },
    letIn: (path) => copyFile(`${path}.pub`, `${dir.path}/authorized`),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A key pair without a passphrase, as `{path}` and `{path}.pub`. */
export function makeKey(path: string, type: "ed25519" | "ecdsa" | "rsa", passphrase = ""): void {
  const made = spawnSync("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "test", "-f", path]);
  if (made.status !== 0) throw new Error(`ssh-keygen failed: ${made.stderr.toString()}`);
}

function fingerprintOf(path: string): string {
  const shown = spawnSync("ssh-keygen", ["-l", "-f", `${path}.pub`]).stdout.toString();
  return /SHA256:\S+/.exec(shown)?.[0] ?? "";
}

/** Each session has a process of its own, which outlives the server. */
async function descendants(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const children = text.split(" ").filter(Boolean).map(Number);
  const below = await Promise.all(children.map(descendants));
  return [...children, ...below.flat()];
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

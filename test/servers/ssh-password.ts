import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import ssh2, { type AuthContext, type Session } from "ssh2";
import { makeTempDir } from "#test/temp-dir.ts";

const sftpServerPath = [
  "/usr/lib/openssh/sftp-server",
  "/usr/libexec/openssh/sftp-server",
  "/usr/lib/ssh/sftp-server",
].find((path) => existsSync(path));
export const hasSftpServer = sftpServerPath !== undefined;

export interface SshPasswordOptions {
  readonly password: string;
  /** How the server wants the password; `code` asks for something else than a password, and shows it. */
  readonly by?: "password" | "keyboard" | "code";
  readonly offersSftp?: boolean;
}

/**
 * An SSH server for the user `alice` with a password, which OpenSSH's own takes only from the accounts of the machine. What
 * is said after the login is OpenSSH's again.
 */
export interface SshPasswordServer extends AsyncDisposable {
  readonly port: number;
  /** An empty folder. */
  readonly folder: string;
  /** The ways to log in that were tried. */
  readonly tried: string[];
  /** What was answered to questions. */
  readonly answers: string[];
}

export async function openSshPasswordServer(options: SshPasswordOptions): Promise<SshPasswordServer> {
  const stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir());
  const folder = `${dir.path}/kept`;
  await mkdir(folder);
  const bench = { folder, tried: [] as string[], answers: [] as string[] };
  const hostKey = ssh2.utils.generateKeyPairSync("ed25519").private;
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    stack.defer(() => void connection.end());
    // Whoever hangs up is no failure of the server.
    connection.on("error", () => undefined);
    connection.on("authentication", (context) => answerLogin(context, options, bench));
    connection.on("session", (accept) => serve(accept(), options.offersSftp !== false));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  stack.defer(() => new Promise((resolve) => server.close(() => resolve())));
  return Object.assign(bench, {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  });
}

function answerLogin(
  context: AuthContext,
  { password, by = "password" }: SshPasswordOptions,
  { tried, answers }: Pick<SshPasswordServer, "tried" | "answers">,
): void {
  if (context.method !== "none") tried.push(context.method);
  const decide = (given: string | undefined) => {
    if (context.username === "alice" && given === password) context.accept();
    else context.reject();
  };
  if (by === "password" && context.method === "password") decide(context.password);
  else if (by !== "password" && context.method === "keyboard-interactive") {
    const question = by === "code" ? { prompt: "Code: ", echo: true } : { prompt: "Password: ", echo: false };
    context.prompt([question], (given) => {
      answers.push(...given);
      decide(given[0]);
    });
  } else context.reject([by === "password" ? "password" : "keyboard-interactive"]);
}

function serve(session: Session, offersSftp: boolean): void {
  session.on("subsystem", (accept, reject, { name }) => {
    if (name !== "sftp" || !offersSftp || sftpServerPath === undefined) return reject();
    const channel = accept();
    const child = spawn(sftpServerPath, [], { stdio: ["pipe", "pipe", "ignore"] });
    channel.pipe(child.stdin).on("error", () => undefined);
    child.stdout.pipe(channel);
    channel.once("close", () => child.kill());
  });
}

import ssh2, { type Client, type ConnectConfig, type ServerHostKeyAlgorithm, type SFTPWrapper } from "ssh2";
import type { SftpAddress } from "./sftp-address.ts";
import { brokenOff, connectionFailure, silent } from "./sftp-failure.ts";
import type { HostKeys } from "./sftp-host-keys.ts";
import { lockedKey, unusableKey } from "./sftp-private-key.ts";

/** How long a server may be silent. */
const PATIENCE = {
  /** From the first packet to the first request. */
  openingMs: 30_000,
  /** One request, of which some dozens may be under way at once on a slow line. */
  answerMs: 2 * 60_000,
} as const;

/** The best first. A server is asked for the type that is known of it, or an additional key would look like a changed one. */
const HOST_KEY_TYPES: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
];

/** A way for `ssh2` to do one thing and to say so. */
export type Request<T> = (
  sftp: SFTPWrapper,
  done: (error: Error | null | undefined, answer: T) => void,
) => void;

/** A logged-in connection. Disposing it ends whatever is under way. */
export interface SftpSession extends Disposable {
  /** Aborts, with a sentence as its reason, when the connection is gone. */
  readonly lost: AbortSignal;
  /** One request. Throws what the server answered, and what `signal` aborts with. */
  ask<T>(request: Request<T>, signal: AbortSignal): Promise<T>;
}

/** Connects and logs in. Throws a `Failure` with a sentence. */
export async function openSftpSession(
  address: SftpAddress,
  hostKeys: HostKeys,
  signal: AbortSignal,
  patience: { readonly openingMs: number; readonly answerMs: number } = PATIENCE,
): Promise<SftpSession> {
  const { name, login } = address;
  const config = await configOf(address, hostKeys);
  const client = new ssh2.Client();
  const lost = new AbortController();
  const end = (why: Error) => {
    lost.abort(why);
    client.destroy();
  };
  client.on("error", (cause) => end(connectionFailure(name, login, cause)));
  client.on("close", () => end(brokenOff(name)));
  // Each request waits for its answer: nothing would come after it to fill the packet.
  client.on("connect", () => client.setNoDelay(true));
  client.on("keyboard-interactive", (_name, _instructions, _language, prompts, answer) => {
    // Some servers ask for the password this way only. Anything else than one hidden line is another question.
    const isPassword = "password" in login && prompts.length === 1 && prompts[0]?.echo !== true;
    answer(isPassword ? [login.password] : []);
  });
  const hostVerifier = (key: Buffer, verify: (isRight: boolean) => void) => {
    hostKeys.check(key).then(() => verify(true), end);
  };

  const timer = setTimeout(() => end(silent(name)), patience.openingMs);
  try {
    const stop = AbortSignal.any([signal, lost.signal]);
    const sftp = await orAborted(connect(client, { ...config, hostVerifier }, address), stop);
    sftp.on("error", (cause: Error) => end(connectionFailure(name, login, cause)));
    sftp.on("close", () => end(brokenOff(name)));
    return {
      lost: lost.signal,
      ask: (request, either) =>
        ask(request, { sftp, answerMs: patience.answerMs, giveUp: () => end(silent(name)) }, either),
      [Symbol.dispose]: () => end(brokenOff(name)),
    };
  } catch (cause) {
    end(brokenOff(name));
    throw cause;
  } finally {
    clearTimeout(timer);
  }
}

/** What `promise` resolves to, unless the signal aborts first. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason as Error);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function configOf(
  { host, port, username, login }: SftpAddress,
  hostKeys: HostKeys,
): Promise<ConnectConfig> {
  if ("privateKey" in login) expectUsable(login.privateKey);
  const known = await hostKeys.knownType();
  const isKnown = (type: string) => (known === "ssh-rsa" ? type.includes("rsa") : type === known);
  const serverHostKey = [...HOST_KEY_TYPES].sort((a, b) => Number(isKnown(b)) - Number(isKnown(a)));
  // Our own timer covers the opening as a whole.
  const manner = { tryKeyboard: "password" in login, readyTimeout: 0, algorithms: { serverHostKey } };
  return { host, port, username, ...login, ...manner };
}

function expectUsable(privateKey: string): void {
  const key = ssh2.utils.parseKey(privateKey);
  if (!(key instanceof Error)) return;
  throw /encrypted|passphrase/i.test(key.message) ? lockedKey() : unusableKey();
}

function connect(client: Client, config: ConnectConfig, { name, login }: SftpAddress): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.once("ready", () => {
      client.sftp((cause, sftp) => {
        if (cause) reject(connectionFailure(name, login, cause));
        else resolve(sftp);
      });
    });
    client.connect(config);
  });
}

interface Line {
  readonly sftp: SFTPWrapper;
  readonly answerMs: number;
  giveUp(): void;
}

async function ask<T>(
  request: Request<T>,
  { sftp, answerMs, giveUp }: Line,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const timer = setTimeout(giveUp, answerMs);
  try {
    const answer = new Promise<T>((resolve, reject) => {
      request(sftp, (cause, value) => {
        if (cause) reject(cause);
        else resolve(value);
      });
    });
    return await orAborted(answer, signal);
  } finally {
    clearTimeout(timer);
  }
}

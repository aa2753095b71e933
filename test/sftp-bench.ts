import { readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { StorageSettings } from "#plugins/storage/settings.ts";
import { sftp } from "#plugins/storage/sftp.ts";
import { openSshd, type SshdOptions } from "./servers/sshd.ts";
import type { TcpProxy } from "./servers/tcp-proxy.ts";
import { openStoredClip } from "./stored-clip.ts";

export const MEGABYTE = 1024 * 1024;

export interface SftpWish extends SshdOptions {
  readonly bytes?: number;
  /** Below the server's folder. */
  readonly under?: string;
  readonly settings?: Partial<StorageSettings>;
}

/** A clip, a storage for it and the server behind that. */
export async function openSftpBench({
  bytes = 300_000,
  under = "",
  settings = {},
  ...options
}: SftpWish = {}) {
  const stack = new AsyncDisposableStack();
  const kept = stack.use(await openStoredClip(bytes));
  const server = stack.use(await openSshd(options));
  const base = join(server.folder, under);
  const url = `sftp://127.0.0.1:${server.port}${base}`;
  const login = { backend: "sftp", url, username: server.username, password: server.privateKey };
  const given = StorageSettings.parse({ ...login, ...settings });
  const storage = stack.use(await sftp.open(given, kept.context));
  const folder = join(base, "porchlight", kept.clip.camera);
  const fileAt = (uri: string) => join(base, uri.replace("sftp:/", ""));
  return {
    ...kept,
    server,
    given,
    storage,
    folder,
    video: join(folder, `${kept.clip.id}.mp4`),
    noteAt: (uri: string) => readFile(fileAt(uri).replace(".mp4", ".json"), "utf8").catch(() => undefined),
    halve: (uri: string) => truncate(fileAt(uri), bytes / 2),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What goes over the network while something is done. */
export async function traffic(
  network: Pick<TcpProxy, "sent" | "answered">,
  work: () => Promise<unknown>,
): Promise<{ readonly sent: number; readonly answered: number }> {
  const { sent, answered } = network;
  await work();
  return { sent: network.sent - sent, answered: network.answered - answered };
}

/** The time of a file, as SFTP knows it. */
export async function secondsOf(path: string): Promise<number> {
  return Math.floor((await stat(path)).mtimeMs / 1000);
}

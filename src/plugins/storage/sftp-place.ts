import { writeFile } from "node:fs/promises";
import { makeTransferLimit } from "#platform/transfer-limit.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { StorageContext } from "#ports/plugin.ts";
import { goneFrom, openOffsite, pathAfter, type RemotePlace } from "./offsite.ts";
import { placeFacts } from "./place-facts.ts";
import { remotePath } from "./remote-path.ts";
import type { StorageSettings } from "./settings.ts";
import { readSftpAddress, type SftpAddress, sftpPlaceName } from "./sftp-address.ts";
import { makeSftpConnection, type SftpConnection } from "./sftp-connection.ts";
import { requestFailure } from "./sftp-failure.ts";
import { type Desk, look, readPieces, removeFile, withFile } from "./sftp-files.ts";
import { makeHostKeys } from "./sftp-host-keys.ts";
import { halfOf, putFile } from "./sftp-put.ts";
import { openSftpSession } from "./sftp-session.ts";
import { bringWhole, type Target } from "./whole-file.ts";

const URI_PREFIX = "sftp:/";

/** Keeps clips in a folder of an SSH server. */
export async function openSftpStorage(
  settings: StorageSettings,
  context: StorageContext,
): Promise<ClipStorage> {
  const connections = new DisposableStack();
  const facts = placeFacts(settings, () => sftpPlaceName(readSftpAddress(settings)));
  const storage = await openOffsite(context, facts, () => {
    const address = readSftpAddress(settings);
    const hostKeys = makeHostKeys(address, context.dataDir);
    const open = (signal: AbortSignal) => openSftpSession(address, hostKeys, signal);
    const connection = connections.use(makeSftpConnection(open, context.clock));
    return makePlace(address, connection, { settings, context });
  });
  return {
    ...storage,
    async [Symbol.asyncDispose]() {
      connections.dispose();
      await storage[Symbol.asyncDispose]();
    },
  };
}

interface Given {
  readonly settings: StorageSettings;
  readonly context: StorageContext;
}

function makePlace(
  { name, folder }: SftpAddress,
  connection: SftpConnection,
  { settings, context }: Given,
): RemotePlace {
  const limit = makeTransferLimit(settings.upload_limit_kbit, context.clock);

  async function work<T>(signal: AbortSignal, doIt: (desk: Desk) => Promise<T>): Promise<T> {
    try {
      return await connection.use(signal, (session, either) => doIt({ session, signal: either }));
    } catch (cause) {
      signal.throwIfAborted();
      throw requestFailure(name, cause);
    }
  }

  async function get(path: string, to: Target, desk: Desk): Promise<void> {
    const there = `${folder}${path}`;
    if ((await look(desk, there)) === undefined) throw goneFrom(name);
    await bringWhole(to, (half) =>
      withFile(desk, there, "r", async (file) => {
        // One more, to see a file that is longer.
        await writeFile(half, readPieces(file, to.bytes + 1), { signal: desk.signal });
      }),
    );
  }

  return {
    stem: remotePath(settings.path),
    uri: (path) => `${URI_PREFIX}${path}`,
    pathOf: (uri) => pathAfter(URI_PREFIX, uri),
    // No browser opens a folder of an SSH server.
    viewUrl: () => undefined,
    put: (path, { body }, signal) =>
      work(signal, (desk) => putFile(desk, { host: name, path: `${folder}${path}`, body, limit })),
    get: (path, to, signal) => work(signal, (desk) => get(path, to, desk)),
    remove: (path, signal) =>
      work(signal, async (desk) => {
        await removeFile(desk, halfOf(`${folder}${path}`));
        await removeFile(desk, `${folder}${path}`);
      }),
  };
}

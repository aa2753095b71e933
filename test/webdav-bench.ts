import { readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { StorageSettings } from "#plugins/storage/settings.ts";
import { webdav } from "#plugins/storage/webdav.ts";
import { openWebdavServer } from "./servers/webdav.ts";
import { openStoredClip } from "./stored-clip.ts";

export const PASSWORD = "s3cret-app-pass";

/** A clip, a real WebDAV server, and a storage that knows its way there. */
export async function openWebdavBench(given: Partial<StorageSettings> = {}, bytes = 300_000) {
  const stack = new AsyncDisposableStack();
  const kept = stack.use(await openStoredClip(bytes));
  const server = stack.use(await openWebdavServer(PASSWORD));
  const login = { url: server.url, username: "alice", password: PASSWORD };
  const settings = StorageSettings.parse({ backend: "webdav", ...login, ...given });
  const open = async () => stack.use(await webdav.open(settings, kept.context));
  const storage = await open();
  const folder = join(server.folder, "porchlight", kept.clip.camera);
  const fileOf = (uri: string) => join(server.folder, uri.replace("webdav:/", ""));
  return {
    ...kept,
    server,
    open,
    storage,
    folder,
    noteAt: (uri: string) => readFile(fileOf(uri).replace(".mp4", ".json"), "utf8").catch(() => undefined),
    halve: (uri: string) => truncate(fileOf(uri), Math.floor(kept.clip.bytes / 2)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

import { join } from "node:path";
import { Dropbox, type DropboxAuth, DropboxResponseError } from "dropbox";
import { Failure } from "#domain/failure.ts";
import { type Payload, sizeOf } from "#platform/transfer.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { PluginContext } from "#ports/plugin.ts";
import { dropboxFailure, summaryOf } from "./dropbox-failure.ts";
import { contentHash, piecesOf } from "./dropbox-hash.ts";
import { makeDropboxLogin } from "./dropbox-login.ts";
import { CHUNK_BYTES, sendInSession } from "./dropbox-session.ts";
import { openOffsite, type RemoteFile, type RemotePlace } from "./offsite.ts";
import { remotePath } from "./remote-path.ts";
import type { StorageSettings } from "./settings.ts";

/** One request carries at most one chunk: at 1 Mbit/s, shared by four, five minutes. */
const REQUEST_TIMEOUT_MS = 15 * 60_000;
const DEFAULT_VIEW = "https://www.dropbox.com/home";

/** Keeps clips in the owner's Dropbox. Calls go through `fetchIt`. */
export function openDropboxStorage(
  settings: StorageSettings,
  context: PluginContext,
  fetchIt: typeof fetch,
): Promise<ClipStorage> {
  return openOffsite(context, () => openPlace(settings, context.dataDir, fetchIt));
}

function openPlace(settings: StorageSettings, dataDir: string, fetchIt: typeof fetch): RemotePlace {
  const { username: appKey, password: code, url: view = DEFAULT_VIEW } = settings;
  if (appKey === undefined) {
    throw new Failure(
      "unavailable",
      "The storage needs the key of a Dropbox app as user name. Enter it in the options.",
    );
  }
  const stem = remotePath(settings.path);
  const login = makeDropboxLogin({ appKey, code, dataDir, fetch: fetchIt });

  async function put(path: string, { body }: RemoteFile, signal: AbortSignal): Promise<void> {
    const auth = await login.auth();
    const limits = { signal, timeout: REQUEST_TIMEOUT_MS };
    const client = new Dropbox({ auth, fetch: fetchIt });
    const place = `/${path}`;
    const hash = await contentHash(body);
    try {
      if ((await hashAt(client, place, limits)) === hash) return;
      const commit = { path: place, mode: { ".tag": "overwrite" }, mute: true } as const;
      if (Buffer.isBuffer(body) || sizeOf(body) <= CHUNK_BYTES) {
        await sendWhole(client, { commit, hash, body }, limits);
      } else {
        const note = join(dataDir, `dropbox-upload-${hash}.json`);
        await sendInSession({ client, commit, file: body, note }, limits);
      }
      if ((await hashAt(client, place, limits)) === hash) return;
    } catch (cause) {
      signal.throwIfAborted();
      renewIfRefused(auth, cause);
      throw dropboxFailure(cause);
    }
    throw new Failure("unavailable", "Dropbox kept another file than the one that was sent.");
  }

  const viewUrl = (path: string) =>
    `${view.replace(/\/$/, "")}/${path.split("/").map(encodeURIComponent).join("/")}`;
  return { stem, uri: (path) => `dropbox:/${path}`, viewUrl, put };
}

interface Limits {
  readonly signal: AbortSignal;
  readonly timeout: number;
}

/** The content hash of what lies at a path; `undefined` for nothing, and for a folder. */
async function hashAt(client: Dropbox, path: string, limits: Limits): Promise<string | undefined> {
  try {
    const { result } = await client.filesGetMetadata({ path }, limits);
    return result[".tag"] === "file" ? result.content_hash : undefined;
  } catch (cause) {
    if (summaryOf(cause)?.startsWith("path/not_found") === true) return undefined;
    throw cause;
  }
}

interface Sending {
  readonly commit: {
    readonly path: string;
    readonly mode: { readonly ".tag": "overwrite" };
    readonly mute: boolean;
  };
  /** Dropbox refuses other bytes. */
  readonly hash: string;
  readonly body: Payload;
}

async function sendWhole(client: Dropbox, { commit, hash, body }: Sending, limits: Limits): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of piecesOf(body, CHUNK_BYTES)) pieces.push(piece);
  await client.filesUpload({ ...commit, content_hash: hash, contents: Buffer.concat(pieces) }, limits);
}

/** A permission may be withdrawn while its token still has hours to live: the next attempt asks for a new one. */
function renewIfRefused(auth: DropboxAuth, cause: unknown): void {
  if (cause instanceof DropboxResponseError && cause.status === 401)
    auth.setAccessTokenExpiresAt(new Date(0));
}

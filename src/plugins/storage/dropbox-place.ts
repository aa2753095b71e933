import { join } from "node:path";
import { Dropbox, type DropboxAuth, DropboxResponseError } from "dropbox";
import { Failure } from "#domain/failure.ts";
import { type Payload, sizeOf } from "#platform/transfer.ts";
import { limitedFetch, makeTransferLimit } from "#platform/transfer-limit.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { StorageContext } from "#ports/plugin.ts";
import { download } from "./dropbox-download.ts";
import { dropboxFailure, summaryOf } from "./dropbox-failure.ts";
import { contentHash, piecesOf } from "./dropbox-hash.ts";
import { type DropboxLogin, makeDropboxLogin } from "./dropbox-login.ts";
import { CHUNK_BYTES, sendInSession } from "./dropbox-session.ts";
import { openOffsite, pathAfter, type RemoteFile, type RemotePlace } from "./offsite.ts";
import { placeFacts } from "./place-facts.ts";
import { remotePath } from "./remote-path.ts";
import type { StorageSettings } from "./settings.ts";
import { bringWhole } from "./whole-file.ts";

/** One request carries at most one chunk: at 1 Mbit/s, shared by four, five minutes. */
const REQUEST_TIMEOUT_MS = 15 * 60_000;
/** As many as there may be uploads at once; where the speed is limited, they share it. */
const CHUNKS_AT_ONCE = 4;
const URI_PREFIX = "dropbox:/";
const DEFAULT_VIEW = "https://www.dropbox.com/home";

/** Keeps clips in the owner's Dropbox. Calls go through `fetchIt`. */
export function openDropboxStorage(
  settings: StorageSettings,
  context: Pick<StorageContext, "clock" | "dataDir">,
  fetchIt: typeof fetch,
): Promise<ClipStorage> {
  const { dataDir } = context;
  const login = makeDropboxLogin({ appKey: settings.username, dataDir, fetch: fetchIt });
  const { isDone, url, finish } = login;
  const facts = { ...placeFacts(settings, () => "dropbox"), login: { isDone, url, finish } };
  return openOffsite(context, facts, () => openPlace(settings, context, { login, fetch: fetchIt }));
}

interface Access {
  readonly login: DropboxLogin;
  readonly fetch: typeof fetch;
}

function openPlace(
  settings: StorageSettings,
  { clock, dataDir }: Pick<StorageContext, "clock" | "dataDir">,
  { login, fetch: fetchIt }: Access,
): RemotePlace {
  const limit = makeTransferLimit(settings.upload_limit_kbit, clock);
  const stem = remotePath(settings.path);
  const sendIt = limit === undefined ? fetchIt : limitedFetch(fetchIt, limit);
  const timeout = REQUEST_TIMEOUT_MS + Math.ceil(limit?.spanMs(CHUNK_BYTES * CHUNKS_AT_ONCE) ?? 0);

  /** Does one thing with the owner's permission, and says in words what goes wrong. */
  async function use<T>(signal: AbortSignal, work: (using: Using) => Promise<T>): Promise<T> {
    const auth = await login.auth();
    try {
      const client = new Dropbox({ auth, fetch: sendIt });
      return await work({ client, auth, limits: { signal, timeout } });
    } catch (cause) {
      signal.throwIfAborted();
      renewIfRefused(auth, cause);
      throw dropboxFailure(cause);
    }
  }

  async function put(path: string, { body }: RemoteFile, signal: AbortSignal): Promise<void> {
    const place = `/${path}`;
    const hash = await contentHash(body);
    await use(signal, async ({ client, limits }) => {
      if ((await hashAt(client, place, limits)) === hash) return;
      const commit = { path: place, mode: { ".tag": "overwrite" }, mute: true } as const;
      if (Buffer.isBuffer(body) || sizeOf(body) <= CHUNK_BYTES) {
        await sendWhole(client, { commit, hash, body }, limits);
      } else {
        const note = join(dataDir, `dropbox-upload-${hash}.json`);
        await sendInSession({ client, commit, file: body, note }, limits);
      }
      if ((await hashAt(client, place, limits)) === hash) return;
      throw new Failure("unavailable", "Dropbox kept another file than the one that was sent.");
    });
  }

  return {
    stem,
    uri: (path) => `${URI_PREFIX}${path}`,
    pathOf: (uri) => pathAfter(URI_PREFIX, uri),
    viewUrl: (path) => viewUrl(settings.url, path),
    put,
    get: (path, to, signal) =>
      use(signal, async ({ auth, limits }) => {
        const token = auth.getAccessToken();
        await bringWhole(to, (half) =>
          download({ path: `/${path}`, half, bytes: to.bytes }, { token, fetch: fetchIt }, limits),
        );
      }),
    remove: (path, signal) =>
      use(signal, async ({ client, limits }) => {
        await client.filesDeleteV2({ path: `/${path}` }, limits).catch((cause: unknown) => {
          if (summaryOf(cause)?.startsWith("path_lookup/not_found") !== true) throw cause;
        });
      }),
  };
}

interface Using {
  readonly client: Dropbox;
  readonly auth: DropboxAuth;
  readonly limits: Limits;
}

function viewUrl(view = DEFAULT_VIEW, path: string): string {
  return `${view.replace(/\/$/, "")}/${path.split("/").map(encodeURIComponent).join("/")}`;
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

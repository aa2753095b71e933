import { createHash } from "node:crypto";
import { Failure } from "#domain/failure.ts";
import { digest, sizeOf } from "#platform/transfer.ts";
import { makeTransferLimit } from "#platform/transfer-limit.ts";
import { definePlugin, type StorageContext } from "#ports/plugin.ts";
import { type Address, readAddress } from "./address.ts";
import { goneFrom, openOffsite, pathAfter, type RemoteFile, type RemotePlace } from "./offsite.ts";
import { placeFacts } from "./place-facts.ts";
import { remotePath } from "./remote-path.ts";
import { StorageSettings } from "./settings.ts";
import { type Found, makeFolders, makeWebdavClient } from "./webdav-client.ts";
import { bringWhole, type Target } from "./whole-file.ts";

const URI_PREFIX = "webdav:/";
/** Of a digest, enough to tell two shared folders apart. */
const SHORT = 8;

/** Nextcloud, ownCloud and every other server that speaks WebDAV. */
export const webdav = definePlugin({
  kind: "storage",
  backend: "webdav",
  config: StorageSettings,
  open: (settings, context) =>
    openOffsite(
      context,
      placeFacts(settings, () => nameOf(readAddress(settings))),
      () => openWebdav(settings, context),
    ),
});

/** Whoever knows the address of a folder that Nextcloud shares by a link may read it: the link's token is a secret. */
const SHARED = /(\/public\.php\/dav\/files\/)([^/]+)/;

function nameOf({ base }: Address): string {
  const path = base.pathname.replace(/\/$/, "").replace(SHARED, (_, head: string, token: string) => {
    return head + createHash("sha256").update(token).digest("hex").slice(0, SHORT);
  });
  return `webdav:${base.host}${path}`;
}

function openWebdav(settings: StorageSettings, { clock }: StorageContext): RemotePlace {
  const address = readAddress(settings);
  const { base } = address;
  const stem = remotePath(settings.path);
  const client = makeWebdavClient(address, makeTransferLimit(settings.upload_limit_kbit, clock));
  const folders = makeFolders(client);
  const { urlOf, ask, look, expectOk } = client;

  async function put(path: string, { body, type }: RemoteFile, signal: AbortSignal): Promise<void> {
    const sha1 = (await digest(body, "sha1")).toString("hex");
    const wanted = { bytes: sizeOf(body), sha1 };
    // A note of the same length may say something else.
    if (!Buffer.isBuffer(body) && isWhole(await look(path, signal), wanted)) return;
    await folders.makeFor(path, signal);

    // Not `.part`: Nextcloud keeps that ending for itself.
    const half = `${path}.uploading`;
    const headers = { "content-type": type, "oc-checksum": `SHA1:${sha1}` };
    const sent = await ask({ method: "PUT", url: urlOf(half), headers, body }, signal);
    if (sent.status === 404 || sent.status === 409) folders.forget();
    expectOk(sent);
    if (!isWhole(await look(half, signal), wanted)) {
      await ask({ method: "DELETE", url: urlOf(half) }, signal);
      throw new Failure("unavailable", `${base.host} kept another file than the one that was sent.`);
    }
    const moving = { destination: urlOf(path).href, overwrite: "T" };
    expectOk(await ask({ method: "MOVE", url: urlOf(half), headers: moving }, signal));
    if (!isWhole(await look(path, signal), wanted)) {
      throw new Failure("unavailable", `${base.host} did not give the file its name.`);
    }
  }

  async function get(path: string, to: Target, signal: AbortSignal): Promise<void> {
    const found = await look(path, signal);
    if (found === undefined) throw goneFrom(base.host);
    await bringWhole(to, async (half) => {
      const answer = await client.load(path, { path: half, bytes: to.bytes }, signal);
      if (answer.status === 404) throw goneFrom(base.host);
      expectOk(answer);
      const sha1 = (await digest({ path: half, start: 0, bytes: to.bytes }, "sha1")).toString("hex");
      if (found.sha1 !== undefined && found.sha1 !== sha1) {
        throw new Failure("unavailable", `${base.host} gave back another file than it keeps.`);
      }
    });
  }

  async function remove(path: string, signal: AbortSignal): Promise<void> {
    const answer = await ask({ method: "DELETE", url: urlOf(path) }, signal);
    if (answer.status !== 404 && answer.status !== 410) expectOk(answer);
  }

  return {
    stem,
    uri: (path) => `${URI_PREFIX}${path}`,
    pathOf: (uri) => pathAfter(URI_PREFIX, uri),
    viewUrl: (path) => viewUrl(base, path),
    put,
    get,
    remove,
  };
}

/** The checksum counts where the server knows one. */
function isWhole(
  found: Found | undefined,
  wanted: { readonly bytes: number; readonly sha1: string },
): boolean {
  return found?.bytes === wanted.bytes && (found.sha1 === undefined || found.sha1 === wanted.sha1);
}

/** Nextcloud shows the folder to whoever is logged in; elsewhere the file's own address must do. */
function viewUrl(base: URL, path: string): string | undefined {
  if (SHARED.test(base.pathname)) return undefined;
  const cloud = /^(.*\/)remote\.php\/(?:dav\/files\/[^/]+|webdav)\/(.*)$/.exec(base.pathname);
  if (!cloud) return new URL(path, base).href;
  const folder = `/${decodeURIComponent(cloud[2] ?? "")}${path.slice(0, path.lastIndexOf("/"))}`;
  const page = new URL(`${cloud[1]}index.php/apps/files/`, base);
  page.searchParams.set("dir", folder);
  return page.href;
}

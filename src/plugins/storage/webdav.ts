import { Failure } from "#domain/failure.ts";
import { type Answer, type Call, digest, send, sizeOf } from "#platform/transfer.ts";
import { definePlugin } from "#ports/plugin.ts";
import { readAddress } from "./address.ts";
import { answerFailure } from "./answer-failure.ts";
import { openOffsite, type RemoteFile, type RemotePlace } from "./offsite.ts";
import { remotePath } from "./remote-path.ts";
import { StorageSettings } from "./settings.ts";

const FOLDERS_KNOWN_MAX = 10_000;
const WANTED = `<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><d:getcontentlength/><oc:checksums/></d:prop></d:propfind>`;

/** Nextcloud, ownCloud and every other server that speaks WebDAV. */
export const webdav = definePlugin({
  kind: "storage",
  backend: "webdav",
  config: StorageSettings,
  open: (settings, context) => openOffsite(context, () => openWebdav(settings)),
});

function openWebdav(settings: StorageSettings): RemotePlace {
  const { base, username, password } = readAddress(settings);
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  const authorization = username === "" ? {} : { authorization: `Basic ${basic}` };
  const stem = remotePath(settings.path);
  const folders = new Set<string>();
  const urlOf = (path: string) => new URL(path.split("/").map(encodeURIComponent).join("/"), base);
  const ask = (call: Call, signal: AbortSignal) =>
    send({ ...call, headers: { ...call.headers, ...authorization } }, signal);

  async function put(path: string, { body, type }: RemoteFile, signal: AbortSignal): Promise<void> {
    const sha1 = (await digest(body, "sha1")).toString("hex");
    const wanted = { bytes: sizeOf(body), sha1 };
    // A note of the same length may say something else.
    if (!Buffer.isBuffer(body) && isWhole(await look(path, signal), wanted)) return;
    await makeFolders(path, signal);

    // Not `.part`: Nextcloud keeps that ending for itself.
    const half = `${path}.uploading`;
    const headers = { "content-type": type, "oc-checksum": `SHA1:${sha1}` };
    const sent = await ask({ method: "PUT", url: urlOf(half), headers, body }, signal);
    // Somebody may have deleted a folder that we have made.
    if (sent.status === 404 || sent.status === 409) folders.clear();
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

  async function makeFolders(path: string, signal: AbortSignal): Promise<void> {
    const parts = path.split("/").slice(0, -1);
    for (const [index] of parts.entries()) {
      const folder = parts.slice(0, index + 1).join("/");
      if (folders.has(folder)) continue;
      const made = await ask({ method: "MKCOL", url: urlOf(`${folder}/`) }, signal);
      // 405: it is there already.
      if (made.status !== 405) expectOk(made);
      if (folders.size >= FOLDERS_KNOWN_MAX) folders.clear();
      folders.add(folder);
    }
  }

  async function look(path: string, signal: AbortSignal): Promise<Found | undefined> {
    const headers = { depth: "0", "content-type": "application/xml" };
    const call = { method: "PROPFIND", url: urlOf(path), headers, body: Buffer.from(WANTED) };
    const answer = await ask(call, signal);
    if (answer.status === 404 || answer.status === 409) return undefined;
    expectOk(answer);
    const bytes = /<(?:[\w-]+:)?getcontentlength[^>]*>\s*(\d+)\s*</i.exec(answer.text)?.[1];
    const sha1 = /\bSHA1:([0-9a-f]{40})\b/i.exec(answer.text)?.[1]?.toLowerCase();
    return bytes === undefined ? undefined : { bytes: Number(bytes), sha1 };
  }

  function expectOk(answer: Answer): void {
    if (answer.status < 200 || answer.status > 299) throw answerFailure(base.host, answer);
  }

  return { stem, uri: (path) => `webdav:/${path}`, viewUrl: (path) => viewUrl(base, path), put };
}

interface Found {
  readonly bytes: number;
  readonly sha1: string | undefined;
}

/** The checksum counts where the server knows one. */
function isWhole(
  found: Found | undefined,
  wanted: { readonly bytes: number; readonly sha1: string },
): boolean {
  return found?.bytes === wanted.bytes && (found.sha1 === undefined || found.sha1 === wanted.sha1);
}

/** Nextcloud shows the folder to whoever is logged in; elsewhere the file's own address must do. */
function viewUrl(base: URL, path: string): string {
  const cloud = /^(.*\/)remote\.php\/(?:dav\/files\/[^/]+|webdav)\/(.*)$/.exec(base.pathname);
  if (!cloud) return new URL(path, base).href;
  const folder = `/${decodeURIComponent(cloud[2] ?? "")}${path.slice(0, path.lastIndexOf("/"))}`;
  const page = new URL(`${cloud[1]}index.php/apps/files/`, base);
  page.searchParams.set("dir", folder);
  return page.href;
}

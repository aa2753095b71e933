import { Failure } from "#domain/failure.ts";
import { type Answer, type Call, receive, send } from "#platform/transfer.ts";
import type { TransferLimit } from "#platform/transfer-limit.ts";
import type { Address } from "./address.ts";
import { answerFailure } from "./answer-failure.ts";
import type { Target } from "./whole-file.ts";

const FOLDERS_KNOWN_MAX = 10_000;
/** Somebody else who makes the same folder is done by then, or it is another trouble. */
const FOLDER_ATTEMPTS_MAX = 3;
const WANTED = `<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><d:getcontentlength/><oc:checksums/></d:prop></d:propfind>`;

/** What a server knows of a file; of a folder it knows neither. */
export interface Found {
  readonly bytes: number | undefined;
  /** Of servers that know it, as Nextcloud and ownCloud do. */
  readonly sha1: string | undefined;
}

/** The words of WebDAV that a storage needs. Paths are relative to the address, as people write them. */
export interface WebdavClient {
  urlOf(path: string): URL;
  ask(call: Call, signal: AbortSignal): Promise<Answer>;
  load(path: string, to: Target, signal: AbortSignal): Promise<Answer>;
  look(path: string, signal: AbortSignal): Promise<Found | undefined>;
  /** Throws what an answer means that is no success. */
  expectOk(answer: Answer): void;
}

export function makeWebdavClient(
  { base, username, password }: Address,
  limit: TransferLimit | undefined,
): WebdavClient {
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  const authorization = username === "" ? {} : { authorization: `Basic ${basic}` };
  const signed = (call: Call): Call => ({ ...call, limit, headers: { ...call.headers, ...authorization } });
  const client: WebdavClient = {
    urlOf: (path) => new URL(path.split("/").map(encodeURIComponent).join("/"), base),
    ask: (call, signal) => send(signed(call), signal),
    load: (path, to, signal) => receive(signed({ method: "GET", url: client.urlOf(path) }), to, signal),
    async look(path, signal) {
      const headers = { depth: "0", "content-type": "application/xml" };
      const call = { method: "PROPFIND", url: client.urlOf(path), headers, body: Buffer.from(WANTED) };
      const answer = await client.ask(call, signal);
      if (answer.status === 404 || answer.status === 409) return undefined;
      client.expectOk(answer);
      const bytes = /<(?:[\w-]+:)?getcontentlength[^>]*>\s*(\d+)\s*</i.exec(answer.text)?.[1];
      const sha1 = /\bSHA1:([0-9a-f]{40})\b/i.exec(answer.text)?.[1]?.toLowerCase();
      return { bytes: bytes === undefined ? undefined : Number(bytes), sha1 };
    },
    expectOk(answer) {
      if (answer.status < 200 || answer.status > 299) throw answerFailure(base.host, answer);
    },
  };
  return client;
}

export interface Folders {
  /** Makes the folders that a file at this path needs. */
  makeFor(path: string, signal: AbortSignal): Promise<void>;
  /** Somebody has deleted one: nothing is believed to be there any more. */
  forget(): void;
}

/** Folders are made once and remembered. */
export function makeFolders(client: WebdavClient): Folders {
  const known = new Set<string>();

  async function make(folder: string, signal: AbortSignal): Promise<void> {
    let refusal: Answer | undefined;
    for (let attempt = 1; attempt <= FOLDER_ATTEMPTS_MAX; attempt += 1) {
      const answer = await client.ask({ method: "MKCOL", url: client.urlOf(`${folder}/`) }, signal);
      // 405: it is there already (RFC 4918, 9.3.1).
      if (answer.status === 405 || (answer.status >= 200 && answer.status < 300)) return;
      refusal = answer;
      // Another upload may be making the very same folder, which servers call a conflict, a lock, or a trouble of theirs.
      if (answer.status !== 409 && answer.status !== 423 && answer.status !== 500) break;
      if (await client.look(`${folder}/`, signal)) return;
    }
    if (refusal) client.expectOk(refusal);
    throw new Failure("internal", "A folder was not made, and nobody said why.");
  }

  return {
    async makeFor(path, signal) {
      const parts = path.split("/").slice(0, -1);
      for (const index of parts.keys()) {
        const folder = parts.slice(0, index + 1).join("/");
        if (known.has(folder)) continue;
        await make(folder, signal);
        if (known.size >= FOLDERS_KNOWN_MAX) known.clear();
        known.add(folder);
      }
    },
    forget: () => known.clear(),
  };
}

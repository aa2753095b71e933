import { createHash } from "node:crypto";
import { CHUNK_STEP, hashOf } from "./dropbox-hash.ts";

export interface DropboxSeen {
  /** `files/upload`, `oauth2/token`. */
  readonly call: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface DropboxFault {
  readonly status?: number;
  readonly error?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** It is done, but the answer is lost. */
  readonly isUnanswered?: boolean;
  /** The connection is cut after so many bytes of the answer. */
  readonly cutAfter?: number;
  /** What is downloaded has one wrong byte. */
  readonly isGarbled?: boolean;
}

export interface FakeDropbox {
  readonly fetch: typeof fetch;
  readonly files: Map<string, Buffer>;
  readonly sessions: Map<string, Buffer>;
  readonly seen: DropboxSeen[];
  /** Codes that the owner was shown, with the challenge of the link that was opened. */
  readonly codes: Map<string, string>;
  readonly tokens: Set<string>;
  fault: (seen: DropboxSeen) => DropboxFault | undefined;
}

/**
 * Dropbox as its documentation has it, behind `fetch`: tokens by PKCE, files, upload sessions, content hashes. There is no
 * Dropbox to install, and the real one wants an account.
 */
export function makeFakeDropbox(): FakeDropbox {
  const dropbox: FakeDropbox = {
    files: new Map(),
    sessions: new Map(),
    seen: [],
    codes: new Map(),
    tokens: new Set(),
    fault: () => undefined,
    fetch: async (input, init) => {
      init?.signal?.throwIfAborted();
      const url = new URL(new Request(input, { method: "POST" }).url);
      const call = url.pathname.replace(/^\/(2\/)?/, "");
      const headers = new Headers(init?.headers);
      const body = Buffer.from(await new Response(init?.body ?? null).arrayBuffer());
      const isContent = url.host === "content.dropboxapi.com";
      const json = isContent ? (headers.get("dropbox-api-arg") ?? "{}") : body.toString() || "{}";
      const args = {
        ...Object.fromEntries(url.searchParams),
        ...(JSON.parse(json) as Record<string, unknown>),
      };
      dropbox.seen.push({ call, args });
      const fault = dropbox.fault({ call, args });
      if (fault?.status !== undefined) return answer(fault.status, fault.error ?? {}, fault.headers);
      if (call === "oauth2/token") return tokenAnswer(dropbox, args);
      const token = headers.get("authorization")?.replace("Bearer access-of-", "") ?? "";
      if (!dropbox.tokens.has(token)) return answer(401, { error_summary: "invalid_access_token/" });
      const done = fileAnswer(dropbox, { call, args }, { body, range: headers.get("range") });
      if (fault?.isGarbled === true) return await garbled(done);
      if (fault?.cutAfter !== undefined) return await cut(done, fault.cutAfter);
      if (fault?.isUnanswered === true) throw new TypeError("fetch failed");
      return done;
    },
  };
  return dropbox;
}

function tokenAnswer({ codes, tokens }: FakeDropbox, args: DropboxSeen["args"]): Response {
  if (args["grant_type"] === "refresh_token") {
    const token = String(args["refresh_token"]);
    return tokens.has(token)
      ? answer(200, { access_token: `access-of-${token}`, expires_in: 14_400 })
      : answer(400, { error: "invalid_grant" });
  }
  const code = String(args["code"]);
  const challenge = createHash("sha256").update(String(args["code_verifier"])).digest("base64url");
  if (codes.get(code) !== challenge) return answer(400, { error: "invalid_grant" });
  codes.delete(code);
  tokens.add(`refresh-${code}`);
  return answer(200, {
    access_token: `access-of-refresh-${code}`,
    expires_in: 14_400,
    refresh_token: `refresh-${code}`,
  });
}

function fileAnswer(
  { files, sessions }: FakeDropbox,
  { call, args }: DropboxSeen,
  { body, range }: { readonly body: Buffer; readonly range: string | null },
): Response {
  const keep = (path: string, content: Buffer) => {
    files.set(path, content);
    return answer(200, { ".tag": "file", path_display: path, content_hash: hashOf(content) });
  };
  const cursor = args["cursor"] as { session_id: string; offset: number } | undefined;
  const begun = sessions.get(cursor?.session_id ?? "");
  switch (call) {
    case "files/download": {
      const found = files.get(String(args["path"]));
      return found ? pieceOf(found, range) : failed("path/not_found/");
    }
    case "files/delete_v2":
      return files.delete(String(args["path"])) ? answer(200, {}) : failed("path_lookup/not_found/");
    case "files/get_metadata": {
      const path = String(args["path"]);
      const found = files.get(path);
      return found ? keep(path, found) : failed("path/not_found/");
    }
    case "files/upload":
      if (args["content_hash"] !== hashOf(body)) return failed("content_hash_mismatch/");
      return keep(String(args["path"]), body);
    case "files/upload_session/start": {
      const id = `session-${sessions.size + 1}`;
      sessions.set(id, body);
      return answer(200, { session_id: id });
    }
    case "files/upload_session/append_v2":
      if (!cursor || !begun) return failed("not_found/", { ".tag": "not_found" });
      if (cursor.offset !== begun.length) {
        return failed("incorrect_offset/", { ".tag": "incorrect_offset", correct_offset: begun.length });
      }
      if (body.length > CHUNK_STEP * 40) return failed("too_large/");
      sessions.set(cursor.session_id, Buffer.concat([begun, body]));
      return answer(200, null);
    case "files/upload_session/finish":
      if (!cursor || cursor.offset !== begun?.length) return failed("lookup_failed/incorrect_offset/");
      sessions.delete(cursor.session_id);
      return keep((args["commit"] as { path: string }).path, Buffer.concat([begun, body]));
    default:
      return answer(400, "unknown call");
  }
}

function pieceOf(content: Buffer, range: string | null): Response {
  const [, from = "0", to = String(content.length - 1)] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  if (Number(from) >= content.length) return new Response("", { status: 416 });
  const headers = { "dropbox-api-result": JSON.stringify({ content_hash: hashOf(content) }) };
  return new Response(new Uint8Array(content.subarray(Number(from), Number(to) + 1)), {
    status: 206,
    headers,
  });
}

async function garbled(whole: Response): Promise<Response> {
  const content = new Uint8Array(await whole.arrayBuffer());
  content[0] = (content[0] ?? 0) ^ 1;
  return new Response(content, { status: whole.status, headers: whole.headers });
}

/** As the real `fetch` has it when the connection breaks. */
async function cut(whole: Response, bytes: number): Promise<Response> {
  const content = new Uint8Array(await whole.arrayBuffer()).subarray(0, bytes);
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(content);
      controller.error(new TypeError("terminated"));
    },
  });
  return new Response(body, { status: whole.status, headers: whole.headers });
}

function failed(summary: string, error: unknown = { ".tag": "other" }): Response {
  return answer(409, { error_summary: summary, error });
}

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

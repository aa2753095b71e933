import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DropboxAuth } from "dropbox";
import { z } from "zod";
import { dropboxFailure, isGrantRefused } from "./dropbox-failure.ts";
import { REFUSED_PAUSE_MS, Refused } from "./offsite.ts";

/** What must outlive a restart: the owner brings the code after one. */
const Saved = z.object({
  app_key: z.string(),
  /** Of the code that was turned into the refresh token, or was refused. */
  code_sha256: z.string().optional(),
  refresh_token: z.string().optional(),
  /** The address where the owner allows access, and the secret half of its challenge. */
  link: z.string().optional(),
  verifier: z.string().optional(),
});
type Saved = z.output<typeof Saved>;

export interface LoginOptions {
  readonly appKey: string;
  /** What Dropbox has shown to the owner. */
  readonly code: string | undefined;
  readonly dataDir: string;
  readonly fetch: typeof fetch;
}

/** Access to the owner's Dropbox. */
export interface DropboxLogin {
  /** With a permission that holds; throws a `Refused` that says what the owner has to do. */
  auth(): Promise<DropboxAuth>;
}

/**
 * OAuth with PKCE and without a redirect, as nobody can reach the box from outside: the owner opens a link, allows access,
 * and enters the code that Dropbox shows. The refresh token stays in the app's own data.
 */
export function makeDropboxLogin({ appKey, code, dataDir, fetch: fetchIt }: LoginOptions): DropboxLogin {
  const file = join(dataDir, "dropbox.json");
  const codeHash = code === undefined ? undefined : createHash("sha256").update(code).digest("hex");
  let ready: DropboxAuth | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function login(): Promise<DropboxAuth> {
    const auth = ready ?? new DropboxAuth({ clientId: appKey, fetch: fetchIt });
    const saved = await readSaved(file, appKey);
    if (code !== undefined && codeHash !== saved.code_sha256 && saved.verifier !== undefined) {
      return (ready = await redeem(auth, saved, code));
    }
    if (saved.refresh_token === undefined) {
      const why =
        saved.code_sha256 === undefined ? "Dropbox has not allowed access yet." : "Dropbox wants a new code.";
      return await ask(file, auth, saved, why);
    }
    auth.setRefreshToken(saved.refresh_token);
    try {
      await auth.checkAndRefreshAccessToken();
    } catch (cause) {
      if (!isGrantRefused(cause)) throw dropboxFailure(cause);
      ready = undefined;
      const { refresh_token: _, link: __, verifier: ___, ...rest } = saved;
      return await ask(file, auth, rest, "Dropbox does not allow access any more.");
    }
    return (ready = auth);
  }

  async function redeem(auth: DropboxAuth, saved: Saved, fresh: string): Promise<DropboxAuth> {
    const { link: _, verifier = "", ...rest } = saved;
    auth.setCodeVerifier(verifier);
    try {
      const { result } = await auth.getAccessTokenFromCode("", encodeURIComponent(fresh));
      const { refresh_token } = z.object({ refresh_token: z.string() }).parse(result);
      await save(file, { ...rest, code_sha256: codeHash, refresh_token });
      auth.setRefreshToken(refresh_token);
      await auth.checkAndRefreshAccessToken();
      return auth;
    } catch (cause) {
      if (!isGrantRefused(cause)) throw dropboxFailure(cause);
      return await ask(
        file,
        auth,
        { ...rest, code_sha256: codeHash },
        "Dropbox does not know the code, or it is too old.",
      );
    }
  }

  return {
    // One after the other: two clips must not redeem the same code.
    auth: () => {
      const mine = turn.then(login);
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** The same link until it was used: the owner may have it open. */
async function ask(file: string, auth: DropboxAuth, saved: Saved, why: string): Promise<never> {
  let { link, verifier } = saved;
  if (link === undefined || verifier === undefined) {
    link = await auth.getAuthenticationUrl("", undefined, "code", "offline", undefined, "none", true);
    verifier = auth.getCodeVerifier();
    await save(file, { ...saved, link, verifier });
  }
  const sentence = `${why} Open ${link} , allow it, and enter the code that you see as Password of the storage.`;
  throw new Refused(sentence, REFUSED_PAUSE_MS);
}

async function readSaved(file: string, appKey: string): Promise<Saved> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  const saved = Saved.safeParse(parsed(text)).data;
  return saved?.app_key === appKey ? saved : { app_key: appKey };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function save(file: string, saved: Saved): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(saved), { mode: 0o600, flush: true });
  await rename(`${file}.part`, file);
}

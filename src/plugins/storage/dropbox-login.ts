import { join } from "node:path";
import { DropboxAuth } from "dropbox";
import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import type { StorageLogin } from "#ports/clip-storage.ts";
import { dropboxFailure, isGrantRefused } from "./dropbox-failure.ts";
import { readSaved, type Saved, save } from "./dropbox-saved.ts";
import { REFUSED_PAUSE_MS, Refused } from "./offsite.ts";

const WHERE = "Open Porchlight's panel, System, and log in to Dropbox.";

export interface LoginOptions {
  readonly appKey: string | undefined;
  readonly dataDir: string;
  readonly fetch: typeof fetch;
}

/** Access to the owner's Dropbox. */
export interface DropboxLogin extends StorageLogin {
  /** With a permission that holds; throws a `Refused` that says what the owner has to do. */
  auth(): Promise<DropboxAuth>;
}

/**
 * OAuth with PKCE and without a redirect, as nobody can reach the box from outside: the owner opens a link, allows access,
 * and enters the code that Dropbox shows. The refresh token stays in the app's own data.
 */
export function makeDropboxLogin({ appKey, dataDir, fetch: fetchIt }: LoginOptions): DropboxLogin {
  const file = join(dataDir, "dropbox.json");
  let ready: DropboxAuth | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const begin = async (): Promise<Begun> => {
    if (appKey === undefined) throw keyMissing();
    const auth = new DropboxAuth({ clientId: appKey, fetch: fetchIt });
    return { file, auth, saved: await readSaved(file, appKey) };
  };
  // One after the other: two must not write the file at once.
  const inTurn = async <T>(work: (begun: Begun) => Promise<T>): Promise<T> => {
    const mine = turn.then(async () => await work(await begin()));
    turn = mine.catch(() => undefined);
    return await mine;
  };
  return {
    auth: () =>
      inTurn(async (begun) => {
        const auth = ready ?? begun.auth;
        ready = undefined;
        await renew({ ...begun, auth });
        return (ready = auth);
      }),
    isDone: async () => appKey !== undefined && (await readSaved(file, appKey)).refresh_token !== undefined,
    url: () => inTurn(linkOf),
    finish: (code) =>
      inTurn(async (begun) => {
        await redeem(begun, code);
        ready = undefined;
      }),
  };
}

interface Begun {
  readonly file: string;
  readonly auth: DropboxAuth;
  readonly saved: Saved;
}

async function renew({ file, auth, saved }: Begun): Promise<void> {
  if (saved.refresh_token === undefined) throw notAllowed(saved);
  auth.setRefreshToken(saved.refresh_token);
  try {
    await auth.checkAndRefreshAccessToken();
  } catch (cause) {
    if (!isGrantRefused(cause)) throw dropboxFailure(cause);
    const { refresh_token: _, ...rest } = saved;
    await save(file, { ...rest, withdrawn: true });
    throw notAllowed({ withdrawn: true });
  }
}

/** The same link until it was used: the owner may have it open. */
async function linkOf({ file, auth, saved }: Begun): Promise<string> {
  if (saved.link !== undefined && saved.verifier !== undefined) return saved.link;
  const link = await auth.getAuthenticationUrl("", undefined, "code", "offline", undefined, "none", true);
  await save(file, { ...saved, link, verifier: auth.getCodeVerifier() });
  return link;
}

async function redeem({ file, auth, saved }: Begun, code: string): Promise<void> {
  if (saved.verifier === undefined) {
    throw new Failure("rejected", "Open the link first, and allow access there.");
  }
  auth.setCodeVerifier(saved.verifier);
  try {
    const { result } = await auth.getAccessTokenFromCode("", encodeURIComponent(code));
    const { refresh_token } = z.object({ refresh_token: z.string() }).parse(result);
    await save(file, { app_key: saved.app_key, refresh_token });
  } catch (cause) {
    if (!isGrantRefused(cause)) throw dropboxFailure(cause);
    throw new Failure(
      "rejected",
      "Dropbox does not know this code, or it is too old. Open the link again for a new one.",
    );
  }
}

function notAllowed({ withdrawn = false }: Pick<Saved, "withdrawn">): Refused {
  const why = withdrawn ? "Dropbox does not allow access any more." : "Dropbox has not allowed access yet.";
  return new Refused(`${why} ${WHERE}`, REFUSED_PAUSE_MS);
}

function keyMissing(): Failure {
  return new Failure(
    "unavailable",
    "The storage needs the key of a Dropbox app as user name. Enter it in the options.",
  );
}

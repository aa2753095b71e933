import type { Failure } from "#domain/failure.ts";
import { openDropboxStorage } from "#plugins/storage/dropbox-place.ts";
import { StorageSettings } from "#plugins/storage/settings.ts";
import type { StorageLogin } from "#ports/clip-storage.ts";
import { makeFakeDropbox } from "./servers/dropbox.ts";
import { openStoredClip } from "./stored-clip.ts";

const running = new AbortController().signal;
export const CODE = "code-of-the-owner";

/** A box that has no permission yet. */
export async function openStrangeDropbox(bytes = 300_000) {
  const stack = new AsyncDisposableStack();
  const kept = stack.use(await openStoredClip(bytes));
  const dropbox = makeFakeDropbox();
  const open = async (given: Partial<StorageSettings> = {}) => {
    const settings = StorageSettings.parse({ backend: "dropbox", username: "appkey1", ...given });
    const storage = stack.use(await openDropboxStorage(settings, kept.context, dropbox.fetch));
    const { login } = storage;
    if (!login) throw new Error("Dropbox must want a log-in");
    return { ...storage, login };
  };
  const storage = await open();
  /** The owner opens the link, and sees a code. */
  const allow = async (login: StorageLogin, code = CODE) => {
    const link = new URL(await login.url());
    dropbox.codes.set(code, link.searchParams.get("code_challenge") ?? "");
    return link;
  };
  const refusalOf = (at = storage): Promise<Failure> =>
    at.store(kept.clip, running).then(
      () => Promise.reject(new Error("it was stored")),
      (cause: Failure) => cause,
    );
  const path = `/porchlight/front_door/${kept.clip.id}`;
  const placeOf = (uri: string) => uri.replace("dropbox:", "");
  return {
    ...kept,
    dropbox,
    open,
    storage,
    allow,
    refusalOf,
    path,
    noteAt: async (uri: string) => dropbox.files.get(placeOf(uri).replace(".mp4", ".json"))?.toString(),
    halve: async (uri: string) => {
      const whole = dropbox.files.get(placeOf(uri)) ?? Buffer.alloc(0);
      dropbox.files.set(placeOf(uri), whole.subarray(0, whole.length / 2));
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** One that the owner has allowed. */
export async function openDropboxBench(bytes?: number, given: Partial<StorageSettings> = {}) {
  const bench = await openStrangeDropbox(bytes);
  const storage = await bench.open(given);
  await bench.allow(storage.login);
  await storage.login.finish(CODE);
  return { ...bench, storage };
}

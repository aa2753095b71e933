import type { StoragePart } from "#api/storage-wire.ts";
import { Failure } from "#domain/failure.ts";
import type { ClipStorage, StorageLogin } from "#ports/clip-storage.ts";

export const DROPBOX_CODE = "code-of-the-owner";
/** It is taken, but the app may too little. */
export const NARROW_CODE = "code-of-a-narrow-app";
export const DROPBOX_PAGE = "https://www.dropbox.com/oauth2/authorize?client_id=appkey1&code_challenge=x";

/** A Dropbox that wants a log-in, a cloud that is full and has hours, and this machine. */
export function madeStorages(): readonly StoragePart[] {
  let isAllowed = false;
  let trouble: string | undefined;
  const login: StorageLogin = {
    isDone: async () => isAllowed,
    url: async () => DROPBOX_PAGE,
    finish: async (code) => {
      if (code !== DROPBOX_CODE && code !== NARROW_CODE) {
        throw new Failure("rejected", "Dropbox does not know this code, or it is too old.");
      }
      isAllowed = true;
      trouble = code === NARROW_CODE ? "The Dropbox app may not do this." : undefined;
    },
  };
  const dropbox = { ...storageAt("dropbox"), login };
  return [
    {
      storage: dropbox,
      waiting: 12,
      get trouble() {
        return trouble;
      },
    },
    {
      storage: {
        ...storageAt("webdav:cloud.example/remote.php/dav/files/alice"),
        hours: { from: 1320, to: 390 },
      },
      waiting: 1,
      trouble: "cloud.example is full. Make room there, or get more.",
    },
    { storage: storageAt("local"), waiting: 0 },
  ];
}

function storageAt(place: string): ClipStorage {
  const unasked = () => Promise.reject(new Error("not asked for in these tests"));
  return {
    place,
    store: unasked,
    describe: unasked,
    fetch: unasked,
    remove: unasked,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

import { stat } from "node:fs/promises";
import type { Clip } from "#domain/clip.ts";
import type { DayHours } from "#domain/day-hours.ts";
import { Failure } from "#domain/failure.ts";
import type { Payload } from "#platform/transfer.ts";
import type { ClipStorage, StorageLogin, Stored } from "#ports/clip-storage.ts";
import type { StorageContext } from "#ports/plugin.ts";
import { diskFailure } from "./disk-failure.ts";
import type { Target } from "./whole-file.ts";

/** So long nobody is asked again who has refused us altogether: some servers lock out after wrong passwords. */
export const REFUSED_PAUSE_MS = 5 * 60_000;
/** After "too many requests" without a time. */
export const BUSY_PAUSE_MS = 30_000;
const PAUSE_MAX_MS = 60 * 60_000;

/** A place away from the house. */
export interface RemotePlace {
  /** Where the copy of the clip goes, without ending. */
  stem(clip: Clip): string;
  /** The stable address of a path: `webdav:/porchlight/…`. */
  uri(path: string): string;
  /** The path of an address. Throws `Failure("rejected")` where it is none of this place. */
  pathOf(uri: string): string;
  viewUrl(path: string): string | undefined;
  /**
   * Puts one file at a path and makes sure that it is whole. Under its own name there is the whole file or none; what
   * is already there whole is not sent again.
   */
  put(path: string, file: RemoteFile, signal: AbortSignal): Promise<void>;
  /**
   * Brings one file here by `bringWhole`, which checks its length; the place checks whatever else its server knows of it.
   * Throws `Failure("rejected")` where it is gone.
   */
  get(path: string, to: Target, signal: AbortSignal): Promise<void>;
  /** Deletes one file. What is gone already is no failure. */
  remove(path: string, signal: AbortSignal): Promise<void>;
}

export interface RemoteFile {
  readonly body: Payload;
  readonly type: "video/mp4" | "image/jpeg" | "application/json";
}

/** What is known of a place before anybody has spoken to it. */
export interface PlaceFacts {
  /** As `ClipStorage.place`. */
  readonly name: string;
  readonly hours?: DayHours | undefined;
  readonly login?: StorageLogin;
}

/** Nothing can be stored for now, whichever clip it is: nobody is asked again before the pause is over. */
export class Refused extends Failure {
  readonly pauseMs: number;

  constructor(message: string, pauseMs: number, options?: ErrorOptions) {
    super("unavailable", message, options);
    this.pauseMs = Math.min(pauseMs, PAUSE_MAX_MS);
  }
}

/** A verified copy of each clip at a place away from the house. */
export async function openOffsite(
  { clock }: Pick<StorageContext, "clock">,
  { name, hours, login }: PlaceFacts,
  openPlace: () => RemotePlace,
): Promise<ClipStorage> {
  const pauses = new Map<Need, { readonly cause: Refused; readonly untilMs: number }>();
  let opened: RemotePlace | undefined;

  /** Does one thing there, unless the place has asked to be left alone with such things. */
  async function at<T>(need: Need, signal: AbortSignal, work: (place: RemotePlace) => Promise<T>) {
    signal.throwIfAborted();
    const pause = pauses.get(need);
    if (pause && clock.monotonic() < pause.untilMs) throw pause.cause;
    try {
      opened ??= openPlace();
      const done = await work(opened);
      pauses.delete(need);
      return done;
    } catch (cause) {
      if (cause instanceof Refused) pauses.set(need, { cause, untilMs: clock.monotonic() + cause.pauseMs });
      throw diskFailure(cause);
    }
  }

  return {
    place: name,
    ...(hours && { hours }),
    ...(login && { login: waking(login, () => pauses.clear()) }),
    store: (clip, signal) => at("put", signal, (place) => copy(place, clip, signal)),
    describe: (uri, json, signal) =>
      at("put", signal, async (place) => {
        const file = { body: Buffer.from(json), type: "application/json" } as const;
        await place.put(`${stemOf(place, uri)}.json`, file, signal);
      }),
    fetch: (uri, to, signal) => at("get", signal, (place) => place.get(place.pathOf(uri), to, signal)),
    remove: (uri, signal) =>
      at("remove", signal, async (place) => {
        const stem = stemOf(place, uri);
        // The video last: as long as that is there, the clip was not deleted.
        for (const ending of endings) await place.remove(`${stem}${ending}`, signal);
      }),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** What a key may be allowed one by one: who may not delete there can still store. */
type Need = "put" | "get" | "remove";

const endings = [".json", ".jpg", ".mp4"] as const;

/** The picture first: it is evidence that takes a second, and a thief may be on the way to the box. */
async function copy(place: RemotePlace, clip: Clip, signal: AbortSignal): Promise<Stored> {
  const stem = place.stem(clip);
  const { size } = await stat(clip.path);
  if (size !== clip.bytes) {
    throw new Failure("rejected", `The clip's file has ${size} bytes instead of ${clip.bytes}.`);
  }
  const picture = clip.snapshotPath;
  const bytes = picture === undefined ? 0 : await sizeAt(picture);
  if (picture !== undefined && bytes > 0) {
    await place.put(`${stem}.jpg`, { body: { path: picture, start: 0, bytes }, type: "image/jpeg" }, signal);
  }
  const video = `${stem}.mp4`;
  const body = { path: clip.path, start: 0, bytes: clip.bytes };
  await place.put(video, { body, type: "video/mp4" }, signal);
  const viewUrl = place.viewUrl(video);
  return { uri: place.uri(video), ...(viewUrl !== undefined && { viewUrl }) };
}

function stemOf(place: RemotePlace, uri: string): string {
  const path = place.pathOf(uri);
  if (!path.endsWith(".mp4")) throw notOurs();
  return path.slice(0, -".mp4".length);
}

/** The path behind what each address of a place begins with. */
export function pathAfter(prefix: string, uri: string): string {
  if (!uri.startsWith(prefix) || uri.length === prefix.length) throw notOurs();
  return uri.slice(prefix.length);
}

/** What a place says of a clip that is not there any more. */
export function goneFrom(host: string): Failure {
  return new Failure("rejected", `The clip is not at ${host} any more.`);
}

function notOurs(): Failure {
  return new Failure("rejected", "This is no address of a clip in this place.");
}

/** Whoever was told to wait for the owner need not wait any longer. */
function waking(login: StorageLogin, wake: () => void): StorageLogin {
  return {
    isDone: () => login.isDone(),
    url: () => login.url(),
    finish: async (code) => {
      await login.finish(code);
      wake();
    },
  };
}

/** A clip without its picture is still the evidence. */
async function sizeAt(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

import { stat } from "node:fs/promises";
import type { Clip } from "#domain/clip.ts";
import { Failure } from "#domain/failure.ts";
import { sidecarOf } from "#domain/sidecar.ts";
import type { Payload } from "#platform/transfer.ts";
import type { ClipStorage, Stored } from "#ports/clip-storage.ts";
import type { PluginContext } from "#ports/plugin.ts";
import { diskFailure } from "./disk-failure.ts";
import { local } from "./local.ts";

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
  viewUrl(path: string): string | undefined;
  /**
   * Puts one file at a path and makes sure that it is whole. Under its own name there is the whole file or none; what
   * is already there whole is not sent again.
   */
  put(path: string, file: RemoteFile, signal: AbortSignal): Promise<void>;
}

export interface RemoteFile {
  readonly body: Payload;
  readonly type: "video/mp4" | "image/jpeg" | "application/json";
}

/** Nothing can be stored for now, whichever clip it is: nobody is asked again before the pause is over. */
export class Refused extends Failure {
  readonly pauseMs: number;

  constructor(message: string, pauseMs: number, options?: ErrorOptions) {
    super("unavailable", message, options);
    this.pauseMs = Math.min(pauseMs, PAUSE_MAX_MS);
  }
}

/** The clip stays where it is, and a verified copy of it goes to a place away from the house. */
export async function openOffsite(
  context: PluginContext,
  openPlace: () => RemotePlace,
): Promise<ClipStorage> {
  const home = await local.open({ backend: "local" }, context);
  const { clock } = context;
  let pause: { readonly cause: Refused; readonly untilMs: number } | undefined;
  let place: RemotePlace | undefined;

  return {
    async store(clip, signal) {
      await home.store(clip, signal);
      if (pause && clock.monotonic() < pause.untilMs) throw pause.cause;
      try {
        place ??= openPlace();
        const stored = await copy(place, clip, signal);
        pause = undefined;
        return stored;
      } catch (cause) {
        if (cause instanceof Refused) pause = { cause, untilMs: clock.monotonic() + cause.pauseMs };
        throw diskFailure(cause);
      }
    },
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

/** The video first: a thief may be on the way to the box. */
async function copy(place: RemotePlace, clip: Clip, signal: AbortSignal): Promise<Stored> {
  const stem = place.stem(clip);
  const video = `${stem}.mp4`;
  const uri = place.uri(video);
  const viewUrl = place.viewUrl(video);
  await place.put(
    video,
    { body: { path: clip.path, start: 0, bytes: clip.bytes }, type: "video/mp4" },
    signal,
  );

  const picture = clip.snapshotPath;
  const bytes = picture === undefined ? 0 : await sizeAt(picture);
  if (picture !== undefined && bytes > 0) {
    await place.put(`${stem}.jpg`, { body: { path: picture, start: 0, bytes }, type: "image/jpeg" }, signal);
  }
  const note = Buffer.from(JSON.stringify(sidecarOf(clip, uri)));
  await place.put(`${stem}.json`, { body: note, type: "application/json" }, signal);
  return { uri, ...(viewUrl !== undefined && { viewUrl }) };
}

/** A clip without its picture is still the evidence. */
async function sizeAt(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

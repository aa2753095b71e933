import type { Clip } from "#domain/clip.ts";
import type { DayHours } from "#domain/day-hours.ts";

export interface Stored {
  /** Stable address in the backend: `local:clips/front_door/….mp4`. */
  readonly uri: string;
  /** Where a person can look at it, if there is such a place. */
  readonly viewUrl?: string;
}

/** One place that keeps clips. Storing the same clip twice is one clip. Throws on failure. */
export interface ClipStorage extends AsyncDisposable {
  /**
   * The place, as the journal names it: `local`, `dropbox`, `s3:clips@s3.example`. Another server, folder or bucket is
   * another place. Never holds a secret.
   */
  readonly place: string;
  /** Outside these hours only alerts are sent. Absent: always. */
  readonly hours?: DayHours;
  /** Puts video and picture there and makes sure that they are whole. */
  store(clip: Clip, signal: AbortSignal): Promise<Stored>;
  /** Puts JSON beside the clip that was stored at `uri`; replaces what was there. */
  describe(uri: string, json: string, signal: AbortSignal): Promise<void>;
  /**
   * Brings the video back from `uri` to `path`: the whole file of that many bytes, or none. Throws
   * `Failure("rejected")` where it is not there any more.
   */
  fetch(
    uri: string,
    to: { readonly path: string; readonly bytes: number },
    signal: AbortSignal,
  ): Promise<void>;
  /** Deletes what lies there of the clip stored at `uri`. What is gone already is no failure. */
  remove(uri: string, signal: AbortSignal): Promise<void>;
  /** Where the owner has to allow it with a browser first. */
  readonly login?: StorageLogin;
}

export interface StorageLogin {
  /** Whether the owner has allowed it already. */
  isDone(): Promise<boolean>;
  /** The page that shows the owner a code. Only for the owner's eyes. */
  url(): Promise<string>;
  /** Takes the code that the page has shown. Throws `Failure("rejected")` where it is not accepted. */
  finish(code: string): Promise<void>;
}

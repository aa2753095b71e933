import type { Clip } from "#domain/clip.ts";

export interface Stored {
  /** Stable address in the backend: `local:clips/front_door/….mp4`. */
  readonly uri: string;
  /** Where a person can look at it, if there is such a place. */
  readonly viewUrl?: string;
}

/** Keeps clips. Storing the same clip twice is one clip. Throws on failure. */
export interface ClipStorage extends AsyncDisposable {
  store(clip: Clip, signal: AbortSignal): Promise<Stored>;
}

export interface TrackerSettings {
  /** Width of the frame over its height, as people see it. */
  readonly aspect: number;
  /** So sure must a detection be to begin a track, and to be matched first. */
  readonly minScore?: number;
  /** Weaker ones, down to this, may only continue a track: who walks behind a bush is still the same. */
  readonly lowScore?: number;
  /** So sure a detection is believed at once; others must be seen three times. */
  readonly sureScore?: number;
  /** A thing that moves and is not found again for so long is gone. */
  readonly lostMs?: number;
  /** Where ids come from, for trackers that follow one another (a new resolution, a turned camera). Default 1, 2, 3… */
  readonly nextId?: () => number;
}

export const MIN_SCORE = 0.7;
export const LOW_SCORE = 0.1;
export const SURE_SCORE = 0.92;
export const LOST_MS = 2_400;

/** Bounds. A frame with more takes the surest; a scene with more drops what was not seen for longest. */
export const SIGHTINGS_MAX = 256;
export const TRACKS_MAX = 256;

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

/** A frame with more detections takes the surest, and counts the others. */
export const SIGHTINGS_MAX = 256;
/** A scene with more drops what is not seen. At least `SIGHTINGS_MAX`, so that what is seen always has room. */
export const TRACKS_MAX = 256;

/** How long things wait. Tests are less patient. */
export interface Pace {
  /** For the broker to give back what it keeps of ours, at most. */
  readonly readBackMs: number;
  /** Between two different payloads of one device: Home Assistant drops parts of one that comes too soon. */
  readonly betweenConfigsMs: number;
  /** The same after a payload that takes entities away. */
  readonly afterTombstoneMs: number;
  /** After Home Assistant's start, while it still replays what is retained; and up to as much more by chance. */
  readonly afterBirthMs: number;
  readonly afterBirthJitterMs: number;
}

export const PACE: Pace = {
  readBackMs: 5_000,
  betweenConfigsMs: 2_000,
  afterTombstoneMs: 5_000,
  afterBirthMs: 5_000,
  afterBirthJitterMs: 5_000,
};

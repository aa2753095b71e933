/** Something that is wrong now and that the owner should know of. Gone when it is well again. */
export interface Problem {
  /** Stable while it lasts: `camera.front_door`, `broker`, `detector`, `disk`. */
  readonly key: string;
  /** A sentence: what is wrong and what to do. Never holds a secret. */
  readonly sentence: string;
  readonly sinceMs: number;
}

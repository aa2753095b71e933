/**
 * What can be wrong with the picture of a camera whose stream runs.
 *
 * - `covered`: nothing of the usual scene can be made out
 * - `moved`: it shows another scene than usual
 * - `frozen`: picture after picture is the same
 * - `degraded`: pictures are missing, or the stream is not as it should be
 */
export const pictureFaultKinds = ["covered", "moved", "frozen", "degraded"] as const;
export type PictureFaultKind = (typeof pictureFaultKinds)[number];

export interface PictureFault {
  readonly kind: PictureFaultKind;
  /** A sentence or more for people, without the camera's name: what is wrong and what to do. */
  readonly sentence: string;
  /** Unix ms. */
  readonly sinceMs: number;
}

/** Somebody may be at the camera. */
export function isTampering({ kind }: PictureFault): boolean {
  return kind === "covered" || kind === "moved";
}

/** What a pixel of the current frame is taken for. Stored as bytes, so numbers. */
export const Kind = {
  background: 0,
  /** Differs from the background and is not yet judged. */
  foreground: 1,
  /** Too small a spot to matter: leaves, noise. */
  speck: 2,
  /** The background, lit differently: shadow, headlight, cloud. */
  light: 3,
  /** A thing that does not move now: someone who stands, or the hole that a parked car left. */
  still: 4,
  moving: 5,
} as const;

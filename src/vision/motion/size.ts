/** Width and height of a motion picture, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Every motion picture has about this many pixels: 214 × 120 at 16:9. Fewer lose the small and distant, more cost
 * time and find hardly more (docs/design/motion.md).
 */
const PIXELS = 25_680;

/** The size to which a camera's picture is scaled for the motion detector; even, as scalers like it. */
export function motionSize(video: Size): Size {
  const scale = Math.min(1, Math.sqrt(PIXELS / (video.width * video.height)));
  return { width: even(video.width * scale), height: even(video.height * scale) };
}

const even = (length: number): number => Math.max(8, Math.round(length / 2) * 2);

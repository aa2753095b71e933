import type { Background } from "./background.ts";
import type { Gain } from "./gain.ts";

const SIGMAS = 4;
/** The part of a compensated change of light that may be wrong: lenses and gamma are not linear. */
const LIGHT_ERROR = 0.15;

/**
 * Writes 1 where the frame differs from the background in this light by more than `levels` and more than the pixel's
 * own noise, else 0. Returns how many are 1.
 */
export function subtract(
  { mean, variance }: Background,
  frame: Uint8Array,
  { gain, offset }: Gain,
  levels: number,
  out: Uint8Array,
): number {
  const floor = levels * levels;
  let count = 0;
  for (let i = 0; i < frame.length; i++) {
    const m = mean[i] ?? 0;
    let expected = gain * m + offset;
    if (expected > 255) expected = 255;
    else if (expected < 0) expected = 0;
    const doubt = LIGHT_ERROR * (expected - m);
    const difference = (frame[i] ?? 0) - expected;
    const noise = SIGMAS * SIGMAS * (variance[i] ?? 0);
    const differs = difference * difference > (noise > floor ? noise : floor) + doubt * doubt ? 1 : 0;
    out[i] = differs;
    count += differs;
  }
  return count;
}

/**
 * How a picture decoder decodes.
 *
 * - `vaapi`: Intel and AMD graphics
 * - `cuda`: NVIDIA
 * - `qsv`: Intel, by its own library
 */
export const decodeMethods = ["software", "vaapi", "cuda", "qsv"] as const;
export type DecodeMethod = (typeof decodeMethods)[number];
export type HardwareMethod = Exclude<DecodeMethod, "software">;

/** How pictures are decoded on this machine, for diagnostics. */
export interface DecodeView {
  readonly method: DecodeMethod;
  /** A sentence or more: why this one, and why no other. */
  readonly reason: string;
}

import type { ViewMemory } from "./memory.ts";
import { CELLS, type Sketch } from "./sketch.ts";

/** A view's memory as JSON: about 14 kB for each reference. */
export interface StoredView {
  readonly references: readonly {
    readonly sketch: string;
    readonly seenMs: number;
    readonly usedAtMs: number;
  }[];
  readonly seenMs: number;
  readonly otherMs: number;
  readonly darkHours: readonly boolean[];
}

/** Of a signed byte: an edge is between -1 and 1. */
const SCALE = 127;

export function packView({ references, seenMs, otherMs, darkHours }: ViewMemory): StoredView {
  return {
    references: references.map(({ sketch, ...rest }) => ({ ...rest, sketch: pack(sketch) })),
    seenMs,
    otherMs,
    darkHours: [...darkHours],
  };
}

/** `undefined` where a sketch is of another size than ours. */
export function unpackView(stored: StoredView): ViewMemory | undefined {
  const references = stored.references.flatMap(({ sketch, ...rest }) => {
    const unpacked = unpack(sketch);
    return unpacked === undefined ? [] : [{ ...rest, sketch: unpacked }];
  });
  if (references.length < stored.references.length) return undefined;
  return { ...stored, references, darkHours: [...stored.darkHours] };
}

function pack({ cos, sin }: Sketch): string {
  const bytes = new Int8Array(2 * CELLS);
  for (let i = 0; i < CELLS; i++) {
    bytes[i] = Math.round(SCALE * (cos[i] ?? 0));
    bytes[CELLS + i] = Math.round(SCALE * (sin[i] ?? 0));
  }
  return Buffer.from(bytes.buffer).toString("base64");
}

function unpack(text: string): Sketch | undefined {
  const bytes = Buffer.from(text, "base64");
  if (bytes.byteLength !== 2 * CELLS) return undefined;
  const edge = (i: number) => bytes.readInt8(i) / SCALE;
  return {
    cos: Float32Array.from({ length: CELLS }, (_, i) => edge(i)),
    sin: Float32Array.from({ length: CELLS }, (_, i) => edge(CELLS + i)),
  };
}

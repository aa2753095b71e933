import { compare, type Likeness } from "./compare.ts";
import { blend, copy, makeSketch, type Sketch } from "./sketch.ts";

/** The scene in one light: day, infrared, snow. */
interface Reference {
  readonly sketch: Sketch;
  /** For how long it was seen. */
  seenMs: number;
  /** On the memory's own count of time seen; the least used gives way. */
  usedAtMs: number;
}

/** What a camera usually shows. Survives restarts by way of `stored.ts`. */
export interface ViewMemory {
  readonly references: Reference[];
  /** For how long the known scene was seen, in whatever light. */
  seenMs: number;
  /** For how long another view was seen in its stead, since that was told. */
  otherMs: number;
  /** The hours of the local day at which the picture has been dark before. */
  readonly darkHours: boolean[];
}

/** Day, night, and one more. */
export const REFERENCES_MAX = 3;
const HOURS = 24;
/** With minutes between key frames a single picture must still not become the reference. */
const RATE_MAX = 0.1;

export const makeViewMemory = (): ViewMemory => ({
  references: [],
  seenMs: 0,
  otherMs: 0,
  darkHours: Array.from({ length: HOURS }, () => false),
});

/** Forgets the scene, not the hours of darkness: those are the place's. */
export function forgetScene(memory: ViewMemory): void {
  memory.references.length = 0;
  memory.seenMs = 0;
  memory.otherMs = 0;
}

/** Adds the scene as it looks now; the reference that was not used for the longest time gives way. */
export function addReference(memory: ViewMemory, now: Sketch): void {
  const { references } = memory;
  const sketch = makeSketch();
  copy(now, sketch);
  if (references.length >= REFERENCES_MAX) {
    const oldest = references.reduce((a, b) => (b.usedAtMs < a.usedAtMs ? b : a));
    references.splice(references.indexOf(oldest), 1);
  }
  references.push({ sketch, seenMs: 0, usedAtMs: memory.seenMs });
}

export interface Recognised {
  readonly reference: Reference;
  readonly likeness: Likeness;
}

/** The reference that the view is most like, and whether nothing of any of them is to be seen. */
export function recognise(
  { references }: ViewMemory,
  now: Sketch,
  blankMin: number,
): { readonly best: Recognised; readonly isBlank: boolean } | undefined {
  const all = references.map((reference) => ({ reference, likeness: compare(reference.sketch, now) }));
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  return {
    best: others.reduce((a, b) => (b.likeness.kept > a.likeness.kept ? b : a), first),
    isBlank: all.every(({ likeness }) => likeness.blank >= blankMin),
  };
}

/** The known scene was seen for `dtMs` more. */
export function remember(
  memory: ViewMemory,
  reference: Reference,
  now: Sketch,
  dtMs: number,
  referenceMs: number,
): void {
  memory.seenMs += dtMs;
  memory.otherMs = 0;
  reference.seenMs += dtMs;
  reference.usedAtMs = memory.seenMs;
  // Quick while it is young, so that the first minute does not stand for the day.
  const spanMs = Math.min(referenceMs, reference.seenMs);
  blend(reference.sketch, now, Math.min(RATE_MAX, dtMs / spanMs));
}

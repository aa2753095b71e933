import type { Size } from "#vision/motion/size.ts";
import { compare } from "./compare.ts";
import { makeCoverJudge } from "./cover.ts";
import { addReference, forgetScene, recognise, remember, type ViewMemory } from "./memory.ts";
import { makeMoveJudge } from "./move.ts";
import { blend, copy, makeSketch, makeSketcher, type Sketch } from "./sketch.ts";
import { makeStillness } from "./stillness.ts";
import { VIEW_TIMING, type ViewTiming } from "./timing.ts";

/** What is wrong with what a camera shows. */
export interface ViewVerdict {
  readonly covered: boolean;
  readonly moved: boolean;
  readonly frozen: boolean;
}

export interface View {
  /** Takes one gray picture, the time it shows (ms, any epoch) and the hour of the local day. Keeps no reference. */
  next(luma: Uint8Array, atMs: number, hour: number): ViewVerdict;
  /** The owner says that this is how it should look. */
  accept(): void;
}

/** Tiles with edges, of all. Below, the picture is too plain to say anything of it: asphalt, a white wall, the dark. */
const STRUCTURE_MIN = 0.15;
/** A reference that has lost so many of its edges was made of what stood there for a while. */
const PLAIN_BELOW = 0.1;
/** The known scene. */
const KNOWN_MIN = 0.5;
/** Nothing of the scene is to be made out. */
const BLANK_MIN = 0.85;
/** So many looks, and a whole blend, make a view. */
const LOOKS_MIN = 4;
/** With seconds between key frames a single picture must still not become the view. */
const RATE_MAX = 0.25;

/** Compares what a camera shows with what it usually shows. Pure numerics; `memory` is what it knows, and changes. */
export function makeView(size: Size, memory: ViewMemory, timing: ViewTiming = VIEW_TIMING): View {
  const sketch = makeSketcher(size);
  const stillness = makeStillness(size, timing);
  const cover = makeCoverJudge(memory, timing);
  const move = makeMoveJudge(memory, timing);
  const look = makeSketch();
  const now = makeSketch();
  let looks = 0;
  let lookedMs: number | undefined;
  let beganMs = 0;
  /** Of the last picture alone: the view knows of darkness only later. */
  let hasStructure = false;

  /** After a pause: what happened meanwhile nobody knows. */
  const begin = (atMs: number) => {
    looks = 0;
    beganMs = atMs;
    cover.interrupted();
    move.interrupted();
  };

  /** Without a scene to compare with, one with enough edges becomes it. */
  const learn = (level: number, hour: number) => {
    const isTelling = structureOf(now) >= STRUCTURE_MIN;
    cover.unknown(level, hour, isTelling);
    if (isTelling) addReference(memory, now);
  };

  const judge = (level: number, atMs: number, dtMs: number, hour: number) => {
    const seen = recognise(memory, now, BLANK_MIN);
    if (seen === undefined) return learn(level, hour);
    const { best, isBlank } = seen;
    if (best.likeness.structured < PLAIN_BELOW) return forgetScene(memory);
    const sight = { best, isBlank, isKnown: best.likeness.kept >= KNOWN_MIN, atMs, dtMs };
    if (sight.isKnown) remember(memory, best.reference, now, dtMs, timing.referenceMs);
    cover.next({ ...sight, level, hour });
    const news = move.next({ ...sight, now });
    if (news === "other light") addReference(memory, now);
    if (news === "new view") forgetScene(memory);
  };

  const seeEdges = (luma: Uint8Array, atMs: number, hour: number) => {
    const dtMs = atMs - (lookedMs ?? Number.NEGATIVE_INFINITY);
    if (dtMs >= 0 && dtMs < timing.lookMs) return;
    lookedMs = atMs;
    if (!(dtMs >= 0 && dtMs <= timing.gapMs)) begin(atMs);
    looks++;
    const level = sketch(luma, look);
    hasStructure = structureOf(look) >= STRUCTURE_MIN;
    if (looks === 1) return copy(look, now);
    blend(now, look, Math.max(1 / looks, Math.min(RATE_MAX, 1 - Math.exp(-dtMs / timing.blendMs))));
    if (looks >= LOOKS_MIN && atMs - beganMs >= timing.blendMs) judge(level, atMs, dtMs, hour);
  };

  return {
    next(luma, atMs, hour) {
      seeEdges(luma, atMs, hour);
      const frozen = stillness.next(luma, atMs, hasStructure);
      return { covered: cover.isCovered, moved: move.isMoved, frozen };
    },
    accept() {
      forgetScene(memory);
      cover.forget();
      move.forget();
    },
  };
}

const structureOf = (sketch: Sketch): number => compare(sketch, sketch).structured;

import { describe, expect, test } from "vitest";
import { planFor } from "#test/kept-groups.ts";
import { CameraSlug, clipIdOf } from "./ids.ts";
import { holdOf, type KeptClip } from "./kept-clip.ts";
import type { RetentionInput } from "./retention.ts";
import { LOW_MARK } from "./retention-need.ts";

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const DAY_MS = 24 * 60 * 60_000;

/** Mulberry32: the same cases each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Wish = Omit<KeptClip, "startedAtMs" | "endedAtMs">;

function aKept(endedAtMs: number, wish: Wish): KeptClip {
  return { ...wish, endedAtMs, startedAtMs: endedAtMs - 10_000 };
}

interface Case extends Omit<RetentionInput, "groups" | "deletionsMax" | "namedMax"> {
  readonly clips: readonly KeptClip[];
}

function anyCase(seed: number): Case {
  const random = randomFrom(seed);
  const below = (max: number) => Math.floor(random() * max);
  const oneIn = (count: number) => below(count) === 0;
  const pick = <T>(...all: readonly T[]): T => all[below(all.length)] as T;
  const clips = Array.from({ length: below(60) }, (_, index) =>
    aKept(NOW_MS - pick(1, DAY_MS, 60 * DAY_MS) * random(), {
      id: clipIdOf(CameraSlug.parse("any"), NOW_MS, index + 1),
      camera: CameraSlug.parse(pick("a", "b", "c")),
      bytes: below(1000),
      isFinished: !oneIn(6),
      copy: pick("stored", "stored", "stored", "missing", "failed"),
      places: pick(["local"], ["webdav:nas"], ["local", "webdav:nas"], ["webdav"], []),
      isAlert: oneIn(3),
      isStarred: oneIn(6),
    }),
  );
  return {
    clips,
    disk: { freeBytes: below(20_000), totalBytes: 40_000 },
    rules: {
      maxBytes: pick(undefined, below(30_000)),
      minFreeBytes: pick(0, below(20_000)),
      maxAgeMs: pick(undefined, 30 * DAY_MS),
      alertMaxAgeMs: pick(undefined, 50 * DAY_MS),
      cameraShare: pick(0.1, 0.5, 1),
      needsCopy: oneIn(2),
      places: pick([], ["webdav:nas"], ["webdav:nas", "local"]),
      copyLimits: [],
    },
    nowMs: NOW_MS,
    isClockInDoubt: oneIn(4),
    isDraining: oneIn(3),
  };
}

const sum = (clips: readonly KeptClip[]) => clips.reduce((bytes, clip) => bytes + clip.bytes, 0);

describe("in any house", () => {
  const cases = Array.from({ length: 3000 }, (_, seed) => anyCase(seed));

  test("nothing protected goes, and each clip has exactly one fate", () => {
    for (const input of cases) {
      const { deletions, held, stays } = planFor(input.clips, input);
      const heldClips = [...held].flatMap(([hold, { named }]) => named.map((clip) => ({ clip, hold })));
      const fates = [
        deletions.map(({ clip }) => clip),
        heldClips.map(({ clip }) => clip),
        stays.named,
      ].flat();

      for (const { clip } of deletions) expect(holdOf(clip, NOW_MS, input.rules)).toBeUndefined();
      for (const { clip, hold } of heldClips) expect(holdOf(clip, NOW_MS, input.rules)).toBe(hold);
      expect(fates).toHaveLength(input.clips.length);
      expect(new Set(fates)).toEqual(new Set(input.clips));
    }
  });

  test("a broken limit ends at its low mark if that can be, and else nothing is left that may go", () => {
    for (const input of cases) {
      const { deletions, stays, shortage } = planFor(input.clips, input);
      const goneBytes = sum(deletions.map(({ clip }) => clip));
      const kept = sum(input.clips) - goneBytes;
      const free = input.disk.freeBytes + goneBytes;
      const { maxBytes = Number.POSITIVE_INFINITY, minFreeBytes } = input.rules;
      const madeRoom = new Set(deletions.flatMap(({ cause }) => (cause.kind === "age" ? [] : [cause.limit])));

      const isLow =
        (!madeRoom.has("size") || kept <= maxBytes * LOW_MARK) &&
        (!madeRoom.has("free") || free >= minFreeBytes / LOW_MARK);
      const isWithin = kept <= maxBytes && free >= minFreeBytes;
      expect(stays.clips === 0 || (isLow && isWithin)).toBe(true);
      expect(shortage !== undefined).toBe(kept > maxBytes || free < minFreeBytes);
    }
  });

  test("no clip goes for space that the clips before it had made already", () => {
    for (const input of cases) {
      const { deletions } = planFor(input.clips, input);
      const last = deletions.at(-1);
      const before = sum(deletions.map(({ clip }) => clip)) - (last?.clip.bytes ?? 0);
      const { maxBytes = Number.POSITIVE_INFINITY, minFreeBytes } = input.rules;
      const isOver = sum(input.clips) - before > maxBytes * LOW_MARK;
      const isShort = input.disk.freeBytes + before < minFreeBytes / LOW_MARK;

      expect(!last || last.cause.kind === "age" || isOver || isShort).toBe(true);
    }
  });

  test("counts are those of the clips, whether they are named or not", () => {
    for (const input of cases) {
      const whole = planFor(input.clips, input);
      const bare = planFor(input.clips, { ...input, namedMax: 0 });

      expect(whole.stays).toMatchObject({ clips: whole.stays.named.length, bytes: sum(whole.stays.named) });
      for (const { clips, bytes, named } of whole.held.values()) {
        expect({ clips, bytes }).toEqual({ clips: named.length, bytes: sum(named) });
      }
      expect(whole).toMatchObject({ keptClips: input.clips.length, keptBytes: sum(input.clips) });
      expect(bare.deletions).toEqual(whole.deletions);
      expect(bare.stays).toEqual({ ...whole.stays, named: [] });
      expect([...bare.held].map(([hold, { clips }]) => [hold, clips])).toEqual(
        [...whole.held].map(([hold, { clips }]) => [hold, clips]),
      );
    }
  });

  test("a plan that is cut is the beginning of the whole one, and tells the same shortage", () => {
    for (const input of cases) {
      const whole = planFor(input.clips, input);
      const cut = planFor(input.clips, { ...input, deletionsMax: 5, namedMax: 2 });

      const isAge = cut.deletions.every(({ cause }) => cause.kind === "age");
      expect(cut.deletions).toEqual(whole.deletions.slice(0, 5));
      expect(cut.isCut).toBe(whole.deletions.length > 5);
      expect(cut.shortage).toEqual(whole.shortage);
      expect(cut.stays.clips).toBe(whole.stays.clips + whole.deletions.length - cut.deletions.length);
      expect(cut.stays.named.length).toBeLessThanOrEqual(2);
      expect(isAge || !cut.isCut || cut.deletions.length === 5).toBe(true);
    }
  });
});

import { describe, expect, test } from "vitest";
import { planFor } from "#test/kept-groups.ts";
import { CameraSlug, clipIdOf } from "./ids.ts";
import { holdOf, type KeptClip, RECENT_MS } from "./kept-clip.ts";
import type { RetentionInput } from "./retention.ts";
import type { RetentionRules } from "./retention-settings.ts";

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

const noLimits: RetentionRules = {
  maxBytes: undefined,
  minFreeBytes: 0,
  maxAgeMs: undefined,
  alertMaxAgeMs: undefined,
  cameraShare: 1,
  needsCopy: false,
  places: [],
  copyLimits: [],
};

interface Wish extends Partial<Omit<KeptClip, "camera">> {
  readonly camera?: string;
  readonly ageMs?: number;
}

function aKept({ camera: slug = "front", ageMs = DAY_MS, ...wish }: Wish = {}): KeptClip {
  const camera = CameraSlug.parse(slug);
  const endedAtMs = NOW_MS - ageMs;
  const startedAtMs = endedAtMs - 10_000;
  return {
    id: clipIdOf(camera, startedAtMs, 1),
    camera,
    startedAtMs,
    endedAtMs,
    bytes: 10,
    isFinished: true,
    copy: "stored",
    places: ["webdav:nas"],
    isAlert: false,
    isStarred: false,
    ...wish,
  };
}

function plan(
  clips: readonly KeptClip[],
  rules: Partial<RetentionRules>,
  rest: Partial<RetentionInput> = {},
) {
  const made = planFor(clips, {
    disk: { freeBytes: 1000, totalBytes: 10_000 },
    rules: { ...noLimits, ...rules },
    nowMs: NOW_MS,
    isClockInDoubt: false,
    isDraining: false,
    ...rest,
  });
  return { ...made, gone: made.deletions.map(({ clip }) => clips.indexOf(clip)) };
}

/** Ages in hours: the first is the newest. */
const hoursOld = (count: number, wish: (index: number) => Wish = () => ({})) =>
  Array.from({ length: count }, (_, index) => aKept({ ageMs: (index + 1) * HOUR_MS, ...wish(index) }));

describe("space", () => {
  test("nothing goes while clips fit", () => {
    expect(plan(hoursOld(10), { maxBytes: 100 }).gone).toEqual([]);
  });

  test("the oldest go until the low mark is reached, and not one more", () => {
    expect(plan(hoursOld(11), { maxBytes: 100 }).gone).toEqual([10, 9]);
  });

  test("a round that was cut off goes on to the low mark", () => {
    expect(plan(hoursOld(10), { maxBytes: 100 }, { isDraining: true }).gone).toEqual([9]);
  });

  test("the disk's floor counts as well as the limit for clips, whichever needs more", () => {
    const disk = { freeBytes: 70, totalBytes: 10_000 };

    expect(plan(hoursOld(11), { minFreeBytes: 90 }, { disk }).gone).toEqual([10, 9, 8]);
    expect(plan(hoursOld(11), { minFreeBytes: 90, maxBytes: 50 }, { disk }).gone).toHaveLength(7);
  });

  test("a floor above half of the disk is half of the disk", () => {
    const disk = { freeBytes: 5000, totalBytes: 10_000 };

    expect(plan(hoursOld(3), { minFreeBytes: 9000 }, { disk }).gone).toEqual([]);
  });

  test("clips with an alert go last", () => {
    const clips = hoursOld(11, (index) => ({ isAlert: index > 6 }));

    expect(plan(clips, { maxBytes: 100 }).gone).toEqual([6, 5]);
    expect(plan(clips, { maxBytes: 30 }).gone).toEqual([6, 5, 4, 3, 2, 1, 0, 10, 9]);
  });

  test("a round that is cut off goes no further, and says so", () => {
    expect(plan(hoursOld(20), { maxBytes: 100 }, { deletionsMax: 4 })).toMatchObject({
      gone: [19, 18, 17, 16],
      isCut: true,
      shortage: undefined,
      stays: { clips: 16 },
    });
    expect(plan(hoursOld(14), { maxBytes: 100 }, { deletionsMax: 5 })).toMatchObject({ isCut: false });
  });

  test("what expires makes room too", () => {
    expect(plan(hoursOld(11), { maxBytes: 100, maxAgeMs: 10.5 * HOUR_MS }).gone).toEqual([10]);
  });
});

describe("share of a camera", () => {
  const busyAndQuiet = hoursOld(12, (index) => ({ camera: index > 8 ? "quiet" : "busy" }));

  test("a busy camera gives way first although the quiet one's clips are older", () => {
    const { deletions, gone } = plan(busyAndQuiet, { maxBytes: 100, cameraShare: 0.5 });

    expect(gone).toEqual([8, 7, 6]);
    expect(deletions[0]?.cause).toEqual({ kind: "share", share: 0.75, limit: "size" });
  });

  test("at its share it is a camera like any other", () => {
    expect(plan(busyAndQuiet, { maxBytes: 100, cameraShare: 0.8 }).gone).toEqual([8, 7, 11]);
  });

  test("its alerts go before other cameras' clips, but after its own without one", () => {
    const clips = busyAndQuiet.map((clip, index) => ({ ...clip, isAlert: index > 1 && index < 9 }));

    expect(plan(clips, { maxBytes: 100, cameraShare: 0.5 }).gone).toEqual([1, 0, 8]);
  });

  test("a camera alone pushes out nobody", () => {
    const left = aKept({ camera: "left", ageMs: 10 * DAY_MS });
    const rules = { maxBytes: 100, cameraShare: 0.1, maxAgeMs: 9 * DAY_MS };

    const { deletions } = plan([...hoursOld(11), left], rules);

    expect(deletions.map(({ cause }) => cause.kind)).toEqual(["age", "space", "space"]);
  });
});

describe("age", () => {
  const clips = [aKept({ ageMs: 40 * DAY_MS }), aKept({ ageMs: 41 * DAY_MS, isAlert: true })];

  test.each<[title: string, rules: Partial<RetentionRules>, gone: readonly number[]]>([
    ["no limit", {}, []],
    ["a limit for all but alerts", { maxAgeMs: 30 * DAY_MS }, [0]],
    ["two limits", { maxAgeMs: 30 * DAY_MS, alertMaxAgeMs: 40 * DAY_MS }, [1, 0]],
    ["limits that are not reached", { maxAgeMs: 40 * DAY_MS, alertMaxAgeMs: 41 * DAY_MS }, []],
  ])("with %s", (_title, rules, gone) => {
    expect(plan(clips, rules).gone).toEqual(gone);
  });

  test("nothing is too old while the clock is in doubt, but space is made", () => {
    const doubt = { isClockInDoubt: true };

    expect(plan(clips, { maxAgeMs: 1 }, doubt).gone).toEqual([]);
    expect(plan(clips, { maxAgeMs: 1, maxBytes: 15 }, doubt).gone).toEqual([0]);
  });
});

describe("protection", () => {
  const rules = { ...noLimits, needsCopy: true };

  test.each<[wish: Wish, hold: ReturnType<typeof holdOf>]>([
    [{}, undefined],
    [{ isStarred: true, isFinished: false }, "starred"],
    [{ isFinished: false }, "unfinished"],
    [{ copy: "missing" }, "copy_missing"],
    [{ copy: "failed" }, "copy_failed"],
    [{ places: ["local"] }, "copy_missing"],
    [{ ageMs: RECENT_MS - 1 }, "recent"],
    [{ ageMs: 1 - RECENT_MS }, "recent"],
    [{ ageMs: RECENT_MS }, undefined],
    [{ ageMs: -DAY_MS }, undefined],
  ])("%o is held as %s", (wish, hold) => {
    expect(holdOf(aKept(wish), NOW_MS, rules)).toBe(hold);
  });

  test.each<[places: readonly string[], wanted: readonly string[], hold: ReturnType<typeof holdOf>]>([
    [["local", "s3:b@h", "webdav:nas"], ["s3:b@h", "webdav:nas"], undefined],
    [["s3:b@h"], ["s3:b@h", "webdav:nas"], "copy_missing"],
    [["webdav:old"], ["webdav:nas"], "copy_missing"],
    // From before places had names.
    [["webdav"], ["webdav:nas"], undefined],
    [["local"], ["local"], "copy_missing"],
    [[], [], "copy_missing"],
  ])("a copy at %o where it should be at %o is held as %s", (places, wanted, hold) => {
    expect(holdOf(aKept({ places }), NOW_MS, { ...rules, places: wanted })).toBe(hold);
  });

  test("a clip needs no copy where copies of its age are deleted", () => {
    const limited = {
      ...rules,
      places: ["s3:b@h", "webdav:nas"],
      copyLimits: [{ place: "s3:b@h", keepMs: 7 * DAY_MS }],
    };
    const clips = [5, 6, 8, 9].map((days) => aKept({ ageMs: days * DAY_MS, places: ["webdav:nas"] }));

    expect(clips.map((clip) => holdOf(clip, NOW_MS, limited))).toEqual([
      "copy_missing",
      "copy_missing",
      undefined,
      undefined,
    ]);
    expect(plan(clips, { ...limited, maxBytes: 0 }).gone).toEqual([3, 2]);
    const nowhere = aKept({ ageMs: 8 * DAY_MS, places: ["local"] });
    expect(holdOf(nowhere, NOW_MS, limited)).toBe("copy_missing");
    expect(holdOf(nowhere, NOW_MS, { ...limited, places: ["s3:b@h"] })).toBeUndefined();
  });

  test("where clips are kept here alone, one that failed its check is no copy to wait for", () => {
    expect(holdOf(aKept({ copy: "failed" }), NOW_MS, noLimits)).toBeUndefined();
    expect(holdOf(aKept({ places: ["local"] }), NOW_MS, noLimits)).toBeUndefined();
  });

  test("a limit that only protected clips break is a shortage, the disk's before the clips'", () => {
    const clips = hoursOld(4, () => ({ isStarred: true }));
    const disk = { freeBytes: 5, totalBytes: 1000 };

    expect(plan(clips, { maxBytes: 30 })).toMatchObject({ gone: [], shortage: { limit: "size", bytes: 10 } });
    expect(plan(clips, { maxBytes: 30, minFreeBytes: 20 }, { disk })).toMatchObject({
      shortage: { limit: "free", bytes: 15 },
    });
  });

  test("between limit and low mark there is no shortage", () => {
    const clips = hoursOld(11, (index) => ({ isStarred: index > 0 }));

    expect(plan(clips, { maxBytes: 100 })).toMatchObject({ gone: [0], shortage: undefined });
  });
});

import { expect, test } from "vitest";
import { clipOf } from "#domain/clip-state.ts";
import { keptClipOf } from "#domain/kept-clip.ts";
import { anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeArchive } from "#test/kept-groups.ts";
import { aStoredClip, openRetentionBench } from "#test/retention-bench.ts";
import { COMPARE_EVERY_MS, makeCompareBeat } from "./compare-beat.ts";
import { CHECK_MS, ROUND_EVERY_MS } from "./retention.ts";

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const HOUR_MS = 60 * 60_000;
const clips = [3, 4, 5].map((hours) => aStoredClip({ startedAtMs: NOW_MS - hours * HOUR_MS, bytes: 1000 }));
const { groups } = makeArchive(clips.map(keptClipOf), NOW_MS);
const withFree = (freeBytes: number) => ({ groups, disk: { freeBytes, totalBytes: 100_000 } });

test("journal and disk are compared at start, after a day, and where that left something to do", async () => {
  const clock = makeManualClock();
  const beat = makeCompareBeat(clock);
  const found = withFree(50_000);

  expect(beat.isDue(found)).toBe(true);
  beat.done(found, false);
  expect(beat.isDue(found)).toBe(true);
  beat.done(found, true);
  expect(beat.isDue(found)).toBe(false);
  await clock.advance(COMPARE_EVERY_MS - 1);
  expect(beat.isDue(found)).toBe(false);
  await clock.advance(1);

  expect(beat.isDue(found)).toBe(true);
});

test("they are compared where something was not as the journal says", () => {
  const beat = makeCompareBeat(makeManualClock());
  beat.done(withFree(50_000), true);

  beat.suspect();

  expect(beat.isDue(withFree(50_000))).toBe(true);
});

test("they are compared where more became free than others had, also if others took it before", () => {
  const beat = makeCompareBeat(makeManualClock());
  beat.done(withFree(50_000), true);

  // A twentieth of 3000 is what may be anything.
  expect(beat.isDue(withFree(50_150))).toBe(false);
  expect(beat.isDue(withFree(40_000))).toBe(false);
  expect(beat.isDue(withFree(40_150))).toBe(false);
  expect(beat.isDue(withFree(40_151))).toBe(true);
});

test("what was deleted by hand in mid-run is not offered after the next look", async () => {
  await using bench = await openRetentionBench(clips);
  await bench.settled();
  const [first] = clips;
  if (!first) throw new Error("three clips were made");
  const { freeBytes, totalBytes } = bench.shelf.disk;
  bench.shelf.clips.delete(first.clip_id);
  await bench.until(() => bench.clock.monotonic() > ROUND_EVERY_MS + CHECK_MS, CHECK_MS);
  expect(bench.store.rows.get(first.clip_id)?.deleted_at).toBeNull();

  bench.shelf.disk = { freeBytes: freeBytes + 1000, totalBytes };
  await bench.until(() => bench.store.rows.get(first.clip_id)?.deleted_at !== null, CHECK_MS);

  expect(bench.clock.monotonic()).toBeLessThan(COMPARE_EVERY_MS / 2);
  expect(bench.store.written.at(-1)).toMatchObject({ type: "clip_deleted", reason: "Its file was gone." });
});

test("while not one clip is on the disk nothing is deleted and nothing forgotten, whatever the limits say", async () => {
  const ids = clips.map(({ clip_id }) => clip_id);
  await using bench = await openRetentionBench(clips, {
    rules: { maxBytes: 500, maxAgeMs: 1 },
    missing: ids,
  });
  await bench.settled();

  const { plan } = await bench.retention.preview(new AbortController().signal);

  expect(plan).toMatchObject({ deletions: [], keptBytes: 0, shortage: undefined });
  expect(bench.store.written.filter(({ type }) => type === "clip_deleted")).toEqual([]);
  const [first] = clips;
  if (!first) throw new Error("three clips were made");
  bench.shelf.clips.set(first.clip_id, clipOf(first));
  await bench.store.clips.record(first, anEvent(first));
  await bench.until(() => bench.kept().length === 0, CHECK_MS);
});

import { setImmediate as settled } from "node:timers/promises";
import { expect, test } from "vitest";
import { clipOf } from "#domain/clip-state.ts";
import { Failure } from "#domain/failure.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { aStoredClip, openRetentionBench } from "#test/retention-bench.ts";
import { CHECK_MS, PAUSE_MS, ROUND_EVERY_MS, STUCK_MS } from "./retention.ts";
import { DELETIONS_MAX } from "./round.ts";

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const GB = 1_000_000_000;

/** Clips of these ages in hours, 10 bytes each. */
const hoursOld = (...ages: readonly number[]) =>
  ages.map((hours) => aStoredClip({ startedAtMs: NOW_MS - hours * HOUR_MS }));
const idsOf = (clips: readonly { readonly clip_id: string }[]) => clips.map(({ clip_id }) => clip_id).sort();

test("at start the oldest clips go, files first, then the journal says so and why", async () => {
  const [old, ...rest] = hoursOld(5, 4, 3, 2);
  if (!old) throw new Error("a clip was made");
  await using bench = await openRetentionBench([old, ...rest], { rules: { maxBytes: 35 } });

  await bench.settled();

  expect(bench.kept()).toEqual(idsOf(rest));
  expect(bench.store.rows.get(old.clip_id)).toMatchObject({
    deleted_at: "2026-06-01T12:00:00.000Z",
    status: "done",
  });
  expect(bench.store.written.at(-1)).toMatchObject({
    clip_id: old.clip_id,
    type: "clip_deleted",
    reason:
      "Clips take more space than they may. Of the clips without an alert it is the oldest that may go.",
  });
  expect(bench.events).toMatchObject([{ type: "clip_deleted", clip_id: old.clip_id }]);
  expect(bench.problems.size).toBe(0);
});

test("a finished clip starts a round at once where it breaks a limit, and else none", async () => {
  const [first, second, third] = hoursOld(5, 4, 3);
  if (!first || !second || !third) throw new Error("three clips were made");
  await using bench = await openRetentionBench([first], { rules: { maxBytes: 25 } });
  await bench.settled();
  const capture = async (state: typeof first) => {
    await bench.store.clips.record(state, {
      clip_id: state.clip_id,
      type: "clip_captured",
      at: state.end_ts,
    });
    bench.shelf.clips.set(state.clip_id, clipOf(state));
    bench.retention.note({ clip_id: state.clip_id, type: "clip_captured", at: state.end_ts }, state);
    bench.retention.note({ clip_id: state.clip_id, type: "clip_done", at: state.end_ts }, state);
  };

  await capture(second);
  await bench.clock.advance(PAUSE_MS);
  expect(bench.kept()).toEqual(idsOf([first, second]));
  await capture(third);
  await bench.until(() => bench.kept().length === 2, PAUSE_MS / 5);

  expect(bench.kept()).toEqual(idsOf([second, third]));
  expect(bench.clock.monotonic()).toBeLessThan(CHECK_MS);
});

test("clips that were stored before copies were to go elsewhere wait for their copy", async () => {
  const [here, away] = hoursOld(5, 4);
  if (!here || !away) throw new Error("two clips were made");
  const clips = [here, { ...away, storage_uri: "webdav:/x.mp4" }];
  await using bench = await openRetentionBench(clips, { rules: { maxBytes: 5, needsCopy: true } });

  await bench.settled();

  expect(bench.kept()).toEqual([here.clip_id]);
  expect(bench.problems.get("retention")).toContain("1 waiting for their copy to be stored");
});

test("a disk that others fill is seen within a minute", async () => {
  await using bench = await openRetentionBench(hoursOld(5, 4, 3), { rules: { minFreeBytes: 100 } });
  await bench.settled();

  bench.shelf.disk = { freeBytes: 95, totalBytes: 1000 };
  await bench.clock.advance(CHECK_MS);
  await bench.until(() => bench.kept().length === 1);

  expect(bench.problems.size).toBe(0);
});

test("age is looked at every hour", async () => {
  const clips = hoursOld(9.5, 3);
  await using bench = await openRetentionBench(clips, { rules: { maxAgeMs: 10 * HOUR_MS } });
  await bench.settled();
  expect(bench.kept()).toHaveLength(2);

  await bench.until(() => bench.kept().length === 1, CHECK_MS);

  expect(bench.clock.monotonic()).toBeGreaterThan(0.4 * HOUR_MS);
  expect(bench.clock.monotonic()).toBeLessThanOrEqual(ROUND_EVERY_MS + 2 * CHECK_MS);
});

test("a clip that is starred while the round runs stays", async () => {
  const clips = hoursOld(5, 4, 3);
  const shelf = fakeShelf();
  const removed: string[] = [];
  const { remove } = shelf;
  const stars: Promise<unknown>[] = [];
  shelf.remove = async (id) => {
    removed.push(id);
    const next = idsOf(clips)[removed.length];
    const state = clips.find(({ clip_id }) => clip_id === next);
    // The owner clicks while the first clip goes.
    if (removed.length === 1 && state) stars.push(bench.retention.star(state.clip_id, true));
    await remove(id);
  };
  await using bench = await openRetentionBench(clips, { rules: { maxBytes: 12 }, shelf });

  await bench.settled();

  await expect(Promise.all(stars)).resolves.toMatchObject([{ starred: true }]);
  expect(bench.kept()).toHaveLength(2);
  expect(removed).toHaveLength(1);
});

test("a star is written down once, and none is given to a clip that nobody knows or that is gone", async () => {
  const [clip, gone] = hoursOld(5, 4);
  if (!clip || !gone) throw new Error("two clips were made");
  const deleted = { ...gone, deleted_at: "2026-06-01T11:00:00.000Z" };
  await using bench = await openRetentionBench([clip, deleted], { missing: [gone.clip_id] });
  await bench.settled();
  const types = () =>
    bench.store.written.filter(({ clip_id }) => clip_id === clip.clip_id).map((e) => e.type);

  await bench.retention.star(clip.clip_id, true);
  await bench.retention.star(clip.clip_id, true);
  await bench.retention.star(clip.clip_id, false);

  expect(types()).toEqual(["clip_captured", "clip_starred", "clip_unstarred"]);
  expect(bench.events.map(({ type }) => type)).toEqual(["clip_starred", "clip_unstarred"]);
  await expect(bench.retention.star(gone.clip_id, true)).rejects.toMatchObject({ kind: "rejected" });
  expect(await bench.retention.star(hoursOld(9)[0]?.clip_id ?? gone.clip_id, true)).toBeUndefined();
});

test("what only protected clips break is told with what stops first, and tried again later", async () => {
  const clips = hoursOld(5, 4).map((clip) => ({ ...clip, starred: true }));
  const [first] = clips;
  if (!first) throw new Error("two clips were made");
  const shelf = fakeShelf();
  shelf.disk = { freeBytes: 2 * GB, totalBytes: 64 * GB };
  await using bench = await openRetentionBench(clips, { rules: { minFreeBytes: 5 * GB }, shelf });
  await bench.until(() => bench.problems.size === 1);

  const told = bench.problems.get("retention");
  await bench.retention.star(first.clip_id, false);
  await bench.until(() => bench.kept().length === 1, PAUSE_MS);

  expect(told).toBe(
    "Only 2.0 GB of the disk are free instead of 5.0 GB, and no clip is left that may be deleted (2 starred). If it fills up, recording stops first. Delete other files on the disk, take stars away, or put clips on a larger disk.",
  );
  expect(bench.clock.monotonic()).toBeGreaterThan(STUCK_MS - CHECK_MS);
  shelf.disk = { freeBytes: 20 * GB, totalBytes: 64 * GB };
  await bench.until(() => bench.problems.size === 0, CHECK_MS);
});

test("on a full disk clips go although nothing can be written down, and the next round writes it down", async () => {
  const clips = hoursOld(5, 4, 3);
  const store = fakeStore();
  const { record } = store.clips;
  let isFull = false;
  Object.assign(store.clips, {
    record: (...entry: Parameters<typeof record>) =>
      isFull ? Promise.reject(new Failure("unavailable", "The disk is full.")) : record(...entry),
  });
  await using bench = await openRetentionBench(clips, { rules: { maxBytes: 25 }, store });
  isFull = true;
  await bench.settled();
  const [first] = idsOf(clips);
  expect(bench.kept()).toEqual(idsOf(clips).slice(1));
  expect(store.rows.get(first ?? "")?.deleted_at).toBeNull();

  isFull = false;
  await bench.until(() => store.rows.get(first ?? "")?.deleted_at !== null, CHECK_MS);

  expect(store.written.at(-1)).toMatchObject({ type: "clip_deleted", reason: "Its file was gone." });
  expect(bench.kept()).toHaveLength(2);
});

test("a disk that cannot be written is told, and tried again", async () => {
  const clips = hoursOld(9, 8, 7, 6, 5, 4, 3);
  const shelf = fakeShelf();
  const { remove } = shelf;
  let tries = 0;
  shelf.remove = async (id) => {
    tries += 1;
    if (tries <= 3) throw new Failure("unavailable", "The disk can only be read.");
    await remove(id);
  };
  await using bench = await openRetentionBench(clips, { rules: { maxBytes: 25 }, shelf });

  await bench.until(() => bench.problems.size === 1);
  expect(bench.problems.get("retention")).toBe("Old clips cannot be deleted: The disk can only be read.");
  expect(tries).toBe(3);
  await bench.until(() => bench.problems.size === 0, CHECK_MS);

  expect(bench.kept()).toEqual(idsOf(clips).slice(-2));
  expect(bench.clock.monotonic()).toBeGreaterThanOrEqual(STUCK_MS);
});

test("what needs more than one round goes on to the low mark", async () => {
  const clips = Array.from({ length: DELETIONS_MAX + 50 }, (_, index) =>
    aStoredClip({ startedAtMs: NOW_MS - DAY_MS - index * 1000 }),
  );
  await using bench = await openRetentionBench(clips, { rules: { maxBytes: 455 } });

  await bench.until(() => bench.kept().length <= 40, PAUSE_MS / 5);
  await bench.settled();

  // 50 were left after the first round, which is below neither mark; 40 is the low one.
  expect(bench.kept()).toHaveLength(40);
  expect(bench.clock.monotonic()).toBeLessThan(CHECK_MS);
});

test("a year that is wrong makes nothing too old", async () => {
  const clips = hoursOld(50, 3);
  await using bench = await openRetentionBench(clips, { rules: { maxAgeMs: 10 * DAY_MS } });
  await bench.settled();

  bench.clock.setNow(NOW_MS + 400 * DAY_MS);
  await bench.clock.advance(2 * ROUND_EVERY_MS);
  await bench.settled();
  const preview = await bench.retention.preview(new AbortController().signal);

  expect(bench.kept()).toHaveLength(2);
  expect(preview).toMatchObject({ isClockInDoubt: true, plan: { deletions: [] } });
});

test("a clock that jumps a year ahead does not make the box forget its stories", async () => {
  const gone = hoursOld(50).map((state) => ({ ...state, deleted_at: "2026-05-31T00:00:00.000Z" }));
  const [clip] = hoursOld(3);
  await using bench = await openRetentionBench([...gone, ...(clip ? [clip] : [])], { missing: idsOf(gone) });
  await bench.settled();

  bench.clock.setNow(NOW_MS + 400 * DAY_MS);
  await bench.clock.advance(2 * ROUND_EVERY_MS);
  await bench.settled();

  expect(bench.store.rows.size).toBe(2);
});

test("at the end the clip that is being deleted is finished, and no other is begun", async () => {
  const shelf = fakeShelf();
  const { remove } = shelf;
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  shelf.remove = async (id) => {
    await gate;
    await remove(id);
  };
  const bench = await openRetentionBench(hoursOld(5, 4, 3), { rules: { maxBytes: 11 }, shelf });
  await bench.until(() => bench.clock.sleepers() > 1);

  let isClosed = false;
  const closed = bench[Symbol.asyncDispose]().then(() => (isClosed = true));
  for (let turn = 0; turn < 10; turn += 1) await settled();
  expect(isClosed).toBe(false);
  go();
  await closed;

  expect(bench.kept()).toHaveLength(2);
  expect(bench.store.written.filter(({ type }) => type === "clip_deleted")).toHaveLength(1);
  await expect(bench[Symbol.asyncDispose]()).resolves.toBeUndefined();
});

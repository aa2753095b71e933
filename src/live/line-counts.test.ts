import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { type FakeStore, fakeStore } from "#test/fakes/store.ts";
import { theCamera } from "#test/live-bench.ts";
import { clockChanges, inTimeZone } from "#test/time-zone.ts";
import { openLineCounts, WRITE_MS } from "./line-counts.ts";

const KEY = `cameras.${theCamera.id}.line_counts`;
const HOUR_MS = 3_600_000;

const open = (clock: ManualClock, store: FakeStore) =>
  openLineCounts({ settings: store.settings, camera: theCamera.id, clock, log: keptLog() });

test("counts of the day and in all survive a restart", async () => {
  const store = fakeStore();
  const clock = makeManualClock();
  {
    await using counts = await open(clock, store);
    counts.add("gate", "in");
    counts.add("gate", "in");
    counts.add("gate", "out");
  }

  await using counts = await open(clock, store);
  counts.add("gate", "out");

  expect([counts.total("gate"), counts.today("gate")]).toEqual([
    { in: 2, out: 2 },
    { in: 2, out: 2 },
  ]);
  expect(counts.today("other")).toEqual({ in: 0, out: 0 });
});

test.each(clockChanges)("in %s the day of %s ends at local midnight", async (zone, date) => {
  using _ = inTimeZone(zone);
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const clock = makeManualClock(new Date(year, month - 1, day, 12).getTime());
  await using counts = await open(clock, fakeStore());
  counts.add("gate", "in");

  clock.setNow(new Date(year, month - 1, day, 23, 59, 59).getTime());
  const before = counts.today("gate");
  clock.setNow(new Date(year, month - 1, day + 1, 0, 0, 1).getTime());

  expect([before.in, counts.today("gate").in, counts.total("gate").in]).toEqual([1, 0, 1]);
});

test("they are written at most once a minute, and only if there is news", async () => {
  const store = fakeStore();
  const clock = makeManualClock();
  await using counts = await open(clock, store);
  const written = async () => (await store.settings.read(KEY)) as { total?: unknown } | undefined;

  await counts.save();
  const without = await written();
  counts.add("gate", "in");
  await counts.save();
  counts.add("gate", "in");
  await clock.advance(WRITE_MS - 1);
  await counts.save();
  const early = await written();
  await clock.advance(1);
  await counts.save();

  expect(without).toBeUndefined();
  expect(early?.total).toEqual({ gate: { in: 1, out: 0 } });
  expect((await written())?.total).toEqual({ gate: { in: 2, out: 0 } });
});

test("what could not be written is written the next time", async () => {
  const store = fakeStore();
  const clock = makeManualClock();
  await using counts = await open(clock, store);
  counts.add("gate", "in");
  store.error = new Failure("unavailable", "The disk is away.");
  await counts.save();
  store.error = undefined;

  await clock.advance(WRITE_MS);
  await counts.save();

  expect(await store.settings.read(KEY)).toMatchObject({ total: { gate: { in: 1, out: 0 } } });
});

test("a line that is deleted and drawn again counts from nothing", async () => {
  await using counts = await open(makeManualClock(), fakeStore());
  counts.add("gate", "in");
  counts.add("drive", "in");

  counts.keep(["drive"]);
  counts.keep(["drive", "gate"]);

  expect([counts.total("gate").in, counts.today("gate").in, counts.total("drive").in]).toEqual([0, 0, 1]);
});

test("a clock that goes to another day and back finds the counts of both, and of eight days at most", async () => {
  const store = fakeStore();
  const clock = makeManualClock();
  const startMs = clock.now();
  await using counts = await open(clock, store);
  counts.add("gate", "in");
  clock.setNow(startMs + 24 * HOUR_MS);
  counts.add("gate", "out");

  clock.setNow(startMs);
  const back = counts.today("gate");
  for (let day = 2; day < 40; day++) {
    clock.setNow(startMs + day * 24 * HOUR_MS);
    counts.add("gate", "in");
  }
  await counts.save();

  expect(back).toEqual({ in: 1, out: 0 });
  const stored = (await store.settings.read(KEY)) as { days: object };
  expect(Object.keys(stored.days)).toHaveLength(8);
  expect(counts.total("gate")).toEqual({ in: 39, out: 1 });
});

test.each([["noise"], [{ total: { gate: { in: -1, out: 0 } }, days: {} }]])(
  "%j in the store counts from nothing",
  async (stored) => {
    const store = fakeStore();
    await store.settings.write(KEY, stored);

    await using counts = await open(makeManualClock(), store);

    expect(counts.total("gate")).toEqual({ in: 0, out: 0 });
  },
);

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RetentionSettings, retentionRules } from "#domain/retention-settings.ts";
import { openRetention } from "#pipeline/retention/retention.ts";
import { makeShelf } from "#plugins/storage/shelf.ts";
import { noLog } from "#test/recording.ts";
import { type OutageHouse, openOutageHouse } from "#test/reliability/outage-house.ts";
import { orderOf } from "#test/reliability/outage-order.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { clockChanges, inTimeZone } from "#test/time-zone.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Not a whole part of an hour: after a step back no clip begins in a second that was there already. */
const BEAT_MS = 125_000;
const CLIPS = 12;
/** As long as a storage that comes back may be overlooked, and the uploads after it. */
const CATCH_UP_MS = 15 * MINUTE_MS;

/** Clips come while storage and broker are away; half-way something may happen. Then all is back. */
async function liveThrough(house: OutageHouse, halfWay: () => void): Promise<void> {
  house.away.isAway = house.phone.isAway = true;
  for (let n = 0; n < CLIPS; n += 1) {
    if (n === CLIPS / 2) halfWay();
    await house.record();
    await house.pass(BEAT_MS);
  }
  house.away.isAway = house.phone.isAway = false;
  await house.pass(CATCH_UP_MS);
}

/** Everything is where it should be, once, and nothing was deleted that is a day old at most. */
async function expectWhole(house: OutageHouse, dir: string): Promise<void> {
  const ids = house.clips.map(({ id }) => id);
  const told = house.phone.told.map(({ id }) => id);
  expect(orderOf(house.away.taken, ids, house.alerts)).toMatchObject({ missing: 0, twice: 0 });
  expect(orderOf(told, [...house.alerts], house.alerts)).toMatchObject({ missing: 0, twice: 0 });
  expect(await house.box().store.clips.unfinished(10)).toEqual([]);
  expect([...house.box().problems.values()]).toEqual([]);
  const files = await readdir(join(dir, "clips"), { recursive: true });
  for (const ending of ["mp4", "json"]) {
    expect(new Set(files.filter((name) => name.endsWith(ending)).map((name) => name.split("/")[1]))).toEqual(
      new Set(ids.map((id) => `${id}.${ending}`)),
    );
  }
}

/** Retention at work, by age alone. */
function keepForADay(house: OutageHouse, dir: string): AsyncDisposable {
  const { store } = house.box();
  const settings = { max_age_days: 1, alerts_max_age_days: 1, min_free_bytes: 0, max_local_size_bytes: 0 };
  return openRetention({
    store: store.clips,
    archive: store.archive,
    shelf: makeShelf({ mediaDir: dir, log: noLog, cameraName: (slug) => slug }),
    clock: house.clock,
    log: noLog,
    rules: retentionRules(RetentionSettings.parse(settings), true),
    problem: () => undefined,
    onEvent: () => undefined,
  });
}

test.each([
  { title: "an hour ahead", byMs: HOUR_MS },
  { title: "an hour back", byMs: -HOUR_MS },
])("a clock that is set $title in an outage costs no clip, no alert and no time", async ({ byMs }) => {
  await using dir = await makeTempDir();
  const house = await openOutageHouse({ dir: dir.path, cameras: 2 });
  const retention = keepForADay(house, dir.path);

  await liveThrough(house, () => house.clock.setNow(house.clock.now() + byMs));

  await expectWhole(house, dir.path);
  // Late is who had to wait for ten minutes, whatever the clock says.
  const [first] = house.alerts;
  expect(house.phone.told.find(({ id }) => id === first)).toMatchObject({ late: true });
  await retention[Symbol.asyncDispose]();
  await house.close();
});

test.each(clockChanges)(
  "in %s the night of %s, of %d hours, is a night like any other",
  async (zone, date) => {
    await using dir = await makeTempDir();
    using _ = inTimeZone(zone);
    const midnightMs = new Date(`${date}T00:00:00`).getTime();
    const house = await openOutageHouse({ dir: dir.path, cameras: 2, startMs: midnightMs + 45 * MINUTE_MS });
    const retention = keepForADay(house, dir.path);

    await liveThrough(house, () => void house.clock.advance(HOUR_MS));

    await expectWhole(house, dir.path);
    expect(house.phone.told).toHaveLength(house.alerts.size);
    await retention[Symbol.asyncDispose]();
    await house.close();
  },
);

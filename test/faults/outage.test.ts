import { expect, test } from "vitest";
import { simulateOutage } from "#test/reliability/outage.ts";
import { orderOf } from "#test/reliability/outage-order.ts";
import { findPostgres, openPostgresServer } from "#test/servers/postgres.ts";
import { makeTempDir } from "#test/temp-dir.ts";

/** A day, and with more cameras, is simulated by `npm run reliability -- outage`. */
test("hours without broker, one of two storages and Postgres, and a restart: all is delivered, alerts first", {
  timeout: 240_000,
}, async ({ skip }) => {
  if (!(await findPostgres())) return skip("PostgreSQL is not installed");
  await using dir = await makeTempDir();
  await using server = await openPostgresServer();
  const url = await server.makeDatabase("house");
  const query = "select count(*)::int as count, coalesce(max(id), 0)::int as last from clip_events";
  const entries = async () =>
    (await server.query<{ count: number; last: number }>(url, query).catch(() => []))[0];

  const report = await simulateOutage({
    dir: dir.path,
    hours: 2,
    cameras: 3,
    everyMs: 300_000,
    postgres: { url, start: server.start, stop: server.stop, entries },
  });

  const { alerts, away, there, phone } = report;
  const ids = report.clips.map(({ id }) => id);
  const stored = orderOf(away.taken, ids, alerts);
  expect(stored).toMatchObject({ missing: 0, twice: 0 });
  // Every third turn is anybody's, and four are sent at once.
  expect(stored.lastAlertAt).toBeLessThanOrEqual(Math.ceil(alerts.size * 1.5) + 4);
  expect(orderOf(there.taken, ids, alerts)).toMatchObject({ missing: 0, twice: 0 });
  const told = phone.told.map(({ id }) => id);
  expect(orderOf(told, [...alerts], alerts)).toMatchObject({ missing: 0, twice: 0 });
  expect(away.described.size).toBe(ids.length);
  expect(report).toMatchObject({ unfinished: [], problemsAfter: [], gaps: 0 });
  expect(report.entriesThere).toBe(report.entriesHere);
  expect(report.problems.join()).toContain("could not be stored");
});

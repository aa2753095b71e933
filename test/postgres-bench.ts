import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import Database from "better-sqlite3";
import { systemClock } from "#platform/clock.ts";
import { openReplica } from "#plugins/stores/postgres/replica.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { aClipState, anEvent } from "#test/builders.ts";
import { untilTrue } from "#test/e2e/until.ts";
import { makeContext } from "#test/plugin-context.ts";
import { openPostgresServer } from "#test/servers/postgres.ts";
import { makeTempDir } from "#test/temp-dir.ts";

/**
 * How long a box takes to deliver what gathered while its database was away, and what its main loop feels of it:
 * `node test/postgres-bench.ts [entries]`.
 */
const EVENTS_PER_CLIP = 12;
const PATIENCE_MS = 3_600_000;

const count = Number(process.argv[2] ?? 1_000_000);
await using dir = await makeTempDir();
await using server = await openPostgresServer();
const context = makeContext(dir.path);
await using store = await sqlite.open({ backend: "sqlite" }, context);
fill(join(dir.path, "porchlight.db"));

const url = await server.makeDatabase("bench");
const delivered = async () => {
  const rows = await server.query<{ last: number | null }>(
    url,
    "select max(id)::int as last from clip_events",
  );
  return rows[0]?.last ?? 0;
};
const loop = monitorEventLoopDelay({ resolution: 1 });
const before = process.cpuUsage();
const startedMs = performance.now();
loop.enable();
{
  await using _ = openReplica({ ...context, ...store, clock: systemClock, boxId: "a1", url });
  await untilTrue(
    async () => (await delivered().catch(() => 0)) >= count,
    () => `${count} entries`,
    PATIENCE_MS,
  );
}
loop.disable();
const tookS = (performance.now() - startedMs) / 1000;
const { user, system } = process.cpuUsage(before);
const size = await server.query<{ bytes: string }>(
  url,
  "select pg_size_pretty(pg_database_size('bench')) as bytes",
);
process.stdout.write(
  `${[
    `${count} entries of ${Math.ceil(count / EVENTS_PER_CLIP)} clips in ${tookS.toFixed(1)} s: ${Math.round(count / tookS)} entries/s`,
    `processor of the box: ${((100 * (user + system)) / 1e6 / tookS).toFixed(0)} % of a core`,
    `main loop late by: p50 ${ms(50)} ms, p99 ${ms(99)} ms, at most ${(loop.max / 1e6).toFixed(1)} ms`,
    `memory: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB; database: ${size[0]?.bytes}`,
  ].join("\n")}\n`,
);

function ms(percentile: number): string {
  return (loop.percentile(percentile) / 1e6).toFixed(1);
}

function fill(path: string): void {
  const db = new Database(path);
  const state = db.prepare("insert into clip_states values (?, ?, ?, ?)");
  const event = db.prepare("insert into clip_events (clip_id, at, data) values (?, ?, ?)");
  db.transaction(() => {
    for (let n = 0; n < count; n += 1) {
      const clip = aClipState({ startedAtMs: Date.UTC(2026, 0, 1) + Math.floor(n / EVENTS_PER_CLIP) * 1000 });
      if (n % EVENTS_PER_CLIP === 0) state.run(clip.clip_id, JSON.stringify(clip), clip.end_ts, clip.end_ts);
      event.run(clip.clip_id, clip.end_ts, JSON.stringify(anEvent(clip)));
    }
  })();
  db.close();
}

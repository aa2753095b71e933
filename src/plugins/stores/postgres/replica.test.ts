import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { aClipState } from "#test/builders.ts";
import { untilTrue } from "#test/e2e/until.ts";
import {
  openReplicatingBox as openBox,
  openReplicaServer,
  type ReplicaServer,
} from "#test/replicating-box.ts";
import { findPostgres } from "#test/servers/postgres.ts";

const MINUTE_MS = 60_000;
const isMissing = (await findPostgres()) === undefined;

const clip = (minute: number, fields: Partial<ClipState> = {}) =>
  aClipState({ startedAtMs: Date.UTC(2026, 5, 1) + minute * MINUTE_MS }, fields);

describe.skipIf(isMissing)("replication (needs the server of PostgreSQL: apt-get install postgresql)", () => {
  let server: ReplicaServer;
  beforeAll(async () => {
    server = await openReplicaServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Whoever writes an event waits for ever. */
  const holdEvents = async (url: string) => {
    const wait = "begin perform pg_sleep(3600); return new; end";
    await server.query(url, `create function hold() returns trigger language plpgsql as '${wait}'`);
    await server.query(
      url,
      "create trigger hold before insert on clip_events for each row execute function hold()",
    );
  };
  const untilHeld = (url: string) => {
    const held =
      "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
    return untilTrue(
      async () => (await server.query(url, held)).length > 0,
      () => "a transaction that is held",
    );
  };

  test("what the journal holds arrives in its order, with each clip's newest state, and then what is new", async () => {
    await using box = await openBox("a1");
    const url = await server.makeDatabase();
    const state = clip(0);
    await box.record(state);
    for (let minute = 1; minute <= 450; minute += 1) await box.record(clip(minute));

    await using _ = box.replicate(url);
    await server.arrived(url, 451);
    await box.record({ ...state, status: "done", storage_uri: "local:x" }, "clip_done");
    await server.arrived(url, 452);

    const found = await server.events(url);
    expect(found.map(({ id }) => Number(id))).toEqual(Array.from({ length: 452 }, (__, index) => index + 1));
    expect(found.at(-1)).toMatchObject({ clip_id: state.clip_id, type: "clip_done" });
    const byStatus = "select data, created_at, updated_at from clip_states where data->>'status' = 'done'";
    expect(await server.query(url, byStatus)).toEqual([
      {
        data: { ...state, status: "done", storage_uri: "local:x" },
        created_at: new Date(state.end_ts),
        updated_at: new Date(state.end_ts),
      },
    ]);
    expect(await server.query(url, "select count(*)::int from clip_states")).toEqual([{ count: 451 }]);
  });

  test("two boxes with clips of the same name share a database, also if both come first", async () => {
    await using one = await openBox("a1");
    await using other = await openBox("b2");
    const url = await server.makeDatabase();
    await one.record(clip(0, { camera_title: "One" }));
    await other.record(clip(0, { camera_title: "Other" }));

    await using _one = one.replicate(url);
    await using _other = other.replicate(url);
    await server.arrived(url, 1, "a1");
    await server.arrived(url, 1, "b2");

    const titles = "select box_id, data->>'camera_title' as title from clip_states order by box_id";
    expect(await server.query(url, titles)).toEqual([
      { box_id: "a1", title: "One" },
      { box_id: "b2", title: "Other" },
    ]);
  });

  test("a server killed in mid-transaction leaves nothing half, and gets all when it is back", async () => {
    await using box = await openBox("a1");
    const url = await server.makeDatabase();
    await box.record(clip(0));
    await using _ = box.replicate(url);
    await server.arrived(url, 1);
    // The states are written, the events have to wait: the middle of the transaction.
    await holdEvents(url);
    await box.record(clip(1));
    await untilHeld(url);

    await server.stop("SIGQUIT");
    for (const minute of [2, 3]) await box.record(clip(minute));
    await server.start();
    const half = await server.query(url, "select clip_id from clip_states");
    await server.query(url, "drop function hold cascade");
    await server.arrived(url, 4);

    expect(half).toEqual([{ clip_id: clip(0).clip_id }]);
    expect((await server.events(url)).map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
    expect(await server.query(url, "select count(*)::int from clip_states")).toEqual([{ count: 4 }]);
  });

  test("an outage of days costs an attempt a minute, is told, and then all is delivered", async () => {
    await using box = await openBox("a1");
    const url = await server.makeDatabase();
    await box.record(clip(0));
    await server.stop();

    await using _ = box.replicate(url, box.clock);
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await untilTrue(
        () => box.delays().length > attempt && box.clock.sleepers() === 1,
        () => `attempt ${attempt}`,
      );
      await box.clock.advance(MINUTE_MS);
    }
    const told = box.problems.get("postgres");
    await server.start();
    await untilTrue(
      async () => {
        await box.clock.advance(MINUTE_MS);
        return box.problems.size === 0;
      },
      () => "the problem to be taken back",
    );

    const fullMs = [1000, 2000, 4000, 8000, 16_000, 32_000, ...Array.from({ length: 6 }, () => MINUTE_MS)];
    const parts = box
      .delays()
      .slice(0, 12)
      .map((delayMs, index) => delayMs / (fullMs[index] ?? 0));
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...parts)).toBeLessThanOrEqual(1);
    expect(new Set(parts).size).toBeGreaterThan(1);
    expect(told).toContain("is not running, or listens on another port");
    expect(await server.events(url)).toHaveLength(1);
  });

  test("a database that hangs holds up neither the journal nor the end", async () => {
    await using box = await openBox("a1");
    const url = await server.makeDatabase();
    await box.record(clip(0));
    const replica = box.replicate(url);
    await server.arrived(url, 1);
    await holdEvents(url);
    await box.record(clip(1));
    await untilHeld(url);

    await box.record(clip(2));
    await replica[Symbol.asyncDispose]();

    expect(await box.journal.lastId()).toBe(3);
    // Far less than the half minute after which the driver itself gives up.
  }, 20_000);

  test("an entry that the database never takes holds up nothing behind it", async () => {
    await using box = await openBox("a1");
    const url = await server.makeDatabase();
    await box.record(clip(0));
    await using _ = box.replicate(url);
    await server.arrived(url, 1);
    await server.query(url, `alter table clip_events add check (clip_id <> '${clip(5).clip_id}')`);

    for (let minute = 1; minute < 10; minute += 1) await box.record(clip(minute));
    await server.arrived(url, 9);

    expect((await server.events(url)).map(({ id }) => Number(id))).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10]);
    expect(box.log.lines).toContain("error postgres refuses an entry");
  });

  test("characters that JSONB refuses are left out", async () => {
    await using box = await openBox("a1");
    const url = await server.makeDatabase();
    await box.record(clip(0, { camera_title: "Fr\0ont \ud83d" }));

    await using _ = box.replicate(url);
    await server.arrived(url, 1);

    expect(await server.query(url, "select data->>'camera_title' as title from clip_states")).toEqual([
      { title: "Front \ufffd" },
    ]);
  });

  test("a table of another program is left alone and named", async () => {
    await using box = await openBox("a1");
    const url = await server.makeDatabase();
    await server.query(url, "create table clip_states (clip_id text primary key, data jsonb not null)");

    await using _ = box.replicate(url);
    await untilTrue(
      () => box.problems.size > 0,
      () => "a problem",
    );

    expect(box.problems.get("postgres")).toContain(
      "holds a table clip_states or clip_events of another program",
    );
  });

  test("a wrong password is told at once and never repeated in sentence or log", async () => {
    await using box = await openBox("a1");
    const url = (await server.makeDatabase()).replace(server.password, "hunter2");

    await using _ = box.replicate(url);
    await untilTrue(
      () => box.problems.size > 0,
      () => "a problem",
    );

    expect(box.problems.get("postgres")).toMatch(/refuses the user name or password/);
    expect(inspect([box.problems, box.fields], { depth: 10 })).toContain("28P01");
    expect(inspect([box.problems, box.fields], { depth: 10 })).not.toContain("hunter2");
  });
});

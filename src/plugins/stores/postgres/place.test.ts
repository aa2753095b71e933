import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { aClipState } from "#test/builders.ts";
import {
  openReplicatingBox as openBox,
  openReplicaServer,
  type ReplicaServer,
} from "#test/replicating-box.ts";
import { findPostgres } from "#test/servers/postgres.ts";
import { makeTempDir } from "#test/temp-dir.ts";

const MINUTE_MS = 60_000;
const isMissing = (await findPostgres()) === undefined;

const clip = (minute: number, fields: Partial<ClipState> = {}) =>
  aClipState({ startedAtMs: Date.UTC(2026, 5, 1) + minute * MINUTE_MS }, fields);

describe.skipIf(isMissing)(
  "where replication goes on (needs the server of PostgreSQL: apt-get install postgresql)",
  () => {
    let server: ReplicaServer;
    beforeAll(async () => {
      server = await openReplicaServer();
    });
    afterAll(() => server[Symbol.asyncDispose]());

    test("a restart delivers nothing twice and goes on where it was", async () => {
      await using box = await openBox("a1");
      const url = await server.makeDatabase();
      for (const minute of [0, 1]) await box.record(clip(minute));
      {
        await using _ = box.replicate(url);
        await server.arrived(url, 2);
      }
      await box.record(clip(2));

      await using _ = box.replicate(url);
      await server.arrived(url, 3);

      const found = await server.events(url);
      expect(found.map(({ id }) => id)).toEqual(["1", "2", "3"]);
      expect(new Set(found.map(({ journal }) => journal)).size).toBe(1);
    });

    test("another database gets all from the beginning, and one put back from a backup what it lacks", async () => {
      await using box = await openBox("a1");
      const [first, second] = [await server.makeDatabase(), await server.makeDatabase()];
      for (const minute of [0, 1, 2]) await box.record(clip(minute));
      for (const url of [first, second]) {
        await using _ = box.replicate(url);
        await server.arrived(url, 3);
      }

      await server.query(first, "delete from clip_events where id > 1");
      await using _ = box.replicate(first);
      await server.arrived(first, 3);

      expect(await server.events(first)).toEqual(await server.events(second));
    });

    test("a box whose journal lost its end goes on where the two part, under a new name", async () => {
      const url = await server.makeDatabase();
      await using dir = await makeTempDir();
      {
        await using box = await openBox("a1", dir.path);
        await using _ = box.replicate(url);
        for (const minute of [0, 1, 2, 3]) await box.record(clip(minute));
        await server.arrived(url, 4);
      }
      const file = new Database(join(dir.path, "porchlight.db"));
      file.exec(
        "delete from clip_events where id > 2; update sqlite_sequence set seq = 2 where name = 'clip_events'",
      );
      file.close();

      await using box = await openBox("a1", dir.path);
      for (const minute of [10, 11, 12]) await box.record(clip(minute));
      await using _ = box.replicate(url);
      await server.arrived(url, 7);

      const found = await server.events(url);
      const journals = Object.groupBy(found, ({ journal }) => journal);
      const ids = Object.values(journals).map((rows) => rows?.map(({ id }) => Number(id)).join());
      expect(new Set(ids)).toEqual(new Set(["1,2,3,4", "3,4,5"]));
      expect(found.map(({ clip_id }) => clip_id)).toEqual(
        expect.arrayContaining([clip(10).clip_id, clip(12).clip_id]),
      );
    });

    test("what retention forgot since is no reason to begin anew", async () => {
      await using box = await openBox("a1");
      const url = await server.makeDatabase();
      const gone = clip(0, { deleted_at: "2026-06-02T00:00:00.000Z" });
      await box.record(gone);
      {
        await using _ = box.replicate(url);
        await server.arrived(url, 1);
      }
      await box.archive.forget(Date.UTC(2027, 0, 1), 0, 10);
      await box.record(clip(1));

      await using _ = box.replicate(url);
      await server.arrived(url, 2);

      expect(new Set((await server.events(url)).map(({ journal }) => journal)).size).toBe(1);
    });
  },
);

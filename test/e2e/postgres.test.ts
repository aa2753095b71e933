import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sqlite } from "#plugins/stores/sqlite.ts";
import { aClipState, anEvent } from "#test/builders.ts";
import { makeContext } from "#test/plugin-context.ts";
import { findPostgres, openPostgresServer } from "#test/servers/postgres.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { startApp } from "./app.ts";
import { untilTrue } from "./until.ts";

const isMissing = (await findPostgres()) === undefined;
const state = aClipState({}, { status: "done" });

describe.skipIf(isMissing)("the app with postgres_url (needs apt-get install postgresql)", () => {
  test("copies its journal under its own id; while the database is missing it says so, without the password", async () => {
    await using server = await openPostgresServer();
    await using dir = await makeTempDir();
    const data = join(dir.path, "data");
    await mkdir(data);
    {
      await using store = await sqlite.open({ backend: "sqlite" }, makeContext(data));
      await store.settings.write("home.install_id", "abc123");
      await store.clips.record(state, anEvent(state));
    }
    const url = (await server.makeDatabase("house")).replace("house", "later");
    let said = "";
    {
      await using app = await startApp(dir.path, { postgres_url: url });
      await untilTrue(
        async () => (await app.problems()).some((sentence) => sentence.includes('has no database "later"')),
        () => `the problem: ${app.log()}`,
      );
      said = `${JSON.stringify(await app.get("diagnostics"))} ${app.log()}`;
    }

    await server.makeDatabase("later");
    await using app = await startApp(dir.path, { postgres_url: url });
    const rows = () => server.query(url, "select box_id, clip_id from clip_events").catch(() => []);
    await untilTrue(
      async () => (await rows()).length > 0,
      () => `the journal: ${app.log()}`,
    );

    expect(await rows()).toEqual([{ box_id: "abc123", clip_id: state.clip_id }]);
    expect(await app.stop()).toBe(0);
    expect(`${said} ${app.log()}`).not.toContain(server.password);
  });

  test("an address that is none is named, and all else runs", async () => {
    await using dir = await makeTempDir();

    await using app = await startApp(dir.path, { postgres_url: "porch:hunter2@db/house" });

    expect((await app.problems()).join()).toMatch(/postgres_url.*must look like postgresql:/i);
    expect(await app.stop()).toBe(0);
    expect(app.log()).not.toContain("hunter2");
  });
});

import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureMessage } from "#domain/failure.ts";
import { startMuteServer } from "#test/servers/mute-server.ts";
import { findPostgres, openPostgresServer, type PostgresServer } from "#test/servers/postgres.ts";
import { openPostgres } from "./postgres.ts";
import { readPostgresUrl } from "./postgres-address.ts";
import { postgresFailure } from "./postgres-trouble.ts";

const never = new AbortController().signal;
const isMissing = (await findPostgres()) === undefined;

/** The sentence for the owner, or nothing where it could be opened. */
async function troubleWith(url: string): Promise<string | undefined> {
  const address = readPostgresUrl(url);
  try {
    await using _ = await openPostgres(address, {}, never);
    return undefined;
  } catch (cause) {
    return postgresFailure(address, cause).message;
  }
}

describe.skipIf(isMissing)("Postgres (needs its server: apt-get install postgresql)", () => {
  let server: PostgresServer;
  let url: string;
  beforeAll(async () => {
    server = await openPostgresServer({ tls: true });
    url = await server.makeDatabase("porch");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test("what is wrong with the address or the login is said, without the password", async () => {
    const troubles = await Promise.all([
      troubleWith(url.replace(server.password, "hunter2")),
      troubleWith(url.replace(`:${server.password}`, "")),
      troubleWith(`${url}_other`),
      troubleWith(url.replace("porch:", "nobody:")),
      troubleWith(url.replace(String(server.port), "1")),
      troubleWith(url.replace("127.0.0.1", "no-such-host.invalid")),
    ]);

    expect(troubles).toEqual([
      expect.stringContaining("refuses the user name or password"),
      expect.stringContaining("asks for a password"),
      expect.stringContaining('has no database "porch_other"'),
      expect.stringContaining("refuses the user name or password"),
      expect.stringContaining("is not running, or listens on another port"),
      expect.stringMatching(/no-such-host.invalid in postgres_url (is not known|cannot be looked up)/),
    ]);
    expect(troubles.join(" ")).not.toMatch(new RegExp(`hunter2|${server.password}`));
  });

  test.each(["require", "prefer", "verify-ca", "verify-full"])("sslmode=%s encrypts", async (mode) => {
    const [row] = await server.query<{ data_directory: string }>(url, "show data_directory");
    const named = url.replace("127.0.0.1", "localhost");
    const address = readPostgresUrl(`${named}?sslmode=${mode}&sslrootcert=${row?.data_directory}/server.crt`);

    await using opened = await openPostgres(address, {}, never);
    const used = await sql<{
      ssl: boolean;
    }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(opened.db);

    expect(used.rows).toEqual([{ ssl: true }]);
  });

  test("sslmode=verify-full refuses a certificate that nobody has signed, and one of another name", async () => {
    const [row] = await server.query<{ data_directory: string }>(url, "show data_directory");
    const ca = `sslrootcert=${row?.data_directory}/server.crt`;

    expect(await troubleWith(`${url}?sslmode=verify-full`)).toContain("certificate that is not trusted");
    expect(await troubleWith(`${url}?sslmode=verify-full&${ca}`)).toContain(
      "certificate that is not trusted",
    );
  });

  test("a migration is made once by boxes that come at once, and tables of a newer version are used", async () => {
    const fresh = await server.makeDatabase("fresh");
    let made = 0;
    const migrations = {
      "0001-one": {
        up: async () => {
          made += 1;
        },
      },
    };
    const open = () => openPostgres(readPostgresUrl(fresh), migrations, never);

    for (const opened of await Promise.all([open(), open(), open()])) await opened[Symbol.asyncDispose]();
    await server.query(fresh, "insert into porchlight_migration values ('0002-two', now()::text)");
    await using newer = await open();

    expect(made).toBe(1);
    expect(newer.unknownMigrations).toEqual(["0002-two"]);
  });

  test("a user who may not make tables, and a table of another program, are named", async () => {
    const shared = await server.makeDatabase("shared");
    await server.query(shared, "create role guest login password 'guest-word'");
    const guest = shared.replace(`porch:${server.password}`, "guest:guest-word");
    await server.query(shared, "revoke create on schema public from public");

    const trouble = await troubleWith(guest);

    expect(trouble).toContain('The Postgres user "guest" may not make or write tables in "shared".');
  });
});

describe.skipIf(isMissing)("Postgres without TLS", () => {
  test("is used by prefer and refused by require", async () => {
    await using server = await openPostgresServer();
    const url = await server.makeDatabase("porch");

    expect(await troubleWith(url)).toBeUndefined();
    expect(await troubleWith(`${url}?sslmode=require`)).toContain("does not speak TLS");
  });
});

test("a server that says nothing is let go when the signal aborts", async () => {
  await using server = await startMuteServer();
  const closing = new AbortController();
  const address = readPostgresUrl(`postgresql://porch:word@127.0.0.1:${server.port}/porch?sslmode=disable`);
  const opened = openPostgres(address, {}, closing.signal).then(() => "opened", failureMessage);

  await sleep(100);
  closing.abort();

  expect(await opened).toMatch(/terminated/);
});

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chown, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { freePort } from "./free-port.ts";

const START_MS = 60_000;
const STEP_MS = 50;
const PASSWORD = "let-me-in";
const DEBIAN_FOLDER = "/usr/lib/postgresql";

/** A real PostgreSQL on a free loopback port, with one user `porch` who owns the databases. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly password: string;
  start(): Promise<void>;
  /** `SIGQUIT` is its crash: no goodbye, and recovery at the next start. `SIGINT` ends it in order. */
  stop(signal?: "SIGINT" | "SIGQUIT"): Promise<void>;
  /** Makes an empty database and tells its address for `postgres_url`. */
  makeDatabase(name: string): Promise<string>;
  query<Row extends object>(url: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
}

interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where the server's programs are, or `undefined`: then tests that need it are skipped. */
export async function findPostgres(): Promise<Programs | undefined> {
  const versions = await readdir(DEBIAN_FOLDER).catch(() => []);
  const folder = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((one) => join(DEBIAN_FOLDER, one, "bin"))[0];
  const programs = folder
    ? { initdb: join(folder, "initdb"), postgres: join(folder, "postgres") }
    : { initdb: "initdb", postgres: "postgres" };
  return spawnSync(programs.postgres, ["--version"]).status === 0 ? programs : undefined;
}

async function neededPrograms(): Promise<Programs> {
  const programs = await findPostgres();
  if (!programs) throw new Error("PostgreSQL is not installed: apt-get install postgresql");
  return programs;
}

export async function openPostgresServer({ tls = false } = {}): Promise<PostgresServer> {
  const programs = await neededPrograms();
  const folder = await mkdtemp(join(tmpdir(), "postgres-"));
  const ids = ordinaryUser();
  if (ids) await chown(folder, ids.uid, ids.gid);
  const port = await freePort();
  const data = join(folder, "data");
  await makeCluster(programs, folder, data, ids);
  if (tls) await makeCertificate(data, ids);
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    // Tests pull no plug.
    fsync: "off",
    ssl: tls ? "on" : "off",
  };
  const parameters = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  let child: ChildProcess | undefined;
  let log = "";

  const urlOf = (database: string) => `postgresql://porch:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const query = async <Row extends object>(url: string, text: string, values: readonly unknown[] = []) => {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  };

  async function start(): Promise<void> {
    const server = spawn(programs.postgres, ["-D", data, ...parameters], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      ...ids,
    });
    child = server;
    server.stderr.on("data", (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-20_000);
    });
    const deadline = Date.now() + START_MS;
    while (!(await query(urlOf("postgres"), "select 1").catch(() => undefined))) {
      if (server.exitCode !== null || Date.now() > deadline)
        throw new Error(`postgres did not start: ${log}`);
      await sleep(STEP_MS);
    }
  }

  async function stop(signal: "SIGINT" | "SIGQUIT" = "SIGINT"): Promise<void> {
    const server = child;
    child = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill(signal);
    await gone;
  }

  await start();
  return {
    port,
    password: PASSWORD,
    start,
    stop,
    async makeDatabase(name) {
      await query(urlOf("postgres"), `create database ${name}`);
      return urlOf(name);
    },
    query,
    async [Symbol.asyncDispose]() {
      await stop("SIGQUIT");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. */
function ordinaryUser(): Ids | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
  return { uid: idOf("-u"), gid: idOf("-g") };
}

async function makeCluster(
  { initdb }: Programs,
  folder: string,
  data: string,
  ids: Ids | undefined,
): Promise<void> {
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, PASSWORD);
  if (ids) await chown(passwordFile, ids.uid, ids.gid);
  const login = ["-U", "porch", "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  const made = spawnSync(initdb, ["-D", data, ...login, "-E", "UTF8", "--locale=C", "--no-sync"], {
    cwd: folder,
    encoding: "utf8",
    ...ids,
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
}

/** `server.crt` and `server.key`, for `localhost` and signed by nobody. */
async function makeCertificate(data: string, ids: Ids | undefined): Promise<void> {
  const [key, certificate] = [join(data, "server.key"), join(data, "server.crt")];
  const what = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
  const files = ["-keyout", key, "-out", certificate];
  const made = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...what, ...files]);
  if (made.status !== 0) throw new Error("openssl failed");
  if (ids) await Promise.all([key, certificate].map((file) => chown(file, ids.uid, ids.gid)));
}

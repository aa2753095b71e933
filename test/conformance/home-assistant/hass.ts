import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#test/servers/free-port.ts";
import { openSession, type Session } from "./session.ts";

const START_MS = 240_000;
const STOP_MS = 60_000;
const TOKEN_ID = "00000000000000000000000000000002";

/** A real Home Assistant with the MQTT integration set up, and nothing else. */
export interface Hass extends AsyncDisposable {
  /** For a connection of our own. */
  readonly address: { readonly url: string; readonly token: string };
  /** Commands over its WebSocket; of the current run. */
  call(type: string, fields?: object): Promise<unknown>;
  /** `GET` of its HTTP API. */
  get(path: string): Promise<Response>;
  /** `POST` of JSON. */
  post(path: string, body: unknown): Promise<Response>;
  restart(): Promise<void>;
  /** All that it logged so far. */
  log(): string;
}

/** What stands in its configuration besides. */
export interface HassWish {
  /** Further lines of `configuration.yaml`. */
  readonly configuration?: string;
  /** Further files, by their path below its configuration. */
  readonly files?: Readonly<Record<string, string>>;
}

/** `root` is a folder to chroot into that has Home Assistant in `/ha`. */
export async function openHass(root: string, mqttPort: number, wish: HassWish = {}): Promise<Hass> {
  const folder = await mkdtemp(join(root, "tmp", "hass-"));
  const inside = folder.slice(root.length);
  const port = await freePort();
  const secret = randomBytes(64).toString("hex");
  await configure(folder, port, mqttPort, secret);
  await add(folder, wish);
  const base = `http://127.0.0.1:${port}`;
  const token = tokenOf(secret);
  let log = "";
  let run = await start();

  async function start(): Promise<{ child: ChildProcess; session: Session }> {
    const child = spawn("chroot", [root, "/ha/bin/hass", "--skip-pip", "-c", inside], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: "/ha/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/tmp", LANG: "C.UTF-8" },
    });
    const note = (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-2_000_000);
    };
    child.stdout.on("data", note);
    child.stderr.on("data", note);
    const deadline = Date.now() + START_MS;
    for (;;) {
      const session = await openSession(`ws://127.0.0.1:${port}/api/websocket`, token).catch(() => undefined);
      if (session !== undefined) return { child, session };
      if (child.exitCode !== null || Date.now() > deadline) {
        child.kill("SIGKILL");
        throw new Error(`Home Assistant did not start: ${log}`);
      }
      await sleep(250);
    }
  }

  async function stop(): Promise<void> {
    const { child, session } = run;
    session[Symbol.dispose]();
    if (child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const impatient = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await gone;
    clearTimeout(impatient);
  }

  return {
    address: { url: base, token },
    call: (type, fields = {}) => run.session.call(type, fields),
    get: (path) => fetch(`${base}${path}`, { headers: { Authorization: `Bearer ${token}` } }),
    post: (path, body) =>
      fetch(`${base}${path}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    async restart() {
      await stop();
      run = await start();
    },
    log: () => log,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What onboarding and the integration's own form would write, as files. */
async function configure(folder: string, port: number, mqttPort: number, secret: string): Promise<void> {
  const storage = join(folder, ".storage");
  await mkdir(storage);
  const at = "2026-01-01T00:00:00.000000+00:00";
  const entry = {
    created_at: at,
    modified_at: at,
    entry_id: "01KAAAAAAAAAAAAAAAAAAAAAAA",
    domain: "mqtt",
    title: "127.0.0.1",
    source: "user",
    unique_id: null,
    version: 2,
    minor_version: 1,
    data: { broker: "127.0.0.1", port: mqttPort, protocol: "5" },
    options: {},
    subentries: [],
    discovery_keys: {},
    disabled_by: null,
    pref_disable_new_entities: false,
    pref_disable_polling: false,
  };
  const user = { id: "00000000000000000000000000000001", group_ids: ["system-admin"], name: "test" };
  const token = {
    id: TOKEN_ID,
    user_id: user.id,
    client_id: null,
    client_name: "conformance",
    client_icon: null,
    token_type: "long_lived_access_token",
    created_at: at,
    access_token_expiration: 315_360_000,
    token: randomBytes(64).toString("hex"),
    jwt_key: secret,
    last_used_at: null,
    last_used_ip: null,
    expire_at: null,
    credential_id: null,
    version: "2026.2.0",
  };
  const files: Readonly<Record<string, object>> = {
    "core.config_entries": stored(1, 5, "core.config_entries", { entries: [entry] }),
    auth: stored(1, 1, "auth", {
      users: [{ ...user, is_owner: true, is_active: true, system_generated: false, local_only: false }],
      groups: [
        { id: "system-admin", name: "Administrators" },
        { id: "system-users", name: "Users" },
        { id: "system-read-only", name: "Read Only" },
      ],
      credentials: [],
      refresh_tokens: [token],
    }),
    onboarding: stored(4, 1, "onboarding", { done: ["user", "core_config", "analytics", "integration"] }),
    http: stored(3, 1, "http", { stable: server(port, at), pending: null, yaml_migration_done: true }),
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(storage, name), JSON.stringify(content));
  }
  await writeFile(join(folder, "configuration.yaml"), configuration);
}

async function add(folder: string, { configuration: more = "", files = {} }: HassWish): Promise<void> {
  await appendFile(join(folder, "configuration.yaml"), more);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function stored(version: number, minorVersion: number, key: string, data: object): object {
  return { version, minor_version: minorVersion, key, data };
}

/** Where it listens: in YAML this would be a trial, which it takes back by restarting itself. */
function server(port: number, at: string): object {
  return {
    server_host: ["127.0.0.1"],
    server_port: port,
    cors_allowed_origins: [],
    login_attempts_threshold: -1,
    ip_ban_enabled: true,
    ssl_profile: "intermediate_v6",
    use_x_frame_options: true,
    created_at: at,
    error: null,
    error_message: null,
  };
}

const configuration = `homeassistant:
  name: Conformance
  time_zone: UTC
  unit_system: metric
  country: NL
api:
websocket_api:
config:
device_automation:
logger:
  default: warning
`;

/** A long-lived token; the key is the hex text itself. */
function tokenOf(secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ iss: TOKEN_ID, iat: now, exp: now + 315_360_000 })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

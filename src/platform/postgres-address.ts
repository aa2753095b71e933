import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { Failure } from "#domain/failure.ts";

const DEFAULT_PORT = 5432;
const sslModes = ["disable", "prefer", "require", "verify-ca", "verify-full"] as const;

/** Where the database is and how to log in. */
export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly sslMode: (typeof sslModes)[number];
  /** File of the authority that signs the server's certificate. */
  readonly caFile: string | undefined;
}

/**
 * Reads `postgresql://user:password@host:5432/database?sslmode=…` as PostgreSQL's own programs do: without `sslmode`
 * TLS is used where the server has it. Throws `Failure` with a sentence that does not hold the password.
 */
export function readPostgresUrl(text: string): PostgresAddress {
  const url = URL.parse(text);
  if (!url || !/^postgres(?:ql)?:$/.test(url.protocol) || url.hostname === "") {
    throw wrong("must look like postgresql://user:password@192.168.1.5:5432/porchlight");
  }
  const database = decoded(url.pathname.slice(1));
  if (url.username === "") throw wrong("names no user");
  if (database === "" || database.includes("/")) throw wrong("names no database after the port");
  const wanted = url.searchParams.get("sslmode") ?? "prefer";
  const sslMode = sslModes.find((mode) => mode === wanted);
  if (!sslMode) throw wrong(`has an sslmode that is none of ${sslModes.join(", ")}`);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? DEFAULT_PORT : Number(url.port),
    database,
    user: decoded(url.username),
    password: url.password === "" ? undefined : decoded(url.password),
    sslMode,
    caFile: url.searchParams.get("sslrootcert") ?? undefined,
  };
}

/** `host:port` for people. */
export function shownPostgres({ host, port }: PostgresAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What each mode means is PostgreSQL's: `require` encrypts, and only the `verify-` modes ask who answers. */
export function tlsOf({ sslMode, caFile, host }: PostgresAddress): false | ConnectionOptions {
  if (sslMode === "disable") return false;
  if (sslMode === "prefer" || sslMode === "require") return { rejectUnauthorized: false };
  const ca = caFile === undefined ? {} : { ca: readAuthority(caFile) };
  return sslMode === "verify-ca"
    ? { ...ca, checkServerIdentity: () => undefined }
    : // Of an address in digits Node is told by `host` what the certificate must be for; else it would take localhost's.
      { ...ca, host, ...(isIP(host) === 0 && { servername: host }) };
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new Failure("rejected", `The file ${path} of sslrootcert in postgres_url cannot be read.`, {
      cause,
    });
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong("holds a % that is not followed by two hex digits; write a % itself as %25");
  }
}

function wrong(what: string): Failure {
  return new Failure("rejected", `The option postgres_url ${what}.`);
}

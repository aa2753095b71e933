import { Failure, type FailureKind } from "#domain/failure.ts";
import { type PostgresAddress, shownPostgres } from "./postgres-address.ts";

type Trouble = readonly [kind: FailureKind, sentence: (server: string, address: PostgresAddress) => string];

/** The failure that an error of the driver means, in words for the owner; they never hold the password. */
export function postgresFailure(address: PostgresAddress, cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  const server = `The Postgres server at ${shownPostgres(address)}`;
  const code = codeOf(cause);
  const [kind, sentence] = byMessage(cause) ?? troubles[code ?? ""] ?? byClass(code);
  return new Failure(kind, sentence(server, address), { cause });
}

/** The server is well, and one row of what it was given can never be taken: bad data, a constraint, too large. */
export function refusesRow(cause: unknown): boolean {
  return /^(?:22|23|54)[0-9A-Z]{3}$/.test(codeOf(cause) ?? "");
}

/** `prefer` goes on without TLS then. */
export function hasNoTls(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes("does not support SSL");
}

const noAnswer: Trouble = ["unavailable", (server) => `${server} does not answer. It is tried again.`];
const cutOff: Trouble = ["unavailable", (server) => `${server} cut the connection. It is tried again.`];
const busy: Trouble = [
  "unavailable",
  (server) => `${server} is starting, stopping or full. It is tried again.`,
];
const foreign: Trouble = [
  "rejected",
  (_, { database }) =>
    `The Postgres database "${database}" holds a table clip_states or clip_events of another program. Give Porchlight a database of its own in postgres_url.`,
];

/** Codes of Node, then SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const troubles: Readonly<Record<string, Trouble>> = {
  ECONNREFUSED: [
    "unavailable",
    (server) => `${server} is not running, or listens on another port. It is tried again.`,
  ],
  ENOTFOUND: [
    "unavailable",
    (_, { host }) => `The name ${host} in postgres_url is not known in your network.`,
  ],
  EAI_AGAIN: ["unavailable", (_, { host }) => `The name ${host} in postgres_url cannot be looked up.`],
  ETIMEDOUT: noAnswer,
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  ECONNRESET: cutOff,
  EPIPE: cutOff,
  "28P01": ["rejected", (server) => `${server} refuses the user name or password in postgres_url.`],
  "28000": [
    "rejected",
    (server, { user, database }) =>
      `${server} does not let the user "${user}" into "${database}". Look at its pg_hba.conf and at sslmode in postgres_url.`,
  ],
  "3D000": [
    "rejected",
    (server, { database }) => `${server} has no database "${database}". Create it there.`,
  ],
  "42501": [
    "rejected",
    (_, { user, database }) =>
      `The Postgres user "${user}" may not make or write tables in "${database}". Make it the owner of the database.`,
  ],
  "42P07": foreign,
  "42703": foreign,
  "42P01": [
    "unavailable",
    (_, { database }) => `A table of the Postgres database "${database}" was taken away.`,
  ],
  "25006": ["unavailable", (server) => `${server} takes no changes (it is read-only). It is tried again.`],
  "53100": [
    "unavailable",
    (server) => `The disk of the Postgres server is full. ${server.slice(4)} is tried again.`,
  ],
  "57P01": busy,
  "57P02": busy,
  "57P03": busy,
  "53300": busy,
};

function byClass(code: string | undefined): Trouble {
  if (code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code)) {
    return [
      "rejected",
      (server) =>
        `${server} shows a certificate that is not trusted (${code}). Name its authority with sslrootcert in postgres_url, or use sslmode=require.`,
    ];
  }
  return [
    "unavailable",
    (server) => `${server} cannot be used${code === undefined ? "" : ` (${code})`}. It is tried again.`,
  ];
}

/** What pg says of itself has no code. */
function byMessage(cause: unknown): Trouble | undefined {
  if (!(cause instanceof Error)) return undefined;
  if (hasNoTls(cause)) {
    return ["rejected", (server) => `${server} does not speak TLS, but sslmode in postgres_url asks for it.`];
  }
  if (/password must be a/.test(cause.message)) {
    return ["rejected", (server) => `${server} asks for a password. Put it into postgres_url.`];
  }
  if (/timeout/i.test(cause.message)) return noAnswer;
  return /terminated|not queryable|connection error/i.test(cause.message) ? cutOff : undefined;
}

/** Of several addresses tried at once (IPv4 and IPv6), the first failure speaks for all. */
function codeOf(cause: unknown): string | undefined {
  if (cause instanceof AggregateError && !("code" in cause && cause.code)) return codeOf(cause.errors[0]);
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}

import { Failure } from "#domain/failure.ts";

/** RFC 7468, and OpenSSH's own format that looks like it. */
const PEM = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END \1-----/s;
const LINE_CHARS = 64;

/**
 * The private key that stands in a password field, as it was in its file; `undefined` where a password stands there. A
 * field of one line loses the line ends, or holds `\n` for them: they are put back.
 *
 * Throws a `Failure` where it is a key that cannot be used.
 */
export function privateKeyIn(secret: string): string | undefined {
  if (secret.startsWith("PuTTY-User-Key-File")) throw wrong("is PuTTY's. Export it as an OpenSSH key");
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY/.test(secret)) return undefined;
  const [, kind, body] = PEM.exec(secret) ?? [];
  if (kind === undefined || body === undefined) throw wrong("is not whole. Copy all of its file");
  if (body.includes("ENCRYPTED") || kind.startsWith("ENCRYPTED")) throw lockedKey();
  const base64 = body.replaceAll(/\\[nr]|\s/g, "");
  const lines = base64.match(new RegExp(`.{1,${LINE_CHARS}}`, "g")) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ""].join("\n");
}

export function lockedKey(): Failure {
  return wrong("is locked with a passphrase. Make one without, for Porchlight alone");
}

export function unusableKey(): Failure {
  return wrong("cannot be read. Make a new one with ssh-keygen -t ed25519");
}

function wrong(rule: string): Failure {
  return new Failure("unavailable", `The private key of the storage ${rule}, and enter it in the options.`);
}

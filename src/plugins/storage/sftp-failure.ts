import { Failure } from "#domain/failure.ts";
import { networkFailure } from "#platform/transfer-trouble.ts";
import { REFUSED_PAUSE_MS, Refused } from "./offsite.ts";
import type { SftpLogin } from "./sftp-address.ts";

/** What a server answers (draft-ietf-secsh-filexfer); the last two are of later drafts. */
export const status = {
  endOfFile: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  unsupported: 8,
  noSpace: 14,
  quotaExceeded: 15,
} as const;

/** The number of an answer that is no success; `undefined` for anything else that was thrown. */
export function statusOf(cause: unknown): number | undefined {
  return cause instanceof Error && "code" in cause && typeof cause.code === "number" ? cause.code : undefined;
}

/** Whether the server does not know an extension. */
export function isUnknownToServer(cause: unknown): boolean {
  if (statusOf(cause) === status.unsupported) return true;
  return cause instanceof Error && cause.message.includes("does not support this extended request");
}

/** What a failed request means, in words for the owner. A bug stays what it is, and so does an error of our own disk. */
export function requestFailure(host: string, cause: unknown): unknown {
  if (cause instanceof Failure || !(cause instanceof Error)) return cause;
  if (cause.message === "No response from server") return brokenOff(host, cause);
  switch (statusOf(cause)) {
    case undefined:
      return cause;
    case status.noSuchFile:
      return new Failure("unavailable", `${host} has no such place. Is the address of the storage right?`, {
        cause,
      });
    case status.permissionDenied:
      return refused(`${host} does not allow this user to use that folder.`, cause);
    case status.noSpace:
    case status.quotaExceeded:
      return full(host, cause);
    default:
      return refused(`${host} answers with an error. Is a quota used up there, or the disk broken?`, cause);
  }
}

/** What a connection that does not come about, or breaks, means. */
export function connectionFailure(host: string, login: SftpLogin, cause: Error): Failure {
  const level = "level" in cause ? String(cause.level) : "";
  if (level === "client-authentication" || /authentication/i.test(cause.message)) {
    const what =
      "password" in login ? "refuses the user name or password" : "does not accept the user name or the key";
    return refused(`${host} ${what}. Correct them in the options.`, cause);
  }
  if (level === "client-socket") {
    const network = networkFailure(cause, host);
    return network instanceof Failure ? network : brokenOff(host, cause);
  }
  if (level === "client-timeout") return silent(host, cause);
  if (cause.message.includes("before handshake")) {
    return new Failure("unavailable", `${host} hangs up at once. Is that the port of an SSH server?`, {
      cause,
    });
  }
  if (cause.message.includes("no matching")) {
    return refused(`${host} knows only encryption that is too old to be safe. Update it.`, cause);
  }
  if (level === "sftp-protocol" || cause.message.includes("subsystem")) {
    return refused(`${host} lets us in but offers no SFTP. Switch SFTP on there.`, cause);
  }
  return brokenOff(host, cause);
}

export function full(host: string, cause: unknown): Failure {
  return refused(`${host} is full. Make room there, or get more.`, cause);
}

export function silent(host: string, cause?: unknown): Failure {
  return new Failure("unavailable", `${host} does not answer.`, { cause });
}

export function brokenOff(host: string, cause?: unknown): Failure {
  return new Failure("unavailable", `${host} broke off the connection.`, { cause });
}

function refused(sentence: string, cause: unknown): Refused {
  return new Refused(sentence, REFUSED_PAUSE_MS, { cause });
}

import { Failure } from "#domain/failure.ts";

export const silent = (host: string) => new Failure("unavailable", `${host} does not answer any more.`);

const sentences: Readonly<Record<string, string>> = {
  ENOTFOUND: "cannot be found. Is its name right, and is there internet?",
  EAI_AGAIN: "cannot be found. Is its name right, and is there internet?",
  ECONNREFUSED: "refuses the connection. Is the server running, and are address and port right?",
  EHOSTUNREACH: "cannot be reached. Is there a network?",
  ENETUNREACH: "cannot be reached. Is there a network?",
  ETIMEDOUT: "does not answer.",
  CERT_HAS_EXPIRED: "has a certificate that has expired.",
  ERR_TLS_CERT_ALTNAME_INVALID: "has a certificate that is made for another name.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "has a certificate that it signed itself, and that is therefore not trusted.",
  SELF_SIGNED_CERT_IN_CHAIN: "has a certificate that it signed itself, and that is therefore not trusted.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "has a certificate that is not trusted.",
};

/**
 * What an error of the network means, in words for the owner. Errors of the file system pass as they are: the storage
 * has words for them.
 */
export function networkFailure(cause: unknown, host: string): unknown {
  if (cause instanceof Failure || !(cause instanceof Error)) return cause;
  const code = "code" in cause ? String(cause.code) : "";
  if ("path" in cause || code === "") return cause;
  return new Failure("unavailable", `${host} ${sentences[code] ?? "broke off the connection."}`, { cause });
}

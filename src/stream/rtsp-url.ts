import { Failure } from "#domain/failure.ts";

export interface RtspAddress {
  /** With user name and password, percent-encoded: for ffmpeg alone. */
  readonly url: string;
  /** Host and port, for people and the log. */
  readonly where: string;
  /** Takes user name, password and whole addresses out of a text that may reach the log. */
  scrub(text: string): string;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "rtsp:": "554", "rtsps:": "322" };

/**
 * The address that ffmpeg gets. User name and password given apart win over those in the address. Throws
 * `Failure("rejected")` for what is no RTSP address.
 */
export function readRtspUrl(address: string, username?: string, password?: string): RtspAddress {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !(url.protocol in DEFAULT_PORTS) || url.hostname === "") {
    throw new Failure("rejected", "The stream address must look like rtsp://192.168.1.20:554/stream1.");
  }
  const inside = { username: decode(url.username), password: decode(url.password) };
  const user = username ?? inside.username;
  const secret = password ?? inside.password;
  // encodeURIComponent leaves !'()* alone, which RFC 3986 allows in this place.
  const userinfo = user || secret ? `${encodeURIComponent(user)}:${encodeURIComponent(secret)}@` : "";
  const rest = address.replace(/^[a-z]+:\/\/([^/?#]*@)?/i, "");
  const secrets = new Set(
    [secret, inside.password, user, inside.username].flatMap((word) => [word, encodeURIComponent(word)]),
  );
  secrets.add(url.username).add(url.password).delete("");
  return {
    url: `${url.protocol}//${userinfo}${rest}`,
    where: `${url.hostname}:${url.port || DEFAULT_PORTS[url.protocol]}`,
    scrub: (text) => scrubbed(text, [...secrets]),
  };
}

/** Whole addresses first: cameras also take passwords in the path. Longest words first: one may hold another. */
function scrubbed(text: string, secrets: readonly string[]): string {
  let clean = text.replaceAll(/rtsps?:\/\/\S+/gi, "rtsp://…");
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) clean = clean.replaceAll(secret, "…");
  return clean;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

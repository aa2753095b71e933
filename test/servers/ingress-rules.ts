import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/** supervisor/api/middleware/security.py: applied to path and query, unquoted again and again. */
const FILTERS =
  /proc\/self\/environ|(?:<|%3C).*script.*(?:>|%3E)|(?:\.\.\/\/?)+|[a-z0-9_]=\/(?:[a-z0-9_.]\/\/?)+|union.*select.*\(|union.*all.*select.*|concat.*\(/i;
const UNQUOTE_MAX = 10;

/** Never passed on to the app: hop by hop, or only Home Assistant's to say. */
const DROPPED_ASKED = new Set([
  "content-length",
  "content-encoding",
  "transfer-encoding",
  "accept-encoding",
  "connection",
  "x-supervisor-token",
  "x-hassio-key",
  "x-ingress-path",
  "x-hass-source",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-remote-user-id",
  "x-remote-user-name",
  "x-remote-user-display-name",
]);
const DROPPED_TOLD = new Set([
  "content-length",
  "content-encoding",
  "transfer-encoding",
  "connection",
  "keep-alive",
]);

/** Would the Supervisor answer this address with 400? */
export function isRefused(url: string): boolean {
  let plain = url;
  for (let round = 0; round < UNQUOTE_MAX; round += 1) {
    const next = unquote(plain);
    if (next === plain) break;
    plain = next;
  }
  return FILTERS.test(plain);
}

export function requestHeaders(asked: IncomingHttpHeaders, prefix: string): OutgoingHttpHeaders {
  const kept = Object.entries(asked).filter(([name]) => !DROPPED_ASKED.has(name));
  return {
    ...Object.fromEntries(kept),
    "X-Ingress-Path": prefix,
    "X-Hass-Source": "core.ingress",
    "X-Forwarded-For": "192.168.1.10",
    "X-Forwarded-Host": asked.host,
    "X-Forwarded-Proto": "http",
    "X-Remote-User-Id": "0123456789abcdef0123456789abcdef",
    "X-Remote-User-Name": "owner",
    "X-Remote-User-Display-Name": "Owner",
  };
}

export function responseHeaders(told: IncomingHttpHeaders): OutgoingHttpHeaders {
  const kept = Object.entries(told).filter(([name]) => !DROPPED_TOLD.has(name));
  const type = told["content-type"];
  return {
    ...Object.fromEntries(kept),
    // The charset and the boundary of multipart replies are lost with the parameters.
    ...(type === undefined ? {} : { "content-type": type.split(";")[0]?.trim() }),
  };
}

function unquote(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { getCookie } from "hono/cookie";

/** The Supervisor's ingress proxy; docker/network.py of home-assistant/supervisor. */
const INGRESS_ADDRESS = "172.30.32.2";
const LOOPBACK = new Set(["127.0.0.1", "::1"]);
const LOCAL_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;
export const KEY_COOKIE = "porchlight_key";

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly sentence: string };

export interface Access {
  /** May this request see and do things? */
  judge(c: Context): Verdict;
  isKey(key: string): boolean;
  /** What the cookie of a browser that gave the key holds: never the key itself. */
  readonly cookie: string;
}

/**
 * Three ways in: Home Assistant's ingress (by its address, as its headers can be forged), this machine itself as long
 * as no key is set, and the API key from anywhere.
 */
export function makeAccess(
  apiKey: string | undefined,
  addressOf: (c: Context) => string | undefined,
): Access {
  const cookie = createHmac("sha256", apiKey ?? "")
    .update("porchlight session")
    .digest("hex");
  const isKey = (key: string) => apiKey !== undefined && same(key, apiKey);

  return {
    cookie,
    isKey,
    judge: (c) => {
      const address = addressOf(c)?.replace(/^::ffff:/, "");
      if (address === INGRESS_ADDRESS) return { allowed: true };
      if (isKey(givenKey(c))) return { allowed: true };
      if (apiKey !== undefined && same(getCookie(c, KEY_COOKIE) ?? "", cookie)) return { allowed: true };
      if (apiKey !== undefined) return { allowed: false, sentence: "Send the API key as a bearer token." };
      if (address === undefined || !LOOPBACK.has(address)) {
        return {
          allowed: false,
          sentence:
            "Open Porchlight from Home Assistant's sidebar, or set an API key in the options to use this address.",
        };
      }
      // A page of a stranger can point its own host name at this machine (DNS rebinding): only local names count.
      return LOCAL_HOSTS.test(c.req.header("Host") ?? "")
        ? { allowed: true }
        : { allowed: false, sentence: "This address is only for this machine itself." };
    },
  };
}

function givenKey(c: Context): string {
  const bearer = /^Bearer (.+)$/i.exec(c.req.header("Authorization") ?? "");
  return bearer?.[1] ?? c.req.header("X-API-Key") ?? "";
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

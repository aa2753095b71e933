import { z } from "zod";
import { Options } from "./schema.ts";

const HIDDEN = "***";
/** A shorter secret would blank out half of every text. */
const SECRET_MIN_LENGTH = 3;

/**
 * Hides the given options' secrets in any text: values whose schema says `secret`, the credentials of addresses, and
 * anything that looks like credentials in an address of somebody else.
 */
export function makeRedact(options: Options): (text: string) => string {
  const secrets = [...new Set(secretValues(Options, options).flatMap(spellings))]
    .filter((secret) => secret.length >= SECRET_MIN_LENGTH)
    .sort((a, b) => b.length - a.length);
  return (text) => redactUrls(secrets.reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text));
}

/** Hides user name and password of every address in a text, and what its query calls a password, token or key. */
export function redactUrls(text: string): string {
  return text
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']*@/gi, `$1${HIDDEN}@`)
    .replaceAll(/([?&][\w-]*(?:pass|passwd|password|pwd|token|key|auth|secret)=)[^&\s"'#]*/gi, `$1${HIDDEN}`);
}

/** The options as they may be shown: secrets replaced, addresses without credentials. */
export function redactOptions(options: Options): unknown {
  const redact = makeRedact(options);
  return JSON.parse(
    JSON.stringify(options, (_, value: unknown) => (typeof value === "string" ? redact(value) : value)),
  );
}

function secretValues(schema: z.ZodType, value: unknown): string[] {
  if (value === undefined) return [];
  const meta = z.globalRegistry.get(schema);
  if (meta?.secret === true && typeof value === "string") return [value];
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return secretValues(schema.unwrap() as z.ZodType, value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item) => secretValues(schema.element as z.ZodType, item));
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return [];
  return Object.entries(schema.shape).flatMap(([key, field]) =>
    secretValues(field as z.ZodType, (value as Record<string, unknown>)[key]),
  );
}

/** A secret as it may turn up: as typed, percent-encoded, and, of an address, only its password. */
function spellings(secret: string): string[] {
  const url = URL.parse(secret);
  if (!url) return [secret, encodeURIComponent(secret)];
  if (url.password === "") return [];
  return [url.password, safeDecode(url.password)];
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

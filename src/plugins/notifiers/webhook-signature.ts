import { createHmac } from "node:crypto";
import type { Alert } from "#domain/alert.ts";

/** The same for each delivery of one step of one alert: whoever has seen it before does nothing. */
export function idempotencyKey({ alert_id, phase, escalation }: Alert): string {
  return `${alert_id}.${phase}.${escalation}`;
}

/** Hex digits of the HMAC-SHA-256 over `{timestamp}.{body}`, with the version in front. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

import { z } from "zod";
import { Failure } from "#domain/failure.ts";

const WORDS_MAX = 500;

const Refusal = z.object({ code: z.string(), message: z.string() });
const Coded = z.object({ code: z.string() });

/** What went wrong inside an action or a command: it may go well next time. All other codes say that it never will. */
const passing: ReadonlySet<string> = new Set(["home_assistant_error", "timeout", "unknown_error"]);

const NOT_CONNECTED = "Home Assistant is not connected.";

export function notConnected(): Failure {
  return new Failure("unavailable", NOT_CONNECTED);
}

/** Of what the library rejects with: an error of Home Assistant's as it is, or a number for a lost connection. */
export function askTrouble(cause: unknown): Failure {
  const refusal = Refusal.safeParse(cause);
  if (!refusal.success) return notConnected();
  const { code, message } = refusal.data;
  const words = oneLine(message) || code;
  return new Failure(passing.has(code) ? "unavailable" : "rejected", words, {
    cause: new Error(`Home Assistant answered ${oneLine(code)}`),
  });
}

/** Why there is no connection, for the owner. The address is theirs; the token is in none of these. */
export function connectTrouble(url: string, cause: unknown): string {
  const where = `Home Assistant at ${hostOf(url)}`;
  const coded = Coded.safeParse(cause);
  const code = coded.success ? coded.data.code : "";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `${where} is not found. Check its address.`;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) {
    return `${where} has a certificate that is not trusted. Give it one that is, or use its http:// address in your own network.`;
  }
  const status = cause instanceof Error ? /server response: (\d{3})/.exec(cause.message)?.[1] : undefined;
  if (status !== undefined) {
    return `${where} does not offer its API (status ${status}). It is tried again; check the address if this stays.`;
  }
  return `${where} cannot be reached. What needs it waits; it is tried again.`;
}

export function silentTrouble(url: string): string {
  return `Home Assistant at ${hostOf(url)} does not answer. What needs it waits; it is tried again.`;
}

export function senselessTrouble(url: string): string {
  return `What answers at ${hostOf(url)} makes no sense as Home Assistant's API. Check the address if this stays.`;
}

export function tokenTrouble(isSupervised: boolean): string {
  return isSupervised
    ? "Home Assistant does not let this app use its API. Restart the app; reinstall it if this stays."
    : "Home Assistant does not accept the token. Make a new long-lived access token in your profile there, and enter it in the options.";
}

export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > WORDS_MAX ? `${line.slice(0, WORDS_MAX - 1)}…` : line;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "the given address";
}

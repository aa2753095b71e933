import { z } from "zod";
import { Alert } from "#domain/alert.ts";
import { Failure } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import { definePlugin } from "#ports/plugin.ts";
import { within } from "./deadline.ts";
import { WebhookSettings } from "./settings.ts";
import { makeTestAlert } from "./templates-test.ts";
import { answerFailure, sendFailure } from "./webhook-failure.ts";
import { idempotencyKey, signatureOf } from "./webhook-signature.ts";

/** Until the head of the answer has come. */
export const ANSWER_MS_MAX = 15_000;

export const WebhookNotifierSettings = WebhookSettings.extend({
  /** Its place among the owner's webhooks, from 1. */
  number: z.int().min(1).default(1),
});

/**
 * Posts each alert as JSON. Of the answer only the head is read. The address may hold a token: only its host is ever
 * named.
 */
export const webhookNotifier = definePlugin({
  kind: "notifier",
  backend: "webhook",
  config: WebhookNotifierSettings,
  async open({ url, secret, number }, { clock }) {
    const target = targetOf(url);

    async function post(alert: Alert, signal: AbortSignal): Promise<void> {
      const body = JSON.stringify(Alert.parse(alert));
      const timestamp = String(Math.floor(clock.now() / 1000));
      const headers = {
        ...target.authorization,
        "content-type": "application/json",
        "user-agent": "Porchlight",
        "idempotency-key": idempotencyKey(alert),
        "porchlight-timestamp": timestamp,
        ...(secret !== undefined && { "porchlight-signature": signatureOf(secret, timestamp, body) }),
      };
      const answer = await send({ ...target, headers, body }, clock, signal);
      if (!answer.ok) throw answerFailure(target.host, answer.status, answer.headers.get("retry-after"));
    }

    return {
      name: `webhook_${number}`,
      title: `Webhook at ${target.host}`,
      notify: post,
      test: (signal) => post(makeTestAlert(clock.now()), signal),
      async [Symbol.asyncDispose]() {},
    };
  },
});

interface Target {
  readonly url: URL;
  readonly host: string;
  readonly authorization: { readonly authorization?: string };
}

/** `fetch` takes no address with a login in it. */
function targetOf(address: string): Target {
  const url = new URL(address);
  const { host, username, password } = url;
  if (username === "" && password === "") return { url, host, authorization: {} };
  const login = `${decoded(username)}:${decoded(password)}`;
  url.username = "";
  url.password = "";
  return { url, host, authorization: { authorization: `Basic ${Buffer.from(login).toString("base64")}` } };
}

/** A percent sign that is just one stays one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface Post {
  readonly url: URL;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Resolves to the head of any answer. Redirects are none of our business: they could lead anywhere in the house. */
async function send(
  { url, host, headers, body }: Post,
  clock: Clock,
  signal: AbortSignal,
): Promise<Pick<Response, "ok" | "status" | "headers">> {
  const seconds = ANSWER_MS_MAX / 1000;
  const late = () => new Failure("unavailable", `The webhook at ${host} did not answer within ${seconds} s.`);
  return await within({ clock, ms: ANSWER_MS_MAX, signal, late }, async (limit) => {
    try {
      const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: limit });
      // However long the rest is, nobody waits for it.
      await answer.body?.cancel().catch(() => undefined);
      return answer;
    } catch (cause) {
      throw sendFailure(cause, host);
    }
  });
}

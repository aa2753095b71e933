import { createHash } from "node:crypto";
import type { Alert } from "#domain/alert.ts";
import { clockTime, type Locale } from "#domain/clock-time.ts";
import { failureKind } from "#domain/failure.ts";
import type { ActionCall, HomeAssistant } from "#ports/home-assistant.ts";
import { deepLink, type PayloadOptions, phoneData } from "./phones-payload.ts";
import { actionOf, type PhoneTarget } from "./phones-targets.ts";
import { fillTemplate } from "./phones-template.ts";
import { plainMarkdown, plainText } from "./phones-text.ts";

/** Google and Apple carry 4096 bytes with everything: the address, the buttons, what Home Assistant adds. */
const HEAD_BYTES_MAX = 300;
const TEXT_BYTES_MAX = 1500;

/** What a notification says. */
export interface Words {
  readonly head: string;
  readonly text: string;
}

/** What an alert says, by the owner's templates. */
export function wordsOf(alert: Alert, templates: { title: string; message: string }, locale: Locale): Words {
  const head = fillTemplate(templates.title, alert, locale) || alert.title;
  const text = [
    fillTemplate(templates.message, alert, locale) || alert.title,
    alert.requires_review ? "Please look for yourself." : "",
    alert.late ? `It happened at ${clockTime(alert.ts, locale)}; nobody could be told then.` : "",
    alert.escalation > 0 ? "Nobody has answered yet." : "",
  ];
  return { head, text: text.filter((part) => part !== "").join(" ") };
}

/** The same for two alerts that look the same to a reader. */
export function printOf({ image_url, risk_level }: Alert, { head, text }: Words): string {
  return createHash("sha256")
    .update(JSON.stringify([head, text, image_url, risk_level]))
    .digest("base64url")
    .slice(0, 16);
}

export interface Message extends PayloadOptions {
  readonly alert: Alert;
  readonly words: Words;
}

/** Throws `Failure` with Home Assistant's words. */
export async function callTarget(
  homeAssistant: HomeAssistant,
  target: PhoneTarget,
  message: Message,
  signal: AbortSignal,
): Promise<void> {
  try {
    await homeAssistant.call(callOf(target, message), signal);
  } catch (cause) {
    // Some services accept nothing but text, and there is no way to ask them.
    if (target.kind !== "action" || failureKind(cause) !== "rejected") throw cause;
    const { data, ...rest } = callOf(target, message);
    const { data: _, ...text } = data;
    await homeAssistant.call({ ...rest, data: text }, signal);
  }
}

function callOf(target: PhoneTarget, message: Message): ActionCall {
  const { alert, words } = message;
  const title = plainText(words.head, HEAD_BYTES_MAX);
  const text = { title, message: plainText(words.text, TEXT_BYTES_MAX) };
  switch (target.kind) {
    case "phone":
    case "action":
      return {
        domain: "notify",
        action: actionOf(target),
        data: { ...text, data: phoneData(alert, message) },
      };
    case "entity":
      return { domain: "notify", action: "send_message", data: text, target: { entity_id: target.name } };
    case "sidebar":
      return {
        domain: "persistent_notification",
        action: "create",
        data: {
          notification_id: `porchlight_${alert.group_id}`,
          title,
          message: [plainMarkdown(text.message), markdownLink(deepLink(alert, message.appPath))]
            .join("\n\n")
            .trim(),
        },
      };
  }
}

function markdownLink(link: string | undefined): string {
  return link === undefined ? "" : `[Open](${link})`;
}

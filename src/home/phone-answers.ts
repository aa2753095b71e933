import { z } from "zod";
import { NOTE_CHARS_MAX } from "#domain/briefing.ts";
import { clockTime } from "#domain/clock-time.ts";
import { Failure, failureMessage } from "#domain/failure.ts";
import { type CameraSlug, HappeningId } from "#domain/ids.ts";
import { type PhoneAction, readPhoneActionId } from "#domain/phone-action.ts";
import type { Alerting } from "#ports/alerting.ts";
import type { Clock } from "#ports/clock.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { House } from "#ports/house.ts";
import type { Logger } from "#ports/logger.ts";
import { makeRareLog } from "./rare-log.ts";

/** Answers at work at once; more are dropped, as nobody presses so fast. */
export const ANSWERS_MAX = 16;
const ACTION_EVENT = "mobile_app_notification_action";
/** What Android calls every button that opens an address. */
const OPENED = "URI";
const REPLY_CHARS_MAX = 4096;

/** What Home Assistant's apps send, as far as we read it. */
const ActionEvent = z.object({
  action: z.string(),
  tag: z.unknown().optional(),
  reply_text: z.string().max(REPLY_CHARS_MAX).optional(),
});

export interface PhoneAnswerParts {
  readonly homeAssistant: HomeAssistant;
  readonly alerting: Pick<Alerting, "snooze" | "snoozes" | "acknowledge">;
  readonly house: Pick<House, "camera">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Says in the notification what the answer led to. */
  readonly remark: (alert: HappeningId, sentence: string, signal: AbortSignal) => Promise<void>;
  /** Tells those who describe clips what somebody wrote back: "Painter here until 17:00". */
  readonly addNote?: (text: string) => Promise<unknown>;
}

/**
 * Obeys the buttons under notifications. Wiping a notification away is no answer: it says nothing about whether anybody
 * has read it.
 */
export function hearPhones(parts: PhoneAnswerParts, signal: AbortSignal): Disposable {
  const { homeAssistant, clock, log } = parts;
  const complain = makeRareLog(log, clock);
  let atWork = 0;

  async function obey(event: Answer): Promise<void> {
    atWork += 1;
    try {
      await answer(parts, event, signal);
    } catch (cause) {
      if (signal.aborted) return;
      if (!(cause instanceof Failure)) throw cause;
      log.warn({ ...about(event), reason: failureMessage(cause) }, "answer of a phone not obeyed");
    } finally {
      atWork -= 1;
    }
  }

  return homeAssistant.onEvent(ACTION_EVENT, (data) => {
    const event = readAnswer(data);
    if (event === undefined || signal.aborted) return;
    if (atWork < ANSWERS_MAX) void obey(event);
    else complain(about(event), "too many answers of phones at once");
  });
}

type Answer =
  | { readonly action: Exclude<PhoneAction, { kind: "reply" }> }
  | { readonly action: Extract<PhoneAction, { kind: "reply" }>; readonly text: string }
  | { readonly opened: HappeningId };

/** `undefined` for buttons of others, which all come by the same event. */
function readAnswer(data: unknown): Answer | undefined {
  const event = ActionEvent.safeParse(data).data;
  if (event === undefined) return undefined;
  // iPhones tell of it; the notification's tag is all that says which.
  if (event.action === OPENED) {
    const opened = HappeningId.safeParse(event.tag).data;
    return opened && { opened };
  }
  const action = readPhoneActionId(event.action);
  if (action?.kind !== "reply") return action && { action };
  const text = Array.from(event.reply_text?.trim() ?? "");
  return text.length === 0 ? undefined : { action, text: text.slice(0, NOTE_CHARS_MAX).join("") };
}

async function answer(parts: PhoneAnswerParts, event: Answer, signal: AbortSignal): Promise<void> {
  const { alerting, log } = parts;
  const alert = "opened" in event ? event.opened : event.action.alert;
  // Whatever was pressed: somebody has seen it.
  await alerting.acknowledge(alert);
  log.info(about(event), "answer of a phone");
  if ("opened" in event) return;
  if ("text" in event) return await note(parts, event, signal);
  if (event.action.kind === "snooze") await snooze(parts, event.action, signal);
}

async function snooze(
  parts: PhoneAnswerParts,
  { camera, alert, minutes }: Extract<PhoneAction, { kind: "snooze" }>,
  signal: AbortSignal,
): Promise<void> {
  const { alerting, house, clock, homeAssistant, remark } = parts;
  const name = house.camera(camera)?.name;
  if (name === undefined) {
    return await remark(alert, "This camera has another name now. Snooze it in the panel.", signal);
  }
  // A longer snooze that somebody else wanted stays.
  const untilMs = Math.max(clock.now() + minutes * 60_000, alerting.snoozes().cameras.get(camera) ?? 0);
  await orSay(parts, alert, signal, () => alerting.snooze(camera, untilMs));
  const time = clockTime(untilMs, homeAssistant.info() ?? { language: "en", timeZone: "UTC" });
  await remark(alert, `${name} is quiet until ${time}.`, signal);
}

async function note(
  parts: PhoneAnswerParts,
  { action: { alert }, text }: Extract<Answer, { text: string }>,
  signal: AbortSignal,
): Promise<void> {
  const { addNote, remark } = parts;
  if (addNote === undefined) throw new Failure("rejected", "Nobody reads what phones write back.");
  await orSay(parts, alert, signal, () => addNote(text));
  await remark(alert, `Noted: ${text}`, signal);
}

/** What does not work is said where the button was, as whoever pressed it relies on it. */
async function orSay(
  { remark }: PhoneAnswerParts,
  alert: HappeningId,
  signal: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof Failure) await remark(alert, `That did not work: ${cause.message}`, signal);
    throw cause;
  }
}

function about(event: Answer): { answer: string; alert: HappeningId; camera?: CameraSlug } {
  if ("opened" in event) return { answer: "open", alert: event.opened };
  const { kind, alert, camera } = event.action;
  return { answer: kind, alert, camera };
}

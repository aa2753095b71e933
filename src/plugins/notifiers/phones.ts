import type { Alert } from "#domain/alert.ts";
import type { Locale } from "#domain/clock-time.ts";
import { Failure, failureKind, failureMessage } from "#domain/failure.ts";
import { HappeningId } from "#domain/ids.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { Notifier } from "#ports/notifier.ts";
import { definePlugin, type NotifierContext } from "#ports/plugin.ts";
import { openPhoneBook, type Page, type PhoneBook } from "./phones-book.ts";
import { callTarget, type Message, printOf, type Words, wordsOf } from "./phones-call.ts";
import { loudnessOf, type Occasion, type Told, toldNow } from "./phones-plan.ts";
import { makeRefusals, type Refusals } from "./phones-refusals.ts";
import { openPhoneTargets, type PhoneTarget, type PhoneTargets, sidebar } from "./phones-targets.ts";
import { makeTurns } from "./phones-turns.ts";
import { PhoneSettings } from "./settings.ts";
import { makeTestAlert } from "./templates-test.ts";

/** A phone that Home Assistant cannot reach within this is tried again with the next attempt. */
export const PHONE_TIMEOUT_MS = 15_000;
const SNOOZE_MINUTES = 30;
const CLEARED = "mobile_app_notification_cleared";

/**
 * Alerts on phones with Home Assistant's app and by other `notify` actions. One notification per happening, which is
 * updated in place. `unavailable` while a phone may still be told: the next attempt tells only those that were not.
 */
export const phones = definePlugin({
  kind: "notifier",
  backend: "phones",
  config: PhoneSettings,
  async open(settings, context) {
    const { homeAssistant } = context;
    if (homeAssistant === undefined) {
      throw new Failure("rejected", "Phones are told by Home Assistant, and Porchlight does not run in it.");
    }
    const book = await openPhoneBook(context.memory, context.log);
    return openPhones({ settings, context, homeAssistant, book });
  },
});

interface Parts {
  readonly settings: PhoneSettings;
  readonly context: NotifierContext;
  readonly homeAssistant: HomeAssistant;
  readonly book: PhoneBook;
}

function openPhones(parts: Parts): Notifier {
  const { settings, context, homeAssistant, book } = parts;
  const owned = new DisposableStack();
  const targets = owned.use(openPhoneTargets(homeAssistant, context.clock, settings.targets));
  owned.use(homeAssistant.onEvent(CLEARED, ({ tag }) => noteCleared(book, tag)));
  const inTurn = makeTurns();
  const inside: Inside = { ...parts, targets, refusals: makeRefusals(), broken: new Set() };

  return {
    name: "phones",
    title: "Home Assistant's phones",
    async notify(alert, signal) {
      signal.throwIfAborted();
      await inTurn(alert.group_id, signal, () => tellAll(inside, alert, signal));
    },
    async test(signal) {
      signal.throwIfAborted();
      const { targets: all } = await inside.targets.find(signal);
      if (all.length === 0) throw new Failure("rejected", NOBODY);
      const alert = makeTestAlert(context.clock.now());
      const words = wordsOf(alert, { title: "{title}", message: "{summary}" }, localeOf(homeAssistant));
      const message = { ...messageOf(inside, alert, words), hasAnswers: false };
      settle(await Promise.allSettled(all.map((target) => send(inside, target, message, signal))), signal);
    },
    async remark(alert, sentence, signal) {
      const page = book.pageOf(alert);
      if (page === undefined) return;
      await inTurn(page.group, signal, () => remarkOn(inside, page.group, sentence, signal));
    },
    async [Symbol.asyncDispose]() {
      owned.dispose();
      await book.written();
    },
  };
}

const NOBODY =
  "No phone with Home Assistant's app was found. Install the app, log in to your Home Assistant and allow notifications.";

interface Inside extends Parts {
  readonly targets: PhoneTargets;
  readonly refusals: Refusals;
  /** Targets that the owner was told of, as they refuse alerts. */
  readonly broken: Set<string>;
}

async function tellAll(inside: Inside, alert: Alert, signal: AbortSignal): Promise<void> {
  const { settings, homeAssistant, book } = inside;
  const { targets, isStarting } = await inside.targets.find(signal);
  const words = wordsOf(alert, settings, localeOf(homeAssistant));
  const everybody = settings.persistent ? [...targets, sidebar] : targets;
  const outcomes = await Promise.allSettled(
    everybody.map((target) => tell(inside, target, { alert, words, isStarting }, signal)),
  );
  await book.written();
  settle(outcomes, signal);
  if (isStarting) throw new Failure("unavailable", "Home Assistant is still starting: more phones may come.");
}

interface News {
  readonly alert: Alert;
  readonly words: Words;
  readonly isStarting: boolean;
}

async function tell(inside: Inside, target: PhoneTarget, news: News, signal: AbortSignal): Promise<void> {
  const { settings, book, refusals } = inside;
  const { alert, words, isStarting } = news;
  const page = book.page(alert.group_id);
  const told = page?.phones[target.name];
  const occasion: Occasion = {
    alert,
    print: printOf(alert, words),
    criticalFrom: settings.critical_from,
    isInPlace: target.kind === "phone" || target.kind === "sidebar",
  };
  const loudness = loudnessOf(told, occasion);
  if (loudness === undefined) return;
  const isSilent = loudness === "quiet" && (alert.late || page?.cleared === true);
  // What one phone refused is not tried again with the others of this delivery.
  const refusal = refusals.of(target.name, occasion);
  if (refusal !== undefined) throw refusal;
  try {
    await send(inside, target, { ...messageOf(inside, alert, words), loudness, isSilent }, signal);
  } catch (cause) {
    if (cause instanceof Failure && cause.kind === "rejected" && !isStarting)
      refusals.note(target.name, occasion, cause);
    throw cause;
  }
  write(book, alert, target, toldNow(told, occasion, loudness));
}

/** In place of the alert, on every phone that has it. It is no push of its own: somebody asked for it just now. */
async function remarkOn(
  inside: Inside,
  group: HappeningId,
  sentence: string,
  signal: AbortSignal,
): Promise<void> {
  const { book, settings, homeAssistant } = inside;
  const page = book.page(group);
  if (page === undefined) return;
  const { head } = wordsOf(page.alert, settings, localeOf(homeAssistant));
  const message: Message = {
    ...messageOf(inside, page.alert, { head, text: sentence }),
    loudness: "quiet",
    isSilent: true,
    hasAnswers: false,
  };
  const { targets } = await inside.targets.find(signal);
  const holders = targets.filter(({ kind, name }) => kind === "phone" && page.phones[name] !== undefined);
  settle(await Promise.allSettled(holders.map((target) => send(inside, target, message, signal))), signal);
}

function messageOf({ context }: Inside, alert: Alert, words: Words): Message {
  return {
    alert,
    words,
    loudness: "ring",
    isSilent: false,
    hasAnswers: true,
    appPath: context.appPath,
    snoozeMinutes: context.snoozeMinutes?.() ?? SNOOZE_MINUTES,
    takesReplies: context.takesReplies === true,
  };
}

/** Throws `Failure` that says which phone it was, which the owner is told too until it works again. */
async function send(
  inside: Inside,
  target: PhoneTarget,
  message: Message,
  signal: AbortSignal,
): Promise<void> {
  const { homeAssistant, context, targets, broken } = inside;
  const problem = `phones:${target.name}`;
  const deadline = AbortSignal.timeout(PHONE_TIMEOUT_MS);
  try {
    await callTarget(homeAssistant, target, message, AbortSignal.any([signal, deadline]));
    if (broken.delete(target.name)) context.problem(problem);
  } catch (cause) {
    signal.throwIfAborted();
    const kind = failureKind(cause);
    const reason = deadline.aborted ? "Home Assistant did not answer in time." : failureMessage(cause);
    if (kind === "rejected") {
      targets.forget();
      broken.add(target.name);
      context.problem(
        problem,
        `${target.name} is not told of alerts: ${reason} Check the targets of the phones.`,
      );
    }
    throw new Failure(kind, `${target.name}: ${reason}`, { cause });
  }
}

/** One that may be told later counts more than one that refused; one that refused counts if nobody was told. */
function settle(outcomes: readonly PromiseSettledResult<void>[], signal: AbortSignal): void {
  signal.throwIfAborted();
  const causes = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [outcome.reason as unknown] : [],
  );
  const passing = causes.filter((cause) => failureKind(cause) !== "rejected");
  if (passing.length > 0) throw joined(passing);
  if (causes.length > 0 && causes.length === outcomes.length) throw joined(causes);
}

function joined(causes: readonly unknown[]): Failure {
  const isBug = causes.some((cause) => failureKind(cause) === "internal");
  const [first] = causes;
  const kind = isBug ? "internal" : failureKind(first);
  return new Failure(kind, causes.map(failureMessage).join(" "), { cause: first });
}

function write(book: PhoneBook, alert: Alert, target: PhoneTarget, told: Told): void {
  const page: Page = book.page(alert.group_id) ?? {
    group: alert.group_id,
    alert,
    cleared: false,
    phones: {},
  };
  book.put({ ...page, alert, phones: { ...page.phones, [target.name]: told } });
}

/** Without a sound from now on: what was wiped away would ring as if it were new. */
function noteCleared(book: PhoneBook, tag: unknown): void {
  const { data: group } = HappeningId.safeParse(tag);
  const page = group === undefined ? undefined : book.page(group);
  if (page !== undefined) book.put({ ...page, cleared: true });
}

function localeOf(homeAssistant: HomeAssistant): Locale {
  return homeAssistant.info() ?? { language: "en", timeZone: "UTC" };
}

import { join } from "node:path";
import type { ClipState } from "#domain/clip-state.ts";
import { Failure } from "#domain/failure.ts";
import type { HappeningId } from "#domain/ids.ts";
import { offerBlueprints } from "#home/blueprints.ts";
import { hearPhones } from "#home/phone-answers.ts";
import { alertOf } from "#pipeline/alert.ts";
import { plugins } from "#plugins/index.ts";
import { openDigest } from "#plugins/notifiers/digest.ts";
import type { Notifier } from "#ports/notifier.ts";
import type { NotifierContext, PluginContext } from "#ports/plugin.ts";
import type { WatchParts } from "./watch.ts";

const BLUEPRINTS = join(import.meta.dirname, "../addon/blueprints/automation/porchlight");
/** What somebody writes back holds for the rest of the day. */
const REPLY_HOLDS_MS = 12 * 60 * 60_000;

/** All ways of telling that the owner has set up. One that cannot be opened is told and left out. */
export async function openNotifiers(
  parts: WatchParts,
  base: PluginContext,
  stack: AsyncDisposableStack,
): Promise<readonly Notifier[]> {
  const { read, household, store, appPath } = parts;
  const { mqtt, phones, email, webhooks } = read.options;
  const { homeAssistant, alerting } = household;
  const contextOf = (name: string): NotifierContext => ({
    ...base,
    ...(homeAssistant && { homeAssistant }),
    appPath,
    memory: {
      read: () => store.settings.read(`notifiers.${name}`),
      write: (value) => store.settings.write(`notifiers.${name}`, value),
    },
    snoozeMinutes: () => alerting.settings().snooze_minutes,
    takesReplies: homeAssistant !== undefined,
  });
  const { notifier } = plugins;
  const opened: Notifier[] = [];
  const open = async (name: string, make: (context: NotifierContext) => Promise<Notifier>) => {
    try {
      opened.push(stack.use(await make(contextOf(name))));
      base.problem(`notifier.${name}.options`);
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      base.problem(`notifier.${name}.options`, `Alerts are not told by ${name}: ${cause.message}`);
    }
  };

  await open("mqtt", (context) => notifier.mqtt.open({ topic: mqtt.alert_topic }, context));
  if (homeAssistant && phones.enabled)
    await open("phones", (context) => notifier.phones.open(phones, context));
  if (email.host !== undefined) await open("email", (context) => notifier.email.open(email, context));
  for (const [index, settings] of webhooks.entries()) {
    const number = index + 1;
    await open(`webhook_${number}`, (context) => notifier.webhook.open({ ...settings, number }, context));
  }
  listen(parts, base, opened, stack);
  stack.use(await openDigest({ ...digestParts(parts), settings: email }));
  return opened;
}

function digestParts({ store, clock, log, mediaDir, keeper }: WatchParts) {
  return {
    store,
    clock,
    log,
    mediaDir,
    problem: keeper.problem,
    alertOf: (state: ClipState) => alertOf(state, { nowMs: clock.now() }),
  };
}

/** What people press and write under the notifications on their phones. */
function listen(
  { household, keeper, store, clock, log }: WatchParts,
  { homeAssistant }: PluginContext,
  notifiers: readonly Notifier[],
  stack: AsyncDisposableStack,
): void {
  const phones = notifiers.find(({ remark }) => remark !== undefined);
  if (!homeAssistant || !phones) return;
  const stop = new AbortController();
  stack.defer(() => stop.abort());
  const { alerting, briefings } = household;
  const answers = {
    homeAssistant,
    alerting,
    house: keeper.house,
    clock,
    log,
    remark: async (alert: HappeningId, sentence: string, signal: AbortSignal) =>
      await phones.remark?.(alert, sentence, signal),
    addNote: (text: string) => briefings.addNote({ text, until_ms: clock.now() + REPLY_HOLDS_MS }),
  };
  stack.use(hearPhones(answers, stop.signal));
  stack.use(
    offerBlueprints({ homeAssistant, settings: store.settings, log, folder: BLUEPRINTS }, stop.signal),
  );
}

import type { Alert } from "#domain/alert.ts";
import { isAtLeast } from "#domain/analysis.ts";
import { definePlugin } from "#ports/plugin.ts";
import { alertMail } from "./email-alert.ts";
import { openMailer } from "./email-mailer.ts";
import { openMailMemory } from "./email-memory.ts";
import { readPicture } from "./email-pictures.ts";
import { makeTurns } from "./email-turns.ts";
import { EmailSettings } from "./settings.ts";
import { makeTestAlert } from "./templates-test.ts";

const PICTURE = { widthMax: 1280, bytesMax: 1024 * 1024 };

/**
 * Mails alerts from a risk level up. All mails of a happening are one thread: the first, and further ones only where they
 * say more. A thread that has begun is told its end, however harmless that is.
 */
export const emailNotifier = definePlugin({
  kind: "notifier",
  backend: "email",
  config: EmailSettings,
  async open(settings, { log, clock, mediaDir, memory, panelAddress, problem }) {
    const mailer = await openMailer(settings, { clock, problem });
    const mailed = await openMailMemory(memory, log);
    const inTurn = makeTurns();
    // What nobody judged counts as medium.
    const isRisky = ({ risk_level }: Alert) => isAtLeast(risk_level ?? "medium", settings.from_risk);

    async function tell(alert: Alert, signal: AbortSignal): Promise<void> {
      if (!mailed.isNews(alert) || !(isRisky(alert) || mailed.wasMailed(alert))) return;
      const picture = await readPicture(mediaDir, alert, PICTURE);
      const thread = mailed.threadOf(alert);
      const mail = await alertMail(alert, { picture, panelAddress, thread });
      const messageId = await mailer.send(mail, signal);
      await mailed.add(alert, thread ?? { messageId, subject: mail.subject });
    }

    return {
      name: "email",
      title: mailer.title,
      // A slow server must not make two first mails of one happening.
      notify: async (alert, signal) => await inTurn(alert.group_id, signal, () => tell(alert, signal)),
      async test(signal) {
        const mail = await alertMail(makeTestAlert(clock.now()), { picture: undefined, panelAddress });
        await mailer.send(mail, signal);
      },
      async [Symbol.asyncDispose]() {},
    };
  },
});

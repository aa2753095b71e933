import { Failure, failureMessage } from "#domain/failure.ts";
import { type Mail, openMailer } from "#plugins/notifiers/email-mailer.ts";
import { EmailSettings } from "#plugins/notifiers/settings.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { openSmtpServer, type SmtpServerWish } from "#test/servers/smtp.ts";

export const login = { username: "alice@example.org", password: "s3cret pass" };
export const aMail: Mail = { id: "one", subject: "One", text: "One", html: "<p>One</p>", pictures: [] };

/** A mailer with a login, and a server such as is wished. */
export async function openMailerBench(server: SmtpServerWish, wish: Partial<EmailSettings> = {}) {
  const smtp = await openSmtpServer(server);
  const clock = makeManualClock();
  const problems = new Map<string, string>();
  const problem = (key: string, told?: string) =>
    void (told === undefined ? problems.delete(key) : problems.set(key, told));
  const settings = { ...settingsOf(smtp.port), tls: server.tls ?? "none", ...wish };
  const mailer = await openMailer(settings, { clock, problem });
  return {
    server: smtp,
    clock,
    problems,
    mailer,
    [Symbol.asyncDispose]: async () => await smtp[Symbol.asyncDispose](),
  };
}

/** For `localhost`, unencrypted. */
export function settingsOf(port: number): EmailSettings {
  const names = { from: "porch@example.org", to: ["bob@example.org"] };
  return EmailSettings.parse({ host: "localhost", port, tls: "none", ...login, ...names });
}

/** What became of a mail: the kind of its failure and the sentence. */
export async function sentence(sending: Promise<string>): Promise<readonly [string, string]> {
  return await sending.then(
    () => ["sent", ""] as const,
    (cause: unknown) => [cause instanceof Failure ? cause.kind : "thrown", failureMessage(cause)] as const,
  );
}

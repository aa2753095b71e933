import type { NodemailerError, SMTPTransportOptions } from "nodemailer";
import { Failure } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import { within } from "./deadline.ts";
import { smtpFailure } from "./email-failure.ts";
import type { MailPicture } from "./email-pictures.ts";
import { makeRecipients } from "./email-recipients.ts";
import type { EmailSettings } from "./settings.ts";
import { plainLine } from "./templates.ts";

/** For one mail, from the first word to the server's last. */
export const SEND_MS_MAX = 60_000;
const CONNECT_MS_MAX = 20_000;
const ANSWER_BYTES_MAX = 64 * 1024;
const SUBJECT_CHARS_MAX = 200;

export interface Mail {
  /** The same whenever the same mail is sent again. Without the part that names us. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly pictures: readonly MailPicture[];
  /** Whole Message-ID of the mail that this one belongs under. */
  readonly under?: string | undefined;
  readonly isUrgent?: boolean;
}

/** Sends mails by SMTP, each over a connection of its own. */
export interface Mailer {
  /** What people call the way: "E-mail to alice@example.org". */
  readonly title: string;
  /**
   * Resolves to the mail's Message-ID. Throws `Failure`. Recipients that are refused for good are told of and passed
   * over if others get it; where one asks for patience only those that have not got it are tried the next time.
   */
  send(mail: Mail, signal: AbortSignal): Promise<string>;
}

export interface MailerParts {
  readonly clock: Clock;
  problem(key: string, sentence?: string): void;
}

/** A mailer for settings that lack something says so in each mail's failure. */
export async function openMailer(settings: EmailSettings, { clock, problem }: MailerParts): Promise<Mailer> {
  const { host, port, to } = settings;
  const from = senderOf(settings);
  const title = `E-mail to ${to.length > 1 ? `${to[0]} and ${to.length - 1} more` : (to[0] ?? "nobody")}`;
  if (host === undefined || from === undefined || to.length === 0) {
    const sentence = lackOf(settings);
    return { title, send: () => Promise.reject(new Failure("rejected", sentence)) };
  }

  const { createTransport } = await import("nodemailer");
  const transport = createTransport(transportOptions(settings));
  const place = { host, port, secrets: secretsOf(settings) };
  const recipients = makeRecipients(to, place, problem);
  const late = () =>
    new Failure("unavailable", `${host} did not take the mail within ${SEND_MS_MAX / 1000} s.`);

  return {
    title,
    async send(mail, signal) {
      const message = messageOf(mail, from, to);
      const envelope = { from: from.address, to: [...recipients.of(mail.id)] };
      const sent = await within({ clock, ms: SEND_MS_MAX, signal, late }, async (limit) => {
        try {
          return await transport.sendMail({ ...message, envelope, signal: limit });
        } catch (cause) {
          throw isSmtpError(cause) ? smtpFailure(cause, place) : cause;
        }
      });
      recipients.note(mail.id, sent.rejectedErrors ?? []);
      return message.messageId;
    },
  };
}

function transportOptions({ host, port, tls, username, password }: EmailSettings): SMTPTransportOptions {
  return {
    host,
    port,
    secure: tls === "tls",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    // A server that has no login to offer is a wrong server: without one the mail would go out as a stranger's.
    ...(username !== undefined && { auth: { user: username, pass: password ?? "" }, forceAuth: true }),
    connectionTimeout: CONNECT_MS_MAX,
    greetingTimeout: CONNECT_MS_MAX,
    socketTimeout: SEND_MS_MAX,
    dnsTimeout: CONNECT_MS_MAX,
    maxResponseSize: ANSWER_BYTES_MAX,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  };
}

/** What has no code is a bug, of ours or theirs. */
function isSmtpError(cause: unknown): cause is NodemailerError {
  return cause instanceof Error && "code" in cause;
}

interface Sender {
  readonly name: string;
  readonly address: string;
}

function messageOf(mail: Mail, from: Sender, to: readonly string[]) {
  const domain = /@([a-z0-9.-]+)$/i.exec(from.address)?.[1] ?? "porchlight.invalid";
  return {
    messageId: `<${mail.id}@${domain}>`,
    ...(mail.under !== undefined && { inReplyTo: mail.under, references: [mail.under] }),
    from,
    to: [...to],
    subject: plainLine(mail.subject, SUBJECT_CHARS_MAX),
    text: mail.text,
    html: mail.html,
    attachments: mail.pictures.map(({ cid, name, jpeg }) => ({
      cid,
      filename: name,
      content: jpeg,
      contentType: "image/jpeg",
      contentDisposition: "inline" as const,
    })),
    // Nobody's holiday greeting answers a machine (RFC 3834).
    headers: { "Auto-Submitted": "auto-generated" },
    ...(mail.isUrgent === true && { priority: "high" as const }),
  };
}

/** `alice@example.org` or `Porch <alice@example.org>`. */
function senderOf({ from, username, to }: EmailSettings): Sender | undefined {
  const text = from ?? (username?.includes("@") ? username : to[0]);
  if (text === undefined) return undefined;
  const [, name = "", address = ""] = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(text) ?? [];
  return { name: name || "Porchlight", address: address || text.trim() };
}

function lackOf({ host }: EmailSettings): string {
  return host === undefined
    ? "No mail can be sent: enter your provider's SMTP server in the options."
    : "No mail can be sent: enter an address under To in the options.";
}

/** As they are, and as they go over the line. */
function secretsOf({ username = "", password = "" }: EmailSettings): readonly string[] {
  if (password === "") return [];
  const encoded = [password, `\0${username}\0${password}`].map((text) =>
    Buffer.from(text).toString("base64"),
  );
  return [password, ...encoded];
}

import type { NodemailerError } from "nodemailer";
import { type SmtpPlace, smtpFailure } from "./email-failure.ts";

/** Mails of which some recipients are still waited for. */
const PARTLY_MAX = 100;
const PROBLEM = "email_recipient";

/** Who still has to get a mail that some of its recipients have. */
export interface Recipients {
  /** Of the next attempt. */
  of(mail: string): readonly string[];
  /** Some got it, some may have been refused. Throws where one of them asked for patience. */
  note(mail: string, refusals: readonly NodemailerError[]): void;
}

export function makeRecipients(
  all: readonly string[],
  place: SmtpPlace,
  problem: (key: string, sentence?: string) => void,
): Recipients {
  const waiting = new Map<string, readonly string[]>();
  return {
    of: (mail) => waiting.get(mail) ?? all,
    note(mail, refusals) {
      waiting.delete(mail);
      const later = refusals.filter(({ permanent }) => permanent === false);
      const refused = refusals.find(({ permanent }) => permanent !== false);
      if (refused) problem(PROBLEM, smtpFailure(refused, place).message);
      else if (later.length === 0) problem(PROBLEM);
      if (later[0] === undefined) return;
      const [oldest] = waiting.keys();
      if (waiting.size >= PARTLY_MAX && oldest !== undefined) waiting.delete(oldest);
      const addresses = later.flatMap(({ recipient }) => recipient ?? []);
      waiting.set(mail, addresses);
      throw smtpFailure(later[0], place);
    },
  };
}

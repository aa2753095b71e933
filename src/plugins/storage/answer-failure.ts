import { Failure } from "#domain/failure.ts";
import type { Answer } from "#platform/transfer.ts";
import { BUSY_PAUSE_MS, REFUSED_PAUSE_MS, Refused } from "./offsite.ts";

/**
 * What an answer that is no success means, in words for the owner.
 *
 * What is wrong with the account is `unavailable` although only a person can mend it: once it is mended, every clip
 * that waits still leaves the house. Only what this one clip can never pass is `rejected`.
 */
export function answerFailure(host: string, { status, headers }: Answer): Failure {
  const retryAfter = retryAfterMs(headers["retry-after"]);
  switch (status) {
    case 401:
      return refused(`${host} refuses the user name or password. Correct them in the options.`);
    case 403:
      return refused(`${host} does not allow this user to store clips there.`);
    case 404:
    case 405:
    case 409:
      return new Failure("unavailable", `${host} has no such place. Is the address of the storage right?`);
    case 413:
      return new Failure("rejected", `${host} does not take a file of this size.`);
    case 429:
      return new Refused(`${host} asks for patience.`, retryAfter ?? BUSY_PAUSE_MS);
    case 507:
      return refused(`${host} is full. Make room there, or get more.`);
    default:
      break;
  }
  if (status >= 300 && status < 400) {
    return refused(`${host} sends us to another address. Enter that one in the options.`);
  }
  const sentence = `${host} answered ${status}.`;
  return retryAfter === undefined ? new Failure("unavailable", sentence) : new Refused(sentence, retryAfter);
}

function refused(sentence: string): Refused {
  return new Refused(sentence, REFUSED_PAUSE_MS);
}

/** Seconds; the form with a date is rare, and the clocks of two machines differ. */
function retryAfterMs(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;
}

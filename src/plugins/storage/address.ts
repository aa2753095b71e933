import { Failure } from "#domain/failure.ts";

export interface Address {
  /** Ends with a slash, holds no credentials. */
  readonly base: URL;
  readonly username: string;
  readonly password: string;
}

/** The address of a storage, freed of the credentials that may stand in it. Throws a `Failure` that says what to do. */
export function readAddress(given: {
  readonly url?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}): Address {
  if (given.url === undefined) throw wrong("needs an address");
  const base = URL.parse(given.url);
  if (base === null || !/^https?:$/.test(base.protocol))
    throw wrong("needs an address that begins with https://");
  const username = given.username ?? plain(base.username);
  const password = given.password ?? plain(base.password);
  base.username = "";
  base.password = "";
  base.search = "";
  base.hash = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return { base, username, password };
}

/** What stands escaped in an address, as it was meant. */
export function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The owner's slip, as a sentence. */
export function wrong(rule: string): Failure {
  return new Failure("unavailable", `The storage ${rule}. Correct it in the options.`);
}

import { DropboxResponseError } from "dropbox";
import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import { BUSY_PAUSE_MS, REFUSED_PAUSE_MS, Refused } from "./offsite.ts";

const Summary = z.object({ error_summary: z.string() });
const GrantTrouble = z.object({ error: z.string() });

/** What Dropbox says in one line, as `path/insufficient_space/..`. */
export function summaryOf(cause: unknown): string | undefined {
  if (!(cause instanceof DropboxResponseError)) return undefined;
  return Summary.safeParse(cause.error).data?.error_summary;
}

/** Whether the owner has withdrawn the permission, or the code was wrong or too old. */
export function isGrantRefused(cause: unknown): boolean {
  if (!(cause instanceof DropboxResponseError) || cause.status !== 400) return false;
  return GrantTrouble.safeParse(cause.error).data?.error === "invalid_grant";
}

/** What a failed call means, in words for the owner. A bug of ours and a failure of the disk stay what they are. */
export function dropboxFailure(cause: unknown): unknown {
  if (!(cause instanceof DropboxResponseError)) {
    const isNetwork = cause instanceof TypeError && /^(fetch failed|terminated)$/.test(cause.message);
    const isSilent = cause instanceof Error && cause.name === "TimeoutError";
    if (!isNetwork && !isSilent) return cause;
    return new Failure("unavailable", "Dropbox cannot be reached. Is there internet?");
  }
  const summary = summaryOf(cause) ?? "";
  if (/insufficient_space/.test(summary)) {
    return refused("The Dropbox account is full. Make room there, or get more.");
  }
  if (/missing_scope/.test(summary)) {
    return refused(
      "The Dropbox app may not do this. Give it files.content.write, files.content.read and files.metadata.read, then log in anew.",
    );
  }
  if (/malformed_path|disallowed_name/.test(summary)) {
    return new Failure(
      "rejected",
      "Dropbox does not take this path. Correct the path of the storage in the options.",
    );
  }
  if (cause.status === 429 || cause.status === 503) {
    return new Refused("Dropbox asks for patience.", retryAfterMs(cause.headers) ?? BUSY_PAUSE_MS);
  }
  if (cause.status === 401) return new Failure("unavailable", "Dropbox wants the permission to be renewed.");
  // Neither the address nor the body: both may hold a token.
  return new Failure(
    "unavailable",
    `Dropbox answered ${cause.status}${summary === "" ? "" : ` (${summary})`}.`,
  );
}

function refused(sentence: string): Refused {
  return new Refused(sentence, REFUSED_PAUSE_MS);
}

function retryAfterMs(headers: unknown): number | undefined {
  const value = headers instanceof Headers ? headers.get("retry-after") : null;
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
}

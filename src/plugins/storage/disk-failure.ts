import { Failure, type FailureKind, failureMessage } from "#domain/failure.ts";

/** What is not listed may pass by itself. */
const codes: Readonly<Record<string, readonly [kind: FailureKind, sentence: string]>> = {
  ENOENT: ["rejected", "The clip's file is gone."],
  ENOSPC: ["unavailable", "The disk is full."],
  EDQUOT: ["unavailable", "The disk quota is used up."],
  EROFS: ["unavailable", "The disk can only be read."],
  EACCES: ["unavailable", "The media folder may not be written."],
  EPERM: ["unavailable", "The media folder may not be written."],
};

/** The failure that an error of the file system means, in words for the owner. A bug stays what it is. */
export function diskFailure(cause: unknown): Error {
  if (cause instanceof Failure || !(cause instanceof Error) || !("code" in cause)) return cause as Error;
  const [kind, sentence] = codes[String(cause.code)] ?? [
    "unavailable",
    `The disk cannot be used: ${failureMessage(cause)}.`,
  ];
  return new Failure(kind, sentence, { cause });
}

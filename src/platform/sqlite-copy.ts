import { rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import { diskSpace } from "./disk.ts";
import { runProcess } from "./process.ts";

/** A database of 2 GB takes minutes on a memory card. */
const COPY_TIMEOUT_MS = 30 * 60_000;
/** What is left free on the disk beside a copy. */
const SPARE_BYTES = 64 * 1024 * 1024;
const CHILD = fileURLToPath(new URL("./sqlite-copy-child.ts", import.meta.url));

/** What the child says, in one line. */
export const CopyAnswer = z.discriminatedUnion("outcome", [
  z.object({ outcome: z.literal("copied"), bytes: z.int() }),
  /** The words of the check. The copy that stood there before still stands. */
  z.object({ outcome: z.literal("damaged"), words: z.string() }),
  z.object({ outcome: z.literal("failed"), words: z.string() }),
]);
export type CopyAnswer = z.output<typeof CopyAnswer>;

export type CopyOutcome = Exclude<CopyAnswer, { outcome: "failed" }>;

/** The name of a copy that is not whole yet. */
export const partOf = (path: string): string => `${path}.part`;

/** Also its journal: SQLite would play one that was left over into the next copy. */
export async function removePart(path: string): Promise<void> {
  for (const ending of ["", "-journal", "-wal", "-shm"]) await rm(partOf(path) + ending, { force: true });
}

/**
 * Copies a database that is in use to another file, checks every page of the copy, and only then gives it its name.
 *
 * A program of its own does it: a check of 2 GB takes a while, nobody waits for it, and at a shutdown it is gone at
 * once. Throws `Failure` where the copy could not be made.
 */
export async function copySqlite(from: string, to: string, signal: AbortSignal): Promise<CopyOutcome> {
  try {
    // A copy that a power cut has left would take the room of the next.
    await removePart(to);
    await expectRoom(from, to);
    const limits = { timeoutMs: COPY_TIMEOUT_MS };
    const { stdout, stderr } = await runProcess(process.execPath, [CHILD, from, to], limits, signal);
    const answer = CopyAnswer.safeParse(jsonOf(stdout.toString())).data;
    if (answer === undefined) throw new Failure("unavailable", `The copy ended early. ${stderr}`.trim());
    if (answer.outcome === "failed") throw new Failure("unavailable", answer.words);
    return answer;
  } finally {
    await removePart(to).catch(() => undefined);
  }
}

async function expectRoom(from: string, to: string): Promise<void> {
  const size = async (path: string) => (await stat(path).catch(() => undefined))?.size ?? 0;
  const neededBytes = (await size(from)) + (await size(`${from}-wal`)) + SPARE_BYTES;
  const { freeBytes } = await diskSpace(dirname(to));
  if (freeBytes < neededBytes) throw new Failure("unavailable", "There is not enough room on the disk.");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { appendFile, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { Figures } from "./figures.ts";

/** Of a longer history only the end is read. */
const HISTORY_BYTES_MAX = 8 * 1024 * 1024;

/** One run over all cases, one line of the file. */
export const Entry = z.object({
  at: z.iso.datetime(),
  backend: z.string(),
  /** As the owner entered it; empty where there is none to choose. */
  model: z.string(),
  /** Where it was asked; never more than the host. */
  host: z.string().nullable(),
  /** As the server called it. */
  answered_as: z.string().nullable(),
  /** Max pictures, their longer side, JPEG quality. */
  pictures: z.object({ max_frames: z.int(), max_size: z.int(), quality: z.int() }),
  prompt_hash: z.string().nullable(),
  cases_hash: z.string(),
  cases: z.int().min(0),
  figures: Figures,
});
export type Entry = z.output<typeof Entry>;

export interface History {
  readonly entries: readonly Entry[];
  /** Lines that nobody can read: of another version, or cut off. */
  readonly unreadable: number;
}

/** All runs in their order. Empty where there is no file yet. */
export async function readHistory(path: string): Promise<History> {
  const lines = (await tailOf(path)).split("\n").filter((line) => line.trim() !== "");
  const entries = lines.flatMap((line) => parsed(line) ?? []);
  return { entries, unreadable: lines.length - entries.length };
}

export async function appendHistory(path: string, entry: Entry): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `${JSON.stringify(entry)}\n`);
}

/** What a run is compared with, all over the same cases. */
export interface Rivals {
  /** The run before with the same model. */
  readonly before: Entry | undefined;
  /** The last run of each other model, the best first. */
  readonly others: readonly Entry[];
}

export function rivalsOf(history: readonly Entry[], entry: Entry): Rivals {
  const alike = history.filter(({ cases_hash }) => cases_hash === entry.cases_hash);
  const last = new Map(alike.map((one) => [keyOf(one), one]));
  const before = last.get(keyOf(entry));
  last.delete(keyOf(entry));
  const others = [...last.values()].toSorted((a, b) => b.figures.balanced - a.figures.balanced);
  return { before, others };
}

const keyOf = ({ backend, model, host }: Entry): string => JSON.stringify([backend, model, host]);

async function tailOf(path: string): Promise<string> {
  try {
    await using handle = await open(path);
    const { size } = await handle.stat();
    const length = Math.min(size, HISTORY_BYTES_MAX);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const text = buffer.toString("utf8", 0, bytesRead);
    return size > length ? text.slice(text.indexOf("\n") + 1) : text;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "";
    throw cause;
  }
}

function parsed(line: string): Entry | undefined {
  try {
    return Entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

import { z } from "zod";
import type { SettingStore } from "#ports/state-store.ts";

const KEY = "database.damage";
/** So long it is told at least, also over restarts: nobody reads problems at night. */
const TOLD_MS = 12 * 60 * 60_000;

export const PROBLEM = "database";

const Notice = z.object({ sentence: z.string(), at: z.iso.datetime() });

type Problem = (key: string, sentence?: string) => void;

/** The owner learns that the database was damaged: for half a day, and until a new copy of it was found sound. */
export async function tellDamage(
  settings: SettingStore,
  sentence: string,
  nowMs: number,
  problem: Problem,
): Promise<void> {
  problem(PROBLEM, sentence);
  await settings.write(KEY, { sentence, at: new Date(nowMs).toISOString() } satisfies z.input<typeof Notice>);
}

/** What an earlier run had to tell and nobody may have read yet. */
export async function tellAgain(settings: SettingStore, problem: Problem): Promise<void> {
  const notice = Notice.safeParse(await settings.read(KEY));
  if (notice.success) problem(PROBLEM, notice.data.sentence);
}

/** A copy was made, and it is sound. */
export async function foundSound(settings: SettingStore, nowMs: number, problem: Problem): Promise<void> {
  const notice = Notice.safeParse(await settings.read(KEY));
  if (!notice.success) return;
  if (Math.abs(nowMs - Date.parse(notice.data.at)) < TOLD_MS) return;
  await settings.write(KEY, null);
  problem(PROBLEM);
}

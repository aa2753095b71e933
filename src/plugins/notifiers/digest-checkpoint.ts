import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { SettingStore } from "#ports/state-store.ts";

/** Alerts of one digest, and those that are remembered from earlier ones. */
export const HAPPENINGS_MAX = 2000;
/** What was decided so late is still told; after that nobody is told of a clip any more. */
export const LOOK_BACK_MS = 7 * 24 * 60 * 60_000;

const KEY = "email_digest";

const Told = z.object({
  id: z.string(),
  /** When its newest clip began, Unix ms. */
  at: z.number(),
});
export type Told = z.output<typeof Told>;

/** How far the digests have come. */
const Checkpoint = z.object({
  /** The digest that was due then is done with, Unix ms. */
  until: z.number(),
  /** What began before this is in no digest any more. */
  since: z.number(),
  /** What was told and could be found again. */
  told: z.array(Told).max(HAPPENINGS_MAX),
  /** Tells the digests of one house from those of another with the same sender. */
  box: z.string().max(64),
});
export type Checkpoint = z.output<typeof Checkpoint>;

export async function readCheckpoint(settings: SettingStore): Promise<Checkpoint | undefined> {
  return Checkpoint.safeParse(await settings.read(KEY)).data;
}

export async function writeCheckpoint(settings: SettingStore, checkpoint: Checkpoint): Promise<void> {
  await settings.write(KEY, checkpoint);
}

export function firstCheckpoint(dueMs: number, nowMs: number): Checkpoint {
  return { until: dueMs, since: nowMs, told: [], box: randomUUID().slice(0, 8) };
}

/** After the digest that was due at `dueMs` told of these. */
export function advanced(before: Checkpoint, dueMs: number, told: readonly Told[]): Checkpoint {
  const newestFirst = [...before.told, ...told]
    .filter(({ at }) => at >= dueMs - LOOK_BACK_MS)
    .toSorted((a, b) => b.at - a.at);
  const kept = newestFirst.slice(0, HAPPENINGS_MAX);
  const forgotten = newestFirst[HAPPENINGS_MAX];
  // What is not remembered must not come again.
  const since = forgotten === undefined ? before.since : Math.max(before.since, forgotten.at + 1);
  return { ...before, until: dueMs, since, told: kept };
}

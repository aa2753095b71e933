import type { ClipArchive } from "#ports/state-store.ts";

export interface WaitingCopies {
  readonly clips: number;
  readonly bytes: number;
  /** How long ago the oldest ended; 0 where there is none. */
  readonly oldestS: number;
}

/** Clips whose copy is not stored yet, from the journal: also those for which the queue in memory has no room. */
export async function waitingCopies(
  archive: Pick<ClipArchive, "groups" | "page">,
  nowMs: number,
): Promise<WaitingCopies> {
  const groups = (await archive.groups(nowMs)).filter(({ copy }) => copy === "missing");
  const oldest = await Promise.all(groups.map(async (group) => (await archive.page(group, 1))[0]?.endedAtMs));
  const oldestMs = Math.min(nowMs, ...oldest.filter((ms) => ms !== undefined));
  return {
    clips: groups.reduce((sum, { clips }) => sum + clips, 0),
    bytes: groups.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestS: Math.round((nowMs - oldestMs) / 1000),
  };
}

import type { ClipId } from "#domain/ids.ts";
import type { LaneName } from "./steps-now.ts";

/** The lanes in which clips at work found no place. Holds no more than is at work: who leaves takes his own along. */
export function makeMissedLanes() {
  const missed = new Map<ClipId, LaneName[]>();
  return {
    note(id: ClipId, lane: LaneName): void {
      missed.set(id, [...(missed.get(id) ?? []), lane]);
    },
    leave(id: ClipId): readonly LaneName[] {
      const lanes = missed.get(id) ?? [];
      missed.delete(id);
      return lanes;
    },
  };
}

import type { ClipState } from "#domain/clip-state.ts";
import type { ClipId, HappeningId } from "#domain/ids.ts";
import type { ClipStore } from "#ports/state-store.ts";

/** Happenings that are remembered in memory; of older ones the journal knows. */
const CLAIMS_MAX = 1000;
/** Clips of one happening that are looked at. */
const PARTS_MAX = 200;

/** One happening, one alert: the first of its clips that is to be told claims it. */
export interface Claims {
  /** The other clip that tells of this happening or has told of it; `undefined` where the claim is this clip's. */
  take(state: ClipState): Promise<ClipId | undefined>;
  /** Nobody was told after all: another clip may. */
  release(state: ClipState): void;
}

export function makeClaims(store: Pick<ClipStore, "list">): Claims {
  const holders = new Map<HappeningId, ClipId>();

  return {
    async take({ happening_id, clip_id }) {
      const holder = holders.get(happening_id);
      if (holder !== undefined && holder !== clip_id) return holder;
      // Claimed before the journal is asked: two clips may ask at the same time.
      holders.set(happening_id, clip_id);
      const [oldest] = holders.keys();
      if (oldest !== undefined && holders.size > CLAIMS_MAX) holders.delete(oldest);

      const parts = await store.list({ happening: happening_id, alertsOnly: true, limit: PARTS_MAX });
      return parts.find((part) => part.clip_id !== clip_id && isTold(part))?.clip_id;
    },
    release({ happening_id, clip_id }) {
      if (holders.get(happening_id) === clip_id) holders.delete(happening_id);
    },
  };
}

/** In rows of before it was written down by whom, only the stage says it. */
function isTold({ told, stages }: ClipState): boolean {
  return stages.notify.status === "ok" || Object.keys(told).length > 0;
}

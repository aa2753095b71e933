import type { ClipPage, ClipWire } from "#api/wire.ts";
import { fetchClips } from "./api.ts";
import { CLIPS_MAX, mergeClips } from "./happenings.ts";
import { ask } from "./lifetime.ts";
import type { Live } from "./live.ts";

const PAGE_CLIPS = 60;

export interface ListFilter {
  readonly camera?: string | undefined;
  readonly alertsOnly: boolean;
}

export interface ClipListState {
  readonly filter: ListFilter;
  readonly clips: readonly ClipWire[];
  /** The first answer has come. */
  readonly isLoaded: boolean;
  readonly isLoading: boolean;
  /** The cursor of the next page; null at the end. */
  readonly next: string | null;
  readonly failure: string | undefined;
}

/** The clips under review, kept while one of them is looked at, so that the way back is at once. */
export interface ClipList {
  readonly state: ClipListState;
  /** Shows what fits the filter; does nothing if that is what is shown. */
  show(filter: ListFilter): void;
  more(): Promise<void>;
  /** Asks again for the newest. */
  reload(): Promise<void>;
  /** Returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
}

export function openClipList(live: Live): ClipList {
  const listeners = new Set<() => void>();
  let state = emptyState({ alertsOnly: false });
  let begun = false;
  let showing = new AbortController();

  const set = (change: Partial<ClipListState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  const load = async (cursor: string | undefined): Promise<void> => {
    const { signal } = showing;
    set({ isLoading: true });
    const question = fetchClips({ ...state.filter, limit: PAGE_CLIPS, cursor }, signal);
    const page = await ask(question, signal, (failure) => set({ failure, isLoading: false }));
    if (page === undefined) return;
    const extent = cursor === undefined ? withNewest(state, page) : withOlder(state, page);
    set({ ...extent, isLoaded: true, isLoading: false, failure: undefined });
  };

  live.subscribe((event) => {
    if (!begun) return;
    if (event.type === "resync") void load(undefined);
    if (event.type === "clip" && fits(event.clip, state.filter)) {
      set({ clips: mergeClips(state.clips, [event.clip]) });
    }
  });

  return {
    get state() {
      return state;
    },
    show(filter) {
      if (begun && isSame(filter, state.filter)) return;
      begun = true;
      showing.abort();
      showing = new AbortController();
      state = emptyState(filter);
      void load(undefined);
    },
    async more() {
      if (state.isLoading || state.next === null) return;
      await load(state.next);
    },
    reload: () => load(undefined),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Extent = Pick<ClipListState, "clips" | "next">;
type Known = Extent & Pick<ClipListState, "isLoaded">;

/** Where so much happened meanwhile that the new page does not reach what is known, the list begins anew. */
function withNewest(known: Known, page: ClipPage): Extent {
  if (!known.isLoaded) return { clips: mergeClips(known.clips, page.clips), next: page.next };
  const ids = new Set(known.clips.map(({ clip_id }) => clip_id));
  const isJoined = page.clips.some(({ clip_id }) => ids.has(clip_id));
  if (!isJoined) return { clips: mergeClips([], page.clips), next: page.next };
  return { clips: mergeClips(known.clips, page.clips), next: known.next };
}

function withOlder(known: Extent, page: ClipPage): Extent {
  const clips = mergeClips(known.clips, page.clips);
  return { clips, next: clips.length < CLIPS_MAX ? page.next : null };
}

function emptyState(filter: ListFilter): ClipListState {
  return { filter, clips: [], isLoaded: false, isLoading: false, next: null, failure: undefined };
}

function isSame(a: ListFilter, b: ListFilter): boolean {
  return a.camera === b.camera && a.alertsOnly === b.alertsOnly;
}

function fits(clip: ClipWire, { camera, alertsOnly }: ListFilter): boolean {
  if (camera !== undefined && clip.camera_name !== camera) return false;
  return !alertsOnly || clip.alert_decision?.notify === true;
}

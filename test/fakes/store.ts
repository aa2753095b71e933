import type { ClipState } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { keptClipOf } from "#domain/kept-clip.ts";
import type { ClipPosition, StateStore } from "#ports/state-store.ts";
import { copiesAt, hasCopy, makeArchive, storiesOver } from "#test/kept-groups.ts";

export interface FakeStore extends StateStore {
  /** While set, every call fails with it. */
  error: Error | undefined;
  readonly rows: ReadonlyMap<string, ClipState>;
  readonly written: readonly ClipEvent[];
}

/** A store in memory that can be made to fail. */
export function fakeStore(): FakeStore {
  const rows = new Map<string, ClipState>();
  const written: ClipEvent[] = [];
  const settings = new Map<string, string>();
  const newestFirst = () =>
    [...rows.values()].sort((a, b) => (`${b.start_ts} ${b.clip_id}` < `${a.start_ts} ${a.clip_id}` ? -1 : 1));
  const keptClips = () =>
    newestFirst()
      .filter(({ deleted_at }) => deleted_at === null)
      .map(keptClipOf);
  const startMs = (state: ClipState) => Date.parse(state.start_ts);
  const ids = new Map<ClipEvent, number>();
  const write = (event: ClipEvent) => {
    ids.set(event, ids.size + 1);
    written.push(event);
  };
  const entries = () =>
    written.map((event) => ({
      id: ids.get(event) ?? 0,
      clip_id: event.clip_id,
      at: event.at,
      data: JSON.stringify(event),
    }));
  const answer = async <T>(make: () => T): Promise<T> => {
    if (store.error) throw store.error;
    return make();
  };

  const store: FakeStore = {
    error: undefined,
    rows,
    written,
    clips: {
      record: (state, event) =>
        answer(() => {
          rows.set(state.clip_id, structuredClone(merged(rows.get(state.clip_id), state, event)));
          write(structuredClone(event));
        }),
      get: (id) => answer(() => structuredClone(rows.get(id))),
      list: ({
        camera,
        happening,
        beforeMs = Number.POSITIVE_INFINITY,
        after,
        alertsOnly = false,
        keptOnly = false,
        limit,
      }) =>
        answer(() =>
          newestFirst()
            .filter((state) => !keptOnly || state.deleted_at === null)
            .filter((state) => camera === undefined || state.camera_name === camera)
            .filter((state) => happening === undefined || state.happening_id === happening)
            .filter((state) => startMs(state) < beforeMs)
            .filter((state) => after === undefined || placeOf(positionOf(state)) < placeOf(after))
            .filter((state) => !alertsOnly || state.alert_decision?.notify === true)
            .slice(0, Math.min(limit, 200)),
        ),
      events: (id) => answer(() => written.filter((event) => event.clip_id === id)),
      unfinished: (limit, { camera, after, alertsOnly = false } = {}) =>
        answer(() =>
          newestFirst()
            .filter((state) => state.status !== "done" && state.status !== "error")
            .filter((state) => camera === undefined || state.camera_name === camera)
            .filter((state) => after === undefined || placeOf(positionOf(state)) < placeOf(after))
            .filter((state) => !alertsOnly || state.alert_decision?.notify === true)
            .slice(0, limit),
        ),
      countAlerts: (sinceMs) =>
        answer(() => {
          const alerts = newestFirst().filter((state) => state.alert_decision?.notify === true);
          return new Set(alerts.filter((a) => startMs(a) >= sinceMs).map((a) => a.happening_id)).size;
        }),
    },
    archive: {
      groups: (nowMs) => answer(() => makeArchive(keptClips(), nowMs).groups),
      page: (group, limit, after) => answer(() => makeArchive(keptClips(), 0).page(group, limit, after)),
      kept: (limit, after) =>
        answer(() =>
          keptClips()
            .toReversed()
            .filter((clip) => after === undefined || placeOf(clip) > placeOf(after))
            .slice(0, limit),
        ),
      star: (id, starred, at) =>
        answer(() => {
          const state = rows.get(id);
          if (!state) return;
          rows.set(id, { ...state, starred });
          write({ clip_id: id, type: starred ? "clip_starred" : "clip_unstarred", at });
        }),
      copies: (place, limit, after) => answer(() => copiesAt([...rows.values()], place, limit, after)),
      forget: (beforeMs, keep, limit, copied = { beforeMs, keep }) =>
        answer(() => {
          const deleted = [...rows.values()].filter(({ deleted_at }) => deleted_at !== null);
          const old = [
            ...storiesOver(
              deleted.filter((state) => !hasCopy(state)),
              { beforeMs, keep },
            ),
            ...storiesOver(deleted.filter(hasCopy), copied),
          ];
          const gone = new Set(old.slice(0, limit).map(({ clip_id }) => clip_id));
          for (const id of gone) rows.delete(id);
          written.splice(0, written.length, ...written.filter(({ clip_id }) => !gone.has(clip_id)));
          return gone.size;
        }),
    },
    journal: {
      after: (id, limit) =>
        answer(() =>
          entries()
            .filter((entry) => entry.id > id)
            .slice(0, limit),
        ),
      entries: (wanted) => answer(() => entries().filter((entry) => wanted.includes(entry.id))),
      lastId: () => answer(() => ids.size),
      states: (clipIds) =>
        answer(() =>
          clipIds.flatMap((clip_id) => {
            const state = rows.get(clip_id);
            if (!state) return [];
            const times = { created_at: state.start_ts, updated_at: state.end_ts };
            return [{ clip_id, data: JSON.stringify(state), ...times }];
          }),
        ),
    },
    settings: {
      read: (key) =>
        answer(() => {
          const text = settings.get(key);
          return text === undefined ? undefined : (JSON.parse(text) as unknown);
        }),
      write: (key, value) => answer(() => void settings.set(key, JSON.stringify(value))),
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  return store;
}

/** The star is not the recorder's business, and what was deleted stays so unless it comes anew. */
function merged(before: ClipState | undefined, state: ClipState, event: ClipEvent): ClipState {
  if (!before) return state;
  const comesBack = event.type === "clip_captured" || event.type === "clip_recovered";
  const deleted_at = comesBack ? state.deleted_at : (before.deleted_at ?? state.deleted_at);
  return { ...state, starred: before.starred, deleted_at };
}

function positionOf(state: ClipState): ClipPosition {
  return { startedAtMs: Date.parse(state.start_ts), id: state.clip_id };
}

function placeOf({ startedAtMs, id }: ClipPosition): string {
  return `${new Date(startedAtMs).toISOString()} ${id}`;
}

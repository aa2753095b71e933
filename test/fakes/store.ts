import type { ClipState } from "#domain/clip-state.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { StateStore } from "#ports/state-store.ts";

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
  const startMs = (state: ClipState) => Date.parse(state.start_ts);
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
          rows.set(state.clip_id, structuredClone(state));
          written.push(structuredClone(event));
        }),
      get: (id) => answer(() => structuredClone(rows.get(id))),
      list: ({ camera, happening, beforeMs = Number.POSITIVE_INFINITY, alertsOnly = false, limit }) =>
        answer(() =>
          newestFirst()
            .filter((state) => camera === undefined || state.camera_name === camera)
            .filter((state) => happening === undefined || state.happening_id === happening)
            .filter((state) => startMs(state) < beforeMs)
            .filter((state) => !alertsOnly || state.alert_decision?.notify === true)
            .slice(0, Math.min(limit, 200)),
        ),
      events: (id) => answer(() => written.filter((event) => event.clip_id === id)),
      unfinished: (limit, { camera, beforeMs = Number.POSITIVE_INFINITY } = {}) =>
        answer(() =>
          newestFirst()
            .filter((state) => state.status !== "done" && state.status !== "error")
            .filter((state) => camera === undefined || state.camera_name === camera)
            .filter((state) => startMs(state) < beforeMs)
            .slice(0, limit),
        ),
      countAlerts: (sinceMs) =>
        answer(() => {
          const alerts = newestFirst().filter((state) => state.alert_decision?.notify === true);
          return new Set(alerts.filter((a) => startMs(a) >= sinceMs).map((a) => a.happening_id)).size;
        }),
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

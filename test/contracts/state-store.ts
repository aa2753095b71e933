import { describe, expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { CameraSlug } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { keptClipOf } from "#domain/kept-clip.ts";
import type { ClipQuery, StateStore } from "#ports/state-store.ts";
import { aClipState, anEvent, type ClipWish } from "#test/builders.ts";
import { clipArchiveContract } from "./clip-archive.ts";

const MINUTE_MS = 60_000;
const NOON_MS = Date.UTC(2026, 5, 1, 12);
const yes = { notify: true, notify_reason: "motion", explanation: "Something moved." };
const no = { ...yes, notify: false };

/** What every `StateStore` promises. */
export function stateStoreContract(name: string, open: () => Promise<StateStore>): void {
  clipArchiveContract(name, open);

  describe(`${name} keeps the StateStore contract`, () => {
    const at = (minutes: number, wish: ClipWish = {}) =>
      aClipState({ startedAtMs: NOON_MS + minutes * MINUTE_MS, ...wish });

    test("a state is read back as it was last written, and its events in their order", async () => {
      await using store = await open();
      const state = at(0);
      const done = { ...state, status: "done" as const, storage_uri: "local:x" };
      const events = [
        anEvent(state),
        anEvent(done, { type: "clip_done", at: "2020-01-01T00:00:00.000Z" }),
      ] as const;

      await store.clips.record(state, events[0]);
      await store.clips.record(done, events[1]);

      expect(await store.clips.get(state.clip_id)).toEqual(done);
      expect(await store.clips.events(state.clip_id)).toEqual(events);
    });

    test("a clip that it does not know is undefined and has no events", async () => {
      await using store = await open();

      expect(await store.clips.get(at(0).clip_id)).toBeUndefined();
      expect(await store.clips.events(at(0).clip_id)).toEqual([]);
    });

    test("clips are listed newest first, page by page, by camera, happening and alert", async () => {
      await using store = await open();
      const first = at(1, { camera: "front_door" });
      const rows = [
        { ...first, alert_decision: yes },
        { ...at(3, { camera: "garden" }), alert_decision: no },
        { ...at(2, { camera: "front_door", happening: first.clip_id }), alert_decision: null },
      ];
      for (const state of rows) await store.clips.record(state, anEvent(state));
      const ids = async (query: Parameters<typeof store.clips.list>[0]) =>
        (await store.clips.list(query)).map(({ start_ts }) => new Date(start_ts).getUTCMinutes());

      expect(await ids({ limit: 200 })).toEqual([3, 2, 1]);
      expect(await ids({ limit: 2 })).toEqual([3, 2]);
      expect(await ids({ limit: 2, beforeMs: NOON_MS + 2 * MINUTE_MS })).toEqual([1]);
      expect(await ids({ limit: 9, camera: CameraSlug.parse("front_door") })).toEqual([2, 1]);
      expect(await ids({ limit: 9, happening: first.happening_id })).toEqual([2, 1]);
      expect(await ids({ limit: 9, alertsOnly: true })).toEqual([1]);
    });

    test("a page goes on after any clip, also between clips of one millisecond", async () => {
      await using store = await open();
      const cameras = ["garden", "door", "attic", "cellar"];
      const rows = [
        ...cameras.map((camera) => ({ ...at(1, { camera }), alert_decision: yes })),
        { ...at(0), alert_decision: yes },
        { ...at(2), alert_decision: yes },
      ];
      for (const state of rows) await store.clips.record(state, anEvent(state));
      const walk = async (query: Omit<ClipQuery, "limit">) => {
        const found: ClipState[] = [];
        for (;;) {
          const last = found.at(-1);
          const after = last && { startedAtMs: Date.parse(last.start_ts), id: last.clip_id };
          const page = await store.clips.list({ ...query, ...(after && { after }), limit: 2 });
          if (page.length === 0) return found.map(({ clip_id }) => clip_id);
          found.push(...page);
        }
      };
      const all = (await store.clips.list({ limit: 9 })).map(({ clip_id }) => clip_id);

      expect(all).toHaveLength(6);
      expect(await walk({})).toEqual(all);
      expect(await walk({ keptOnly: true })).toEqual(all);
      expect(await walk({ alertsOnly: true, keptOnly: true })).toEqual(all);
      expect(await walk({ beforeMs: NOON_MS + 2 * MINUTE_MS })).toEqual(all.slice(1));
      expect(await walk({ camera: CameraSlug.parse("attic"), keptOnly: true })).toHaveLength(1);
    });

    test("a clip is unfinished until it is done or given up", async () => {
      await using store = await open();
      const statuses = ["queued_local", "done", "filtered", "error", "uploaded"] as const;
      for (const [minute, status] of statuses.entries()) {
        const state = { ...at(minute, { camera: minute === 4 ? "garden" : "front_door" }), status };
        await store.clips.record(state, anEvent(state));
      }
      const found = async (...query: Parameters<typeof store.clips.unfinished>) =>
        (await store.clips.unfinished(...query)).map(({ status }) => status);

      expect(await found(9)).toEqual(["uploaded", "filtered", "queued_local"]);
      expect(await found(2)).toEqual(["uploaded", "filtered"]);
      expect(await found(9, { camera: CameraSlug.parse("front_door") })).toEqual([
        "filtered",
        "queued_local",
      ]);
      const [newest, second] = await store.clips.unfinished(2);
      if (!newest || !second) throw new Error("there are three");
      const after = ({ start_ts, clip_id }: ClipState) => ({
        startedAtMs: Date.parse(start_ts),
        id: clip_id,
      });
      expect(await found(9, { after: after(newest) })).toEqual(["filtered", "queued_local"]);
      expect(await found(9, { after: after(second) })).toEqual(["queued_local"]);
      expect(await found(9, { alertsOnly: true })).toEqual([]);
      await store.clips.record({ ...second, alert_decision: yes }, anEvent(second));
      expect(await found(9, { alertsOnly: true })).toEqual(["filtered"]);
    });

    test("alerts are counted by happening, from a moment on", async () => {
      await using store = await open();
      const first = at(1);
      const rows = [
        { ...at(0), alert_decision: yes },
        { ...first, alert_decision: yes },
        { ...at(2, { happening: first.clip_id }), alert_decision: yes },
        { ...at(3), alert_decision: no },
        at(4),
      ];
      for (const state of rows) await store.clips.record(state, anEvent(state));

      expect(await store.clips.countAlerts(NOON_MS)).toBe(2);
      expect(await store.clips.countAlerts(NOON_MS + MINUTE_MS)).toBe(1);
      expect(await store.clips.countAlerts(NOON_MS + 3 * MINUTE_MS)).toBe(0);
    });

    test("a star is only set and taken away by its own call, whatever is recorded meanwhile", async () => {
      await using store = await open();
      const state = at(0);
      await store.clips.record(state, anEvent(state));

      await store.archive.star(state.clip_id, true, state.end_ts);
      await store.clips.record({ ...state, status: "done" }, anEvent(state, { type: "clip_done" }));
      expect(await store.clips.get(state.clip_id)).toEqual({ ...state, status: "done", starred: true });
      await store.archive.star(state.clip_id, false, state.end_ts);
      await store.clips.record({ ...state, starred: true }, anEvent(state, { type: "clip_done" }));

      expect(await store.clips.get(state.clip_id)).toEqual(state);
      expect((await store.clips.events(state.clip_id)).map(({ type }) => type)).toEqual([
        "clip_captured",
        "clip_starred",
        "clip_done",
        "clip_unstarred",
        "clip_done",
      ]);
      await store.archive.star(at(9).clip_id, true, state.end_ts);
      expect(await store.clips.events(at(9).clip_id)).toEqual([]);
    });

    test("a clip that was deleted stays so, until it is captured or recovered anew", async () => {
      await using store = await open();
      const state = at(0);
      const deleted = { ...state, deleted_at: "2026-06-01T13:00:00.000Z" };
      await store.clips.record(state, anEvent(state));
      const after = async (written: typeof state, type: ClipEvent["type"]) => {
        await store.clips.record(written, anEvent(state, { type }));
        return (await store.clips.get(state.clip_id))?.deleted_at;
      };

      expect(await after(deleted, "clip_deleted")).toBe(deleted.deleted_at);
      expect(await after(state, "clip_done")).toBe(deleted.deleted_at);
      expect(await after(state, "clip_recovered")).toBeNull();
      expect(await after(deleted, "clip_deleted")).toBe(deleted.deleted_at);
      expect(await after(state, "clip_captured")).toBeNull();
    });

    test("kept clips come oldest first, page by page, with what retention has to know", async () => {
      await using store = await open();
      const gone = { ...at(1), deleted_at: "2026-06-01T13:00:00.000Z" };
      const stages = { ...at(2).stages, upload: { ...at(2).stages.upload, status: "ok" as const } };
      const rows = [
        { ...at(4), alert_decision: yes, starred: true },
        { ...at(2, { bytes: 77 }), status: "done" as const, storage_uri: "local:x", stages },
        gone,
        { ...at(3, { camera: "garden" }), storage_uri: "s3://clips/x" },
        at(3),
      ];
      for (const state of rows) await store.clips.record(state, anEvent(state));

      const first = await store.archive.kept(2);
      const second = await store.archive.kept(2, first.at(-1));

      expect([...first, ...second]).toEqual(
        [rows[1], rows[4], rows[3], rows[0]].flatMap((row) => (row ? [keptClipOf(row)] : [])),
      );
      expect(first[0]).toMatchObject({ bytes: 77, isFinished: true, copy: "stored", places: ["local"] });
      expect(second[1]).toMatchObject({ isFinished: false, copy: "missing", isAlert: true, isStarred: true });
      expect([...first, ...second].map(({ places }) => places)).toEqual([["local"], [], ["s3"], []]);
      expect(await store.archive.kept(2, second.at(-1))).toEqual([]);
      const listed = await store.clips.list({ limit: 9, keptOnly: true });
      expect(listed.map(({ clip_id }) => clip_id)).not.toContain(gone.clip_id);
      expect(listed).toHaveLength(4);
    });

    test("deleted clips are forgotten by age and by number, the rest is not", async () => {
      await using store = await open();
      const hour = (n: number) => new Date(NOON_MS + n * 60 * MINUTE_MS).toISOString();
      const rows = [at(0), ...[1, 2, 3, 4].map((n) => ({ ...at(n), deleted_at: hour(n) }))];
      for (const state of rows) await store.clips.record(state, anEvent(state));
      const left = async () => {
        const found = await Promise.all(rows.map(({ clip_id }) => store.clips.get(clip_id)));
        return found.map((state) => state !== undefined);
      };

      expect(await store.archive.forget(NOON_MS, 9, 9)).toBe(0);
      expect(await store.archive.forget(NOON_MS + 150 * MINUTE_MS, 9, 1)).toBe(1);
      expect(await store.archive.forget(NOON_MS + 150 * MINUTE_MS, 9, 9)).toBe(1);
      expect(await left()).toEqual([true, false, false, true, true]);
      expect(await store.archive.forget(NOON_MS, 1, 9)).toBe(1);

      expect(await left()).toEqual([true, false, false, false, true]);
      expect(await store.clips.events(rows[1]?.clip_id ?? at(1).clip_id)).toEqual([]);
    });

    test("many writes at once are all kept", async () => {
      await using store = await open();
      const rows = Array.from({ length: 50 }, (_, minute) => at(minute));

      await Promise.all(rows.map((state) => store.clips.record(state, anEvent(state))));

      expect(await store.clips.list({ limit: 200 })).toHaveLength(50);
    });

    test("settings keep any JSON, the last writing wins, what was never written is undefined", async () => {
      await using store = await open();
      const value = { on: true, names: ["Flur \u{1F6AA}", "'); drop table settings; --"], nothing: null };

      await store.settings.write("switches", { on: false });
      await store.settings.write("switches", value);
      await store.settings.write("zero", 0);

      expect(await store.settings.read("switches")).toEqual(value);
      expect(await store.settings.read("zero")).toBe(0);
      expect(await store.settings.read("other")).toBeUndefined();
    });

    test("its journal is read row by row, and an id is never given twice", async () => {
      await using store = await open();
      const [kept, gone] = [at(0), at(1, { bytes: 7 })];
      const deleted = { ...gone, deleted_at: "2026-06-02T00:00:00.000Z" };
      await store.clips.record(kept, anEvent(kept));
      await store.clips.record(gone, anEvent(gone));
      await store.clips.record(deleted, anEvent(deleted, { type: "clip_deleted" }));

      const before = await store.journal.after(0, 10);
      await store.archive.forget(Date.UTC(2027, 0, 1), 0, 10);
      await store.clips.record(kept, anEvent(kept, { type: "clip_done" }));

      const typeOf = ({ data }: { data: string }) => (JSON.parse(data) as { type: string }).type;
      expect(before.map(typeOf)).toEqual(["clip_captured", "clip_captured", "clip_deleted"]);
      expect(before.map(({ id }) => id)).toEqual([1, 2, 3]);
      expect((await store.journal.after(1, 10)).map(({ id }) => id)).toEqual([4]);
      expect((await store.journal.after(0, 1)).map(({ id }) => id)).toEqual([1]);
      expect((await store.journal.entries([4, 2, 1])).map(({ id }) => id)).toEqual([1, 4]);
      expect(await store.journal.lastId()).toBe(4);
      const states = await store.journal.states([kept.clip_id, gone.clip_id]);
      expect(states.map(({ data }) => JSON.parse(data) as unknown)).toEqual([kept]);
    });

    test("it may be disposed twice", async () => {
      const store = await open();

      await store[Symbol.asyncDispose]();

      await expect(store[Symbol.asyncDispose]()).resolves.toBeUndefined();
    });
  });
}

import { describe, expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import type { StateStore } from "#ports/state-store.ts";
import { aClipState, anEvent, type ClipWish } from "#test/builders.ts";

const MINUTE_MS = 60_000;
const NOON_MS = Date.UTC(2026, 5, 1, 12);
const yes = { notify: true, notify_reason: "motion", explanation: "Something moved." };
const no = { ...yes, notify: false };

/** What every `StateStore` promises. */
export function stateStoreContract(name: string, open: () => Promise<StateStore>): void {
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
      expect(await found(9, { beforeMs: NOON_MS + 2 * MINUTE_MS })).toEqual(["queued_local"]);
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

    test("it may be disposed twice", async () => {
      const store = await open();

      await store[Symbol.asyncDispose]();

      await expect(store[Symbol.asyncDispose]()).resolves.toBeUndefined();
    });
  });
}

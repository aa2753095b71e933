import { expect, test } from "vitest";
import { CameraId, HappeningId } from "#domain/ids.ts";
import { SUPPRESSIONS_MAX, SuppressionId } from "#domain/suppression.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { aClipState, anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { aDraft, aPastAlert, door } from "#test/suppressions.ts";
import { COUNTS_WRITE_MS, openSuppressions } from "./suppressions.ts";

const camera = { id: CameraId.parse("c0ffee"), slug: door, name: "Front door" };
const KEY = "cameras.c0ffee.suppressions";
const night = new Date(2026, 5, 3, 23, 30);

/** Settings as SQLite keeps them: as JSON. */
function memorySettings() {
  const kept = new Map<string, string>();
  let writes = 0;
  let failure: Error | undefined;
  const settings: SettingStore = {
    read: async (key) => JSON.parse(kept.get(key) ?? "null") ?? undefined,
    write: async (key, value) => {
      if (failure) throw failure;
      writes++;
      kept.set(key, JSON.stringify(value));
    },
  };
  return {
    settings,
    kept,
    writes: () => writes,
    fail: (cause: Error | undefined) => {
      failure = cause;
    },
  };
}

function openFor(settings: SettingStore, wish: { readonly name?: string } = {}) {
  const clock = makeManualClock();
  const log = keptLog();
  const slug = wish.name === undefined ? door : aClipState({ camera: wish.name }).camera_name;
  const cameras = [{ ...camera, slug }];
  return {
    clock,
    log,
    opening: openSuppressions({ cameras, settings, clock, log, alertsOn: () => ["cat"] }),
  };
}

/** A clip of which nobody was told because of this. */
function suppressedClip(id: SuppressionId, at: Date) {
  const state = aPastAlert({ at });
  const decision = { notify: false, notify_reason: "suppressed", explanation: "", suppressed_by: [id] };
  return { ...state, alert_decision: decision };
}

test("what was added stays over a restart, also when the camera is renamed, and goes when it is removed", async () => {
  const { settings } = memorySettings();
  await using first = await openFor(settings).opening;
  const added = await first.add(aDraft());

  await using renamed = await openFor(settings, { name: "entrance" }).opening;
  const [kept] = renamed.of(aClipState({ camera: "entrance" }).camera_name);
  const isGone = await first.remove(door, added.id);
  await using last = await openFor(settings).opening;

  expect(first.of(door)).toEqual([]);
  expect(kept).toEqual({ ...added, camera: "entrance" });
  expect(isGone).toBe(true);
  expect(await first.remove(door, added.id)).toBe(false);
  expect(last.of(door)).toEqual([]);
});

test("a happening is counted once, however many clips it has and though it was seen live too", async () => {
  const { settings } = memorySettings();
  await using kept = await openFor(settings).opening;
  const { id } = await kept.add(aDraft());
  const clip = suppressedClip(id, night);
  const second = suppressedClip(id, new Date(night.getTime() + 60_000));

  kept.hit({ id, camera: door }, clip.happening_id, night.getTime());
  kept.note(anEvent(clip, { type: "decided" }), clip);
  kept.note(anEvent(clip, { type: "clip_done" }), clip);
  kept.note(anEvent(second, { type: "decided" }), { ...second, happening_id: clip.happening_id });
  kept.note(anEvent(second, { type: "decided" }), second);
  const starred = suppressedClip(id, new Date(night.getTime() - 86_400_000));
  kept.note(anEvent(starred, { type: "clip_starred" }), starred);

  expect(kept.of(door)).toMatchObject([{ hits: 2, last_hit_at: second.start_ts }]);
});

test("counts are written after a while and when it closes, not for each", async () => {
  const memory = memorySettings();
  const { clock, opening } = openFor(memory.settings);
  const kept = await opening;
  const { id } = await kept.add(aDraft());
  const hit = (minute: number) => {
    const clip = suppressedClip(id, new Date(night.getTime() + minute * 60_000));
    kept.note(anEvent(clip, { type: "decided" }), clip);
  };
  const written = memory.writes();

  for (let minute = 0; minute < 10; minute++) hit(minute);
  await clock.advance(COUNTS_WRITE_MS - 1);
  const early = memory.writes();
  await clock.advance(1);
  await expect.poll(() => memory.writes()).toBe(written + 1);
  hit(11);
  await kept[Symbol.asyncDispose]();
  await using again = await openFor(memory.settings).opening;

  expect(early).toBe(written);
  expect(again.of(door)).toMatchObject([{ hits: 11 }]);
});

test("a count that cannot be written is kept and written later", async () => {
  const memory = memorySettings();
  const { clock, log, opening } = openFor(memory.settings);
  const kept = await opening;
  const { id } = await kept.add(aDraft());
  kept.hit({ id, camera: door }, HappeningId.parse(aDraft().from_clip), night.getTime());

  memory.fail(new Error("the disk is full"));
  await clock.advance(COUNTS_WRITE_MS);
  await expect.poll(() => JSON.stringify(log)).toContain("not written");
  memory.fail(undefined);
  await kept[Symbol.asyncDispose]();
  await kept[Symbol.asyncDispose]();

  await using again = await openFor(memory.settings).opening;
  expect(again.of(door)).toMatchObject([{ hits: 1 }]);
});

test("what is counted while a change is written is not lost", async () => {
  const memory = memorySettings();
  const { settings } = memory;
  let id = SuppressionId.parse("00000000");
  let countNow = () => {};
  const slow: SettingStore = {
    read: settings.read,
    write: async (key, value) => {
      countNow();
      await settings.write(key, value);
    },
  };
  await using kept = await openFor(slow).opening;
  ({ id } = await kept.add(aDraft()));
  countNow = () => kept.hit({ id, camera: door }, HappeningId.parse(aDraft().from_clip), night.getTime());

  await kept.add(aDraft());

  expect(kept.of(door)).toMatchObject([{ id, hits: 1 }, { hits: 0 }]);
});

test("what could not be stored is not in force", async () => {
  const memory = memorySettings();
  await using kept = await openFor(memory.settings).opening;
  memory.fail(new Error("the disk is full"));

  await expect(kept.add(aDraft())).rejects.toThrow("the disk is full");
  memory.fail(undefined);

  expect(kept.of(door)).toEqual([]);
});

test("of two changes at once none is lost, and there is a bound that says what to do", async () => {
  const { settings } = memorySettings();
  await using kept = await openFor(settings).opening;

  const all = await Promise.allSettled(
    Array.from({ length: SUPPRESSIONS_MAX + 1 }, () => kept.add(aDraft())),
  );

  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(SUPPRESSIONS_MAX);
  expect(kept.of(door)).toHaveLength(SUPPRESSIONS_MAX);
  await expect(kept.add(aDraft())).rejects.toThrow("Remove some on its page");
  await using again = await openFor(settings).opening;
  expect(again.of(door)).toEqual(kept.of(door));
});

test("one that cannot be read hides nothing, and is kept beside the others", async () => {
  const memory = memorySettings();
  const broken = { id: "ffffffff", labels: "cats" };
  memory.kept.set(KEY, JSON.stringify([broken]));
  const { log, opening } = openFor(memory.settings);
  await using kept = await opening;

  const added = await kept.add(aDraft());

  expect(kept.of(door)).toEqual([added]);
  expect(JSON.stringify(log)).toContain("hide nothing");
  expect(JSON.parse(memory.kept.get(KEY) ?? "")).toEqual([expect.objectContaining({ id: added.id }), broken]);
});

test("an unknown camera has nothing, and nothing can be added to it", async () => {
  const { settings } = memorySettings();
  await using kept = await openFor(settings).opening;
  const garage = aClipState({ camera: "garage" }).camera_name;

  expect(kept.of(garage)).toEqual([]);
  await expect(kept.add(aDraft({ camera: garage }))).rejects.toThrow('There is no camera "garage".');
  expect(await kept.remove(garage, SuppressionId.parse("00000000"))).toBe(false);
});

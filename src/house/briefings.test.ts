import { expect, test } from "vitest";
import { NOTES_MAX } from "#domain/briefing.ts";
import { CameraId, CameraSlug } from "#domain/ids.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { aClipState } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { openBriefings } from "./briefings.ts";
import { NOTE_KEPT_MS } from "./household-notes.ts";

const door = CameraSlug.parse("front_door");
const yard = CameraSlug.parse("yard");
const words = { purpose: "Watches the drive.", normal: "The bins are fetched on Tuesdays." };
const HOUR_MS = 3_600_000;

/** Settings as SQLite keeps them: as JSON. */
function memorySettings() {
  const kept = new Map<string, string>();
  let failure: Error | undefined;
  const settings: SettingStore = {
    read: async (key) => JSON.parse(kept.get(key) ?? "null") ?? undefined,
    write: async (key, value) => {
      if (failure) throw failure;
      kept.set(key, JSON.stringify(value));
    },
  };
  return { settings, kept, fail: (cause?: Error) => (failure = cause) };
}

async function open(memory = memorySettings(), slug = door) {
  const clock = makeManualClock();
  const log = keptLog();
  const cameras = [{ id: CameraId.parse("c0ffee"), slug, name: "Front door" }];
  const briefings = await openBriefings({ ...memory, cameras, clock, log, mode: () => "away" });
  const clipAt = (ms: number) => aClipState({ startedAtMs: ms, camera: slug });
  return { briefings, clock, log, memory, clipAt, [Symbol.dispose]: () => briefings[Symbol.dispose]() };
}

test("what was said of a camera stays over a restart, also when the camera is renamed", async () => {
  using first = await open();

  const saved = await first.briefings.save(door, words, 0);
  using renamed = await open(first.memory, yard);

  expect(saved).toEqual({ ...words, version: 1 });
  expect(first.briefings.of(door)).toEqual(saved);
  expect(renamed.briefings.of(yard)).toEqual(saved);
  expect(renamed.briefings.of(door)).toEqual({ version: 0, purpose: "", normal: "" });
});

test("of two who save at once the second is told, and the same once more is no new version", async () => {
  using bench = await open();
  const { briefings } = bench;

  const [one, other] = await Promise.allSettled([
    briefings.save(door, words, 0),
    briefings.save(door, { ...words, purpose: "Else." }, 0),
  ]);
  const same = await briefings.save(door, words, 1);

  expect(one.status).toBe("fulfilled");
  expect(other).toMatchObject({ status: "rejected", reason: { kind: "rejected" } });
  expect(same.version).toBe(1);
  expect((await briefings.save(door, { ...words, purpose: "Else." }, 1)).version).toBe(2);
  await expect(briefings.save(yard, words, 0)).rejects.toThrow('There is no camera "yard".');
});

test("what could not be stored is not in force", async () => {
  using bench = await open();
  bench.memory.fail(new Error("the disk is full"));

  await expect(bench.briefings.save(door, words, 0)).rejects.toThrow("the disk is full");
  await expect(bench.briefings.addNote({ text: "Painter here", until_ms: null })).rejects.toThrow("full");

  expect(bench.briefings.of(door).version).toBe(0);
  expect(bench.briefings.notes()).toEqual([]);
});

test("an analyzer is told the camera's name, what is normal and its version, and the mode", async () => {
  using bench = await open();
  const empty = bench.briefings.briefing(aClipState());

  await bench.briefings.save(door, words, 0);

  expect(empty).toEqual({
    camera: "Front door",
    purpose: "",
    normal: null,
    household: [],
    tasks: [],
    mode: "away",
  });
  expect(bench.briefings.briefing(aClipState())).toMatchObject({
    purpose: words.purpose,
    normal: { version: 1, text: words.normal },
  });
});

test("a note is over by itself, and whoever listens is told", async () => {
  using bench = await open();
  const { briefings, clock } = bench;
  let told = 0;
  using _listening = briefings.subscribe(() => void told++);

  const painter = await briefings.addNote({ text: "Painter here", until_ms: clock.now() + HOUR_MS });
  const guests = await briefings.addNote({ text: "Guests", until_ms: null });
  const before = briefings.notes();
  await clock.advance(HOUR_MS + 60_000);

  expect(before).toEqual([painter, guests]);
  expect(briefings.notes()).toEqual([guests]);
  expect(told).toBe(3);
});

test("a clip that is described late is described with the notes of its time", async () => {
  using bench = await open();
  const { briefings, clock, memory, clipAt } = bench;
  const startMs = clock.now();
  await briefings.addNote({ text: "Painter here", until_ms: startMs + HOUR_MS });
  await clock.advance(2 * HOUR_MS);
  await briefings.addNote({ text: "Guests", until_ms: null });

  expect(briefings.briefing(clipAt(startMs)).household).toEqual(["Painter here", "Guests"]);
  expect(briefings.briefing(clipAt(clock.now())).household).toEqual(["Guests"]);

  await clock.advance(NOTE_KEPT_MS);
  await briefings.addNote({ text: "More guests", until_ms: null });
  expect(memory.kept.get("household.notes")).not.toContain("Painter");
});

test("a note can be taken back, stays over a restart, and there is a bound that says what to do", async () => {
  using bench = await open();
  const { briefings, clock } = bench;
  const all = await Promise.allSettled(
    Array.from({ length: NOTES_MAX + 1 }, (_, index) =>
      briefings.addNote({ text: `Note ${index}`, until_ms: null }),
    ),
  );
  const [first] = briefings.notes();

  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(NOTES_MAX);
  await expect(briefings.addNote({ text: "More", until_ms: null })).rejects.toThrow("Take one back first.");
  expect(await briefings.removeNote(first?.id ?? "")).toBe(true);
  expect(await briefings.removeNote(first?.id ?? "")).toBe(false);
  await expect(briefings.addNote({ text: "Past", until_ms: clock.now() })).rejects.toThrow("over already");
  using again = await open(bench.memory);
  expect(again.briefings.notes()).toEqual(briefings.notes());
});

test("what cannot be read is left out and logged, and is no reason not to start", async () => {
  const memory = memorySettings();
  memory.kept.set("cameras.c0ffee.briefing", '{"version":"x"}');
  memory.kept.set("household.notes", '"none"');

  using bench = await open(memory);

  expect(bench.briefings.of(door).version).toBe(0);
  expect(bench.briefings.notes()).toEqual([]);
  expect(bench.log.lines).toHaveLength(2);
});

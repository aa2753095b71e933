import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Camera } from "#domain/camera.ts";
import { CameraId, CameraSlug } from "#domain/ids.ts";
import type { HouseEvent } from "#ports/house.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { anAlert } from "#test/builders.ts";
import { OFFLINE_GRACE_MS } from "./camera-problems.ts";
import { openHouse } from "./house.ts";
import { identifyCameras } from "./identity.ts";
import { openPresence, PRESENCE_CLEAR_MS } from "./presence.ts";

const door: Camera = {
  id: CameraId.parse("0a1b2c"),
  slug: CameraSlug.parse("front_door"),
  name: "Front door",
};

function memorySettings(): SettingStore {
  const rows = new Map<string, unknown>();
  return {
    read: async (key) => rows.get(key),
    write: async (key, value) => void rows.set(key, structuredClone(value)),
  };
}

async function open(settings = memorySettings(), errors: unknown[] = []) {
  const clock = { now: () => Date.now(), monotonic: () => 0, sleep: async () => {} };
  return await openHouse({
    cameras: [door],
    settings,
    clock,
    alertsToday: 2,
    onListenerError: (cause) => errors.push(cause),
  });
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-20T10:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a switch is kept over a restart", async () => {
  const settings = memorySettings();
  using first = await open(settings);

  await first.house.setSwitch(door.slug, "recording", false);
  using second = await open(settings);

  expect(second.house.camera(door.slug)?.switches).toEqual({
    analysis: true,
    detection: true,
    recording: false,
    notifications: true,
  });
});

test("a problem is told once, keeps its beginning when its words change, and goes when it is well", async () => {
  using keeper = await open();
  const events: HouseEvent[] = [];
  using _ = keeper.house.subscribe((event) => events.push(event));

  keeper.problem("broker", "No broker.");
  keeper.problem("broker", "No broker.");
  vi.advanceTimersByTime(5000);
  keeper.problem("broker", "Wrong password.");

  expect(events).toHaveLength(2);
  expect(keeper.house.problems()).toEqual([
    { key: "broker", sentence: "Wrong password.", sinceMs: Date.parse("2026-11-20T10:00:00Z") },
  ]);
  keeper.problem("broker");
  expect(keeper.house.problems()).toEqual([]);
});

test("one listener's bug does not keep the others from hearing", async () => {
  const errors: unknown[] = [];
  using keeper = await open(memorySettings(), errors);
  const heard: string[] = [];
  using _bad = keeper.house.subscribe(() => {
    throw new Error("bug");
  });
  using _good = keeper.house.subscribe(({ type }) => heard.push(type));

  keeper.motion(door.slug, true);

  expect(heard).toEqual(["motion"]);
  expect(errors).toHaveLength(1);
});

test("alerts of today start from the journal's count and end at midnight", async () => {
  using keeper = await open();
  const events: string[] = [];
  using _ = keeper.house.subscribe(({ type }) => events.push(type));
  expect(keeper.house.alertsToday()).toBe(2);

  vi.advanceTimersByTime(26 * 3600_000);

  expect(keeper.house.alertsToday()).toBe(0);
  expect(events).toContain("day");
});

test("an alert that is told again counts once", async () => {
  using keeper = await open();

  for (const phase of ["confirmed", "described"] as const) {
    keeper.alert(anAlert({ camera_name: door.slug, phase }));
  }

  expect(keeper.house.alertsToday()).toBe(3);
  expect(keeper.house.lastAlert()?.phase).toBe("described");
});

test("a group that was seen clears by itself, later if it is seen again", () => {
  const cleared: string[] = [];
  using presence = openPresence((camera) => cleared.push(camera));

  presence.see(door.slug, ["person"]);
  vi.advanceTimersByTime(PRESENCE_CLEAR_MS - 1000);
  presence.see(door.slug, ["person"]);
  vi.advanceTimersByTime(PRESENCE_CLEAR_MS - 1000);
  expect(presence.groups(door.slug)).toEqual(["person"]);
  vi.advanceTimersByTime(2000);

  expect(presence.groups(door.slug)).toEqual([]);
  expect(cleared).toEqual(["front_door"]);
});

test.each([-1, 1, 24])("what is present stays so for its minute when the clock is set by %d h", (hours) => {
  const cleared: string[] = [];
  using presence = openPresence((camera) => cleared.push(camera));
  presence.see(door.slug, ["person"]);

  vi.setSystemTime(Date.now() + hours * 3600_000);
  vi.advanceTimersByTime(PRESENCE_CLEAR_MS - 1000);
  expect(presence.groups(door.slug)).toEqual(["person"]);
  vi.advanceTimersByTime(1000);

  expect(presence.groups(door.slug)).toEqual([]);
});

test("a camera keeps its id when it is renamed, moved in the list, or gone for a while", async () => {
  const settings = memorySettings();
  const claim = (name: string, url: string) => ({ slug: CameraSlug.parse(name), name, url });
  const [a, b] = await identifyCameras([claim("a", "rtsp://h/a"), claim("b", "rtsp://h/b")], settings);

  const renamed = await identifyCameras([claim("c", "rtsp://u:p@h/b"), claim("a", "rtsp://h/new")], settings);
  expect(renamed.map(({ id }) => id)).toEqual([b?.id, a?.id]);

  await identifyCameras([], settings);
  const back = await identifyCameras([claim("a", "rtsp://h/new")], settings);
  expect(back[0]?.id).toBe(a?.id);
});

test("two new cameras on one address are two cameras", async () => {
  const claims = ["a", "b"].map((name) => ({ slug: CameraSlug.parse(name), name, url: "rtsp://h/1" }));

  const [a, b] = await identifyCameras(claims, memorySettings());

  expect(a?.id).not.toBe(b?.id);
});

test("a camera becomes a problem only when it stays away, and is well when pictures arrive", async () => {
  using keeper = await open();
  const tell = (state: "live" | "lost" | "starting" | "unreachable", reason = state as string) =>
    keeper.status(door.slug, { state, reason, sinceMs: 0 });

  tell("lost");
  vi.advanceTimersByTime(OFFLINE_GRACE_MS - 1000);
  tell("live");
  vi.advanceTimersByTime(OFFLINE_GRACE_MS);
  expect(keeper.house.problems()).toEqual([]);

  tell("starting");
  tell("unreachable", "Nothing answers.");
  tell("starting");
  vi.advanceTimersByTime(OFFLINE_GRACE_MS + 1);
  expect(keeper.house.problems()).toMatchObject([
    { key: "camera.front_door", sentence: "Front door: Nothing answers." },
  ]);

  tell("starting");
  expect(keeper.house.problems()).toHaveLength(1);
  tell("live");
  expect(keeper.house.problems()).toEqual([]);
});

test("each fault of a picture is a problem with the camera's name, until it is gone", async () => {
  using keeper = await open();
  const fault = (kind: "covered" | "degraded") => ({ kind, sentence: "Wipe it.", sinceMs: 0 });

  keeper.picture(door.slug, [fault("covered"), fault("degraded")]);
  expect(keeper.house.problems().map(({ key }) => key)).toEqual([
    "camera.front_door.covered",
    "camera.front_door.degraded",
  ]);
  expect(keeper.house.problems()[0]?.sentence).toBe("Front door: Wipe it.");
  expect(keeper.house.camera(door.slug)?.faults).toHaveLength(2);

  keeper.picture(door.slug, [fault("degraded")]);
  expect(keeper.house.problems().map(({ key }) => key)).toEqual(["camera.front_door.degraded"]);
});

test("a new view is accepted by who watches the camera, and refused in a sentence where nobody does", async () => {
  using keeper = await open();
  expect(() => keeper.house.acceptView(door.slug)).toThrow("Nothing watches this camera just now.");
  let accepted = 0;
  const still = () => Promise.reject(new Error("not asked for"));

  keeper.attach(door.slug, { still, acceptView: () => void (accepted += 1) });
  keeper.house.acceptView(door.slug);

  expect(accepted).toBe(1);
});

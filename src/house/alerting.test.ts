import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { CameraSlug, HappeningId } from "#domain/ids.ts";
import { alertWish, door, makeAlertingBench, yard } from "#test/alerting-bench.ts";
import { anAlert } from "#test/builders.ts";
import { LOOK_MS } from "./alerting.ts";
import { SNOOZE_MAX_MS } from "./alerting-snoozes.ts";

const HOUR_MS = 3_600_000;
const night = [{ from: "22:00", to: "06:30" }];

test("settings are kept under the next version, and are there after a restart", async () => {
  const bench = makeAlertingBench();
  const wish = alertWish({ quiet_hours: night, cameras: { [door.id]: { cooldown_s: 60 } } });
  {
    await using alerting = await bench.open();

    expect(await alerting.save(wish, 0)).toEqual({ ...wish, version: 1 });
  }
  await using again = await bench.open();

  expect(again.settings()).toEqual({ ...wish, version: 1 });
  expect(again.circumstances(door.slug).settings).toBe(again.settings());
});

test("of two who save at once the second is told, and so is whoever saves over a newer version", async () => {
  const bench = makeAlertingBench();
  await using alerting = await bench.open();

  const both = await Promise.allSettled([alerting.save(alertWish(), 0), alerting.save(alertWish(), 0)]);

  expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  await expect(alerting.save(alertWish(), 0)).rejects.toThrow(/Somebody else has saved/);
  expect((await alerting.save(alertWish(), 1)).version).toBe(2);
});

test("settings that cannot be written are not in force, and can be saved again", async () => {
  const bench = makeAlertingBench();
  await using alerting = await bench.open();
  bench.store.error = new Failure("unavailable", "The disk is full.");

  await expect(alerting.save(alertWish({ quiet_hours: night }), 0)).rejects.toThrow("The disk is full.");
  bench.store.error = undefined;

  expect(alerting.settings().quiet_hours).toEqual([]);
  expect((await alerting.save(alertWish({ quiet_hours: night }), 0)).version).toBe(1);
});

test("settings that cannot be read become the defaults, say so, and are kept aside with their count", async () => {
  const bench = makeAlertingBench();
  const broken = { version: 7, quiet_hours: "always" };
  await bench.store.settings.write("alerting.settings", broken);

  await using alerting = await bench.open();

  expect(alerting.settings()).toEqual({ ...alertWish(), version: 7 });
  expect(bench.problems.get("alerting.settings")).toMatch(/cannot be read.*until you set them again/);
  expect(await bench.store.settings.read("alerting.settings.aside")).toEqual(broken);
  await alerting.save(alertWish(), 7);
  expect(bench.problems.size).toBe(0);
});

test.each(["alerting.mode", "alerting.snoozes", "alerting.told", "alerting.escalation", "alerting.place"])(
  "a broken %s never keeps the app from starting",
  async (key) => {
    const bench = makeAlertingBench();
    await bench.store.settings.write(key, { nonsense: [1] });

    await using alerting = await bench.open();

    expect(alerting.mode()).toBe("home");
    expect(alerting.snoozes()).toEqual({ house: undefined, cameras: new Map() });
    expect(bench.log.lines).toEqual(["warn setting that cannot be read kept aside"]);
  },
);

test("the mode is kept over a restart", async () => {
  const bench = makeAlertingBench();
  {
    await using alerting = await bench.open();
    await alerting.setMode("privacy");
  }
  await using again = await bench.open();

  expect([again.mode(), again.isPrivate()]).toEqual(["privacy", true]);
});

test("privacy holds although it cannot be written down, and that is said", async () => {
  const bench = makeAlertingBench();
  await using alerting = await bench.open();
  let heard = 0;
  using _listening = alerting.subscribe(() => heard++);
  bench.store.error = new Failure("unavailable", "The disk is full.");

  const setting = alerting.setMode("privacy");

  expect([alerting.isPrivate(), heard]).toEqual([true, 1]);
  await expect(setting).rejects.toThrow(/It holds now, but could not be written down/);
});

test("a snooze ends by the clock, is heard of, and outlives a restart", async () => {
  const bench = makeAlertingBench();
  const untilMs = bench.clock.now() + HOUR_MS;
  {
    await using alerting = await bench.open();
    await alerting.snooze(door.slug, untilMs);
  }
  await using again = await bench.open();
  let heard = 0;
  using _listening = again.subscribe(() => heard++);

  expect(again.snoozes()).toEqual({ house: undefined, cameras: new Map([[door.slug, untilMs]]) });
  expect(again.circumstances(door.slug).snoozedUntilMs).toEqual({ house: undefined, camera: untilMs });
  expect(again.circumstances(yard.slug).snoozedUntilMs.camera).toBeUndefined();
  await bench.clock.advance(HOUR_MS + LOOK_MS);
  expect(again.snoozes().cameras.size).toBe(0);
  expect(heard).toBe(1);
});

test("a snooze can be taken back, and one for more than a week is none", async () => {
  const bench = makeAlertingBench();
  await using alerting = await bench.open();
  const nowMs = bench.clock.now();

  await alerting.snooze(undefined, nowMs + SNOOZE_MAX_MS);
  expect(alerting.snoozes().house).toBe(nowMs + SNOOZE_MAX_MS);
  await alerting.snooze(undefined, undefined);
  expect(alerting.snoozes().house).toBeUndefined();
  await expect(alerting.snooze(undefined, nowMs + SNOOZE_MAX_MS + 1)).rejects.toThrow(/seven days at most/);
  await expect(alerting.snooze(CameraSlug.parse("gone"), nowMs)).rejects.toThrow(/no camera "gone"/);
});

test("a clock that is set back does not make a snooze endless", async () => {
  const bench = makeAlertingBench();
  await using alerting = await bench.open();
  await alerting.snooze(undefined, bench.clock.now() + HOUR_MS);

  bench.clock.setNow(Date.UTC(2020, 0, 1));

  expect(alerting.snoozes().house).toBeUndefined();
});

test("what was told last is known per camera, over a restart, and only its risk changes later", async () => {
  const bench = makeAlertingBench();
  const first = bench.clock.now();
  {
    await using alerting = await bench.open();
    alerting.told(anAlert({ phase: "detected" }));
    await bench.clock.advance(20_000);
    alerting.told(anAlert({ phase: "described", risk_level: "high" }));
    alerting.told(anAlert({ camera_name: yard.slug, late: true }));
  }
  await using again = await bench.open();

  expect(again.circumstances(door.slug).lastTold).toEqual({
    alert: anAlert().alert_id,
    atMs: first,
    risk: "high",
  });
  expect(again.circumstances(yard.slug).lastTold).toBeUndefined();
});

test("a camera's switch is asked for each time, and a camera that is gone has nothing set", async () => {
  const bench = makeAlertingBench();
  await using alerting = await bench.open();

  bench.muted.add(door.slug);

  expect(alerting.circumstances(door.slug).isNotificationsOn).toBe(false);
  expect(alerting.circumstances(yard.slug).isNotificationsOn).toBe(true);
  expect(alerting.circumstances(CameraSlug.parse("gone"))).toMatchObject({ camera: "000000" });
  alerting.told(anAlert({ camera_name: CameraSlug.parse("gone") }));
});

test("quiet hours are heard of when they begin and when they end", async () => {
  const bench = makeAlertingBench();
  await using alerting = await bench.open();
  await alerting.save(alertWish({ quiet_hours: [{ from: "15:10", to: "15:20" }] }), 0);
  let heard = 0;
  using _listening = alerting.subscribe(() => heard++);

  await bench.clock.advance(10 * 60_000 + LOOK_MS);
  expect(heard).toBe(1);
  await bench.clock.advance(10 * 60_000);
  expect(heard).toBe(2);
});

test("what nobody waits for cannot be acknowledged, and disposing twice is harmless", async () => {
  const bench = makeAlertingBench();
  const alerting = await bench.open();

  expect(await alerting.acknowledge(HappeningId.parse("front_door_20261120T145930Z"))).toBe(false);
  await alerting[Symbol.asyncDispose]();
  await alerting[Symbol.asyncDispose]();
  expect(bench.clock.sleepers()).toBe(0);
});

import { expect, test } from "vitest";
import { LiveRules } from "#domain/live-rules.ts";
import { makeRulesStore } from "#live/rules-store.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { flagPlace } from "#test/flag-scene.ts";
import { theCamera } from "#test/live-bench.ts";
import { openMotionMasks } from "./motion-masks.ts";

const flag = { id: "flag", name: "Flag", polygon: flagPlace };
const cats = { ...flag, id: "cats", name: "Cats", objects: ["cat"] };

const openRules = () =>
  makeRulesStore({
    settings: fakeStore().settings,
    clock: makeManualClock(),
    log: keptLog(),
    problem: () => {},
  });

test("masks of everything count from the start, those of some objects never", async () => {
  const rules = openRules();
  await rules.save(theCamera, { masks: [cats, flag] });

  using masks = await openMotionMasks(theCamera, rules);

  expect(masks.now()).toEqual([flagPlace]);
  expect(masks.now()).toBe(masks.now());
});

test("what the owner saves counts at once, until it is closed", async () => {
  const rules = openRules();
  using masks = await openMotionMasks(theCamera, rules);
  expect(masks.now()).toEqual([]);

  await rules.save(theCamera, { masks: [flag] });
  expect(masks.now()).toEqual([flagPlace]);

  await rules.save(theCamera, { masks: [cats] });
  expect(masks.now()).toEqual([]);

  masks[Symbol.dispose]();
  await rules.save(theCamera, { masks: [flag] });
  expect(masks.now()).toEqual([]);
});

test("what is saved while the stored rules are still being read wins", async () => {
  const rules = openRules();
  const old = LiveRules.parse({});

  using masks = await openMotionMasks(theCamera, {
    watch: (camera, listener) => rules.watch(camera, listener),
    async read() {
      await rules.save(theCamera, { masks: [flag] });
      return old;
    },
  });

  expect(masks.now()).toEqual([flagPlace]);
});

import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { porch, theCamera } from "#test/live-bench.ts";
import { makeRulesStore } from "./rules-store.ts";

const KEY = `cameras.${theCamera.id}.live_rules`;

function openStore(store = fakeStore()) {
  const problems = new Map<string, string>();
  const rules = makeRulesStore({
    settings: store.settings,
    clock: makeManualClock(),
    log: keptLog(),
    problem: (key, sentence) => void (sentence ? problems.set(key, sentence) : problems.delete(key)),
  });
  return { store, rules, problems };
}

test("a camera begins without rules", async () => {
  const { rules, problems } = openStore();

  expect(await rules.read(theCamera)).toMatchObject({ version: 0, zones: [], lines: [], masks: [] });
  expect(problems.size).toBe(0);
});

test("what is saved is there after a restart, under the next version, whatever version it says", async () => {
  const { store, rules } = openStore();

  const saved = await rules.save(theCamera, { version: 77, zones: [porch] });
  await rules.save(theCamera, { zones: [porch, { ...porch, id: "drive", name: "Drive" }] });

  expect(saved).toMatchObject({ ok: true, value: { version: 1, zones: [{ id: "porch", inertia: 3 }] } });
  expect(await openStore(store).rules.read(theCamera)).toMatchObject({
    version: 2,
    zones: [{ id: "porch" }, { id: "drive" }],
  });
});

test("who watches hears of each save until it is disposed", async () => {
  const { rules } = openStore();
  const heard: LiveRules[] = [];
  const watch = rules.watch(theCamera.id, (next) => heard.push(next));

  await rules.save(theCamera, { zones: [porch] });
  await rules.save(theCamera, { zones: [{ ...porch, id: "Not an id" }] });
  watch[Symbol.dispose]();
  await rules.save(theCamera, {});

  expect(heard).toMatchObject([{ version: 1, zones: [{ id: "porch" }] }]);
});

test("two savers at once get versions of their own, and who looked at an old one is told so", async () => {
  const { rules } = openStore();

  const both = await Promise.all([
    rules.save(theCamera, { zones: [porch] }, 0),
    rules.save(theCamera, {}, 0),
  ]);

  expect(both).toMatchObject([
    { ok: true, value: { version: 1 } },
    { ok: false, error: { kind: "conflict", saved: { version: 1, zones: [{ id: "porch" }] } } },
  ]);
  expect(both[1]).toMatchObject({
    error: {
      sentence:
        "The zones and lines of Front door were changed meanwhile, to version 1. Load them again and repeat your change.",
    },
  });
});

test.each([
  [
    { zones: [{ ...porch, polygon: porch.polygon.slice(0, 2) }] },
    'Zone "Porch", polygon, must have at least three different corners.',
    ["zones", 0, "polygon"],
  ],
  [
    { zones: [porch, { ...porch, id: "x" }] },
    'Zone "Porch" must not be there twice: "Porch" or its id is taken. Choose another name.',
    ["zones", 1],
  ],
  [
    { lines: [{ id: "gate", name: "Gate", a: { x: 0.5, y: 0.5 }, b: { x: 0.5, y: 0.5 } }] },
    'Line "Gate" must have two different ends.',
    ["lines", 0],
  ],
  [
    { masks: [{}] },
    "Mask 1, id, is not right: Invalid input: expected string, received undefined.",
    ["masks", 0, "id"],
  ],
  ["nothing", "The document is not right: Invalid input: expected object, received string.", []],
])("%j is refused with a sentence", async (wish, sentence, path) => {
  const { store, rules } = openStore();

  const saved = await rules.save(theCamera, wish);

  expect(saved.ok ? [] : saved.error).toMatchObject({ kind: "invalid" });
  expect(saved.ok || saved.error.kind !== "invalid" ? [] : saved.error.faults).toContainEqual({
    path,
    sentence,
  });
  expect(await store.settings.read(KEY)).toBeUndefined();
});

test("broken rules are told of, kept aside once, and replaced by the next save", async () => {
  const { store, rules, problems } = openStore();
  const broken = { version: 4, zones: [{ ...porch, polygon: [] }] };
  await store.settings.write(KEY, broken);

  const read = await rules.read(theCamera);
  await openStore(store).rules.read(theCamera);
  const [problem] = problems;
  const saved = await rules.save(theCamera, { zones: [porch] });

  expect(read).toMatchObject({ version: 4, zones: [] });
  expect(problem).toEqual([
    "live_rules.front_door",
    'The zones and lines of Front door cannot be used: Zone "Porch", polygon, must have at least three different corners. They are kept, and until you draw them again in the panel this camera has none.',
  ]);
  expect(await store.settings.read(`${KEY}.aside`)).toMatchObject([{ rules: broken }]);
  expect(saved).toMatchObject({ ok: true, value: { version: 5 } });
  expect(problems.size).toBe(0);
});

test.each([["noise"], [42], [{ version: -1 }], [[]]])(
  "%j in the store is no reason to fail",
  async (stored) => {
    const { store, rules, problems } = openStore();
    await store.settings.write(KEY, stored);

    expect(await rules.read(theCamera)).toMatchObject({ version: 0, zones: [] });
    expect(problems.size).toBe(1);
  },
);

test("where nothing can be written the save fails, nobody hears of it, and the next one works", async () => {
  const { store, rules } = openStore();
  const heard: LiveRules[] = [];
  using _ = rules.watch(theCamera.id, (next) => heard.push(next));
  store.error = new Failure("unavailable", "The disk is away.");

  await expect(rules.save(theCamera, {})).rejects.toThrow("The disk is away.");
  store.error = undefined;
  const saved = await rules.save(theCamera, {});

  expect(saved).toMatchObject({ ok: true, value: { version: 1 } });
  expect(heard).toHaveLength(1);
});

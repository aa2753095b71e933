import { expect, test } from "vitest";
import type { RulesCheckWire, RulesWire } from "#api/rules-wire.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { RequestError } from "./api.ts";
import { faultsOf, makeDesk, type RulesStore } from "./rules-desk.ts";
import { added, type Draft } from "./rules-draft.ts";

const PATIENCE = { timeout: 20_000 };
const corners = [
  { x: 0.2, y: 0.2 },
  { x: 0.6, y: 0.2 },
  { x: 0.6, y: 0.6 },
];
const stay = new AbortController().signal;
const fault = { path: ["zones", 0, "polygon"], sentence: "It must be larger." };

/** A store that keeps what is saved, and does what the test says. */
function makeStore(over: Partial<RulesStore> = {}) {
  const checked: Draft[] = [];
  const saved: Draft[] = [];
  const wire = (rules: unknown): RulesWire => ({
    rules: LiveRules.parse(rules),
    plan: { can: ["saved"], never: [], assumed: [] },
  });
  const store: RulesStore = {
    fetch: async () => wire({ version: 7 }),
    save: async (draft) => {
      saved.push(draft);
      return wire({ ...draft, version: draft.version + 1 });
    },
    check: async (draft): Promise<RulesCheckWire> => {
      checked.push(draft);
      return { plan: { can: ["checked"], never: [], assumed: [] }, faults: [] };
    },
    ...over,
  };
  return { store, checked, saved };
}

async function openDesk(over: Partial<RulesStore> = {}) {
  const { store, checked, saved } = makeStore(over);
  const desk = makeDesk(store, () => {});
  await desk.load(stay);
  const draw = (): Draft => {
    const next = added(desk.view.draft ?? LiveRules.parse({}), "zones", corners).draft;
    desk.change(next);
    return next;
  };
  return { desk, draw, checked, saved };
}

test("what is drawn is looked at once the hand rests, and only its last state", async () => {
  const { desk, draw, checked } = await openDesk();

  draw();
  draw();
  const last = draw();
  await expect.poll(() => desk.view.plan?.can, PATIENCE).toEqual(["checked"]);

  expect(checked).toEqual([last]);
});

test("what is saved is in force, with the version that it got, and nothing is left to save", async () => {
  const { desk, draw, saved } = await openDesk();
  const drawn = draw();

  const done = await desk.save();

  expect(done).toBe(true);
  expect(saved).toEqual([drawn]);
  expect(desk.view).toMatchObject({ isDirty: false, isSaving: false, draft: { version: 8 }, canUndo: false });
});

test("what is wrong is not sent, and stays to be mended", async () => {
  const { desk, draw, saved } = await openDesk({ check: async () => ({ plan: null, faults: [fault] }) });
  draw();

  expect(await desk.save()).toBe(false);

  expect(saved).toEqual([]);
  expect(desk.view).toMatchObject({ isDirty: true, faults: [fault] });
  expect(faultsOf(desk.view.faults, { kind: "zones", index: 0 })).toEqual([{ ...fault, path: ["polygon"] }]);
  expect(faultsOf(desk.view.faults, { kind: "zones", index: 1 })).toEqual([]);
});

test("if somebody else was first nothing drawn is lost, and theirs can be loaded", async () => {
  const { desk, draw } = await openDesk({
    save: () => Promise.reject(new RequestError(409, "Somebody else has saved.")),
  });
  const drawn = draw();

  expect(await desk.save()).toBe(false);
  expect(desk.view).toMatchObject({ isOutdated: true, failure: "Somebody else has saved.", isDirty: true });
  expect(desk.view.draft).toBe(drawn);
  await desk.load(stay);

  expect(desk.view).toMatchObject({ isOutdated: false, failure: undefined, isDirty: false });
});

test("what is drawn while a save is on its way is kept, on top of what was saved", async () => {
  let arrive: (wire: RulesWire) => void = () => {};
  const { desk, draw } = await openDesk({
    save: () =>
      new Promise((resolve) => {
        arrive = resolve;
      }),
  });
  const first = draw();
  const saving = desk.save();
  await expect.poll(() => desk.view.isSaving, PATIENCE).toBe(true);

  draw();
  await new Promise((resolve) => setImmediate(resolve));
  arrive({ rules: LiveRules.parse({ ...first, version: 8 }), plan: { can: [], never: [], assumed: [] } });
  await saving;

  expect(desk.view.draft).toMatchObject({ version: 8, zones: [{ id: "zone_1" }, { id: "zone_2" }] });
  expect(desk.view.isDirty).toBe(true);
});

test("discarding goes back to what is in force", async () => {
  const { desk, draw } = await openDesk();
  draw();

  desk.discard();

  expect(desk.view).toMatchObject({ isDirty: false, canUndo: false, draft: { zones: [] } });
});

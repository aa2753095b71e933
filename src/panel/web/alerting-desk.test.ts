import { describe, expect, test } from "vitest";
import { AlertSettings } from "#domain/alert-settings.ts";
import { MEANWHILE, makeAlertingDesk, type SettingsStore } from "./alerting-desk.ts";
import { RequestError } from "./api.ts";

const running = new AbortController().signal;

/** Keeps settings as the server does. */
function makeStore(): SettingsStore & { kept: AlertSettings; refuses: string | undefined } {
  return {
    kept: AlertSettings.parse({ version: 2 }),
    refuses: undefined,
    async fetch() {
      return this.kept;
    },
    async save(settings) {
      if (this.refuses !== undefined) throw new RequestError(409, this.refuses);
      if (settings.version !== this.kept.version) throw new RequestError(409, "Somebody else saved.");
      this.kept = { ...settings, version: settings.version + 1 };
      return this.kept;
    },
  };
}

async function aDesk() {
  const store = makeStore();
  let changes = 0;
  const desk = makeAlertingDesk(store, () => {
    changes += 1;
  });
  await desk.load(running);
  const change = (part: Partial<AlertSettings>): void => {
    const { draft } = desk.view;
    if (draft) desk.change({ ...draft, ...part });
  };
  return { store, desk, change, changes: () => changes };
}

describe("the desk at which alerting is changed", () => {
  test("saves a change, and then nothing is left to save", async () => {
    const { store, desk, change } = await aDesk();
    change({ group_s: 60 });
    expect(desk.view.isDirty).toBe(true);

    const isDone = await desk.save(running);

    expect(isDone).toBe(true);
    expect(store.kept).toMatchObject({ version: 3, group_s: 60 });
    expect(desk.view).toMatchObject({ isDirty: false, isSaving: false, failure: undefined });
  });

  test("says that somebody else was faster, keeps what was changed here, and saves it the second time", async () => {
    const { store, desk, change } = await aDesk();
    change({ group_s: 60 });
    store.kept = { ...store.kept, version: 3, snooze_minutes: 90 };

    const first = await desk.save(running);
    const told = desk.view;
    const second = await desk.save(running);

    expect([first, second]).toEqual([false, true]);
    expect(told.failure).toBe(MEANWHILE);
    expect(told.draft).toMatchObject({ version: 3, group_s: 60, snooze_minutes: 90 });
    expect(store.kept).toMatchObject({ version: 4, group_s: 60, snooze_minutes: 90 });
  });

  test("says why it was refused where nobody else has saved", async () => {
    const { store, desk, change } = await aDesk();
    change({ group_s: 60 });
    store.refuses = "The disk is full.";

    await desk.save(running);

    expect(desk.view).toMatchObject({ failure: "The disk is full.", isDirty: true });
  });

  test("keeps what is changed while the request is under way", async () => {
    const { store, desk, change } = await aDesk();
    change({ group_s: 60 });

    const saving = desk.save(running);
    change({ snooze_minutes: 90 });
    await saving;

    expect(store.kept).toMatchObject({ group_s: 60, snooze_minutes: 30 });
    expect(desk.view.draft).toMatchObject({ group_s: 60, snooze_minutes: 90, version: 3 });
    expect(desk.view.isDirty).toBe(true);
  });

  test("what is taken back while the request is under way is a change again", async () => {
    const { store, desk, change } = await aDesk();
    change({ group_s: 60 });

    const saving = desk.save(running);
    change({ group_s: 0 });
    await saving;

    expect(store.kept.group_s).toBe(60);
    expect(desk.view).toMatchObject({ draft: { group_s: 0, version: 3 }, isDirty: true });
  });

  test("goes back to what is in force, and tells of every change", async () => {
    const { desk, change, changes } = await aDesk();
    const before = changes();
    change({ group_s: 60 });

    desk.discard();

    expect(desk.view).toMatchObject({ isDirty: false, draft: { group_s: 0 } });
    expect(changes()).toBe(before + 2);
  });
});

import { AlertSettings, type HouseMode } from "#domain/alert-settings.ts";
import type { HouseholdNote } from "#domain/briefing.ts";
import type { BudgetLine } from "#domain/budget.ts";
import { Failure } from "#domain/failure.ts";
import { CameraId, type CameraSlug } from "#domain/ids.ts";
import type { AiDesk, Household, ModelHealth } from "#home/controls.ts";
import type { Alerting } from "#ports/alerting.ts";

/** As much of `Alerting` as entities need. */
export interface FakeAlerting extends Alerting {
  /** Somebody else saves first, so often. */
  outrun(times: number): void;
  refuse(sentence: string | undefined): void;
}

export function fakeAlerting(): FakeAlerting {
  const { tell, subscribe } = listeners();
  const cameras = new Map<CameraSlug, number>();
  let settings = AlertSettings.parse({});
  let mode: HouseMode = "home";
  let house: number | undefined;
  let ahead = 0;
  let refusal: string | undefined;

  const change = (edit: () => void) => {
    if (refusal !== undefined) throw new Failure("unavailable", refusal);
    edit();
    tell();
  };

  return {
    settings: () => settings,
    async save(wish, basedOn) {
      if (ahead > 0) {
        ahead -= 1;
        settings = { ...settings, version: settings.version + 1 };
      }
      if (basedOn !== settings.version) throw new Failure("rejected", "Somebody else has saved.");
      change(() => (settings = { ...wish, version: basedOn + 1 }));
      return settings;
    },
    mode: () => mode,
    setMode: async (wish) => change(() => (mode = wish)),
    snoozes: () => ({ house, cameras }),
    snooze: async (camera, untilMs) =>
      change(() => {
        if (camera === undefined) house = untilMs;
        else if (untilMs === undefined) cameras.delete(camera);
        else cameras.set(camera, untilMs);
      }),
    acknowledge: async () => false,
    open: () => [],
    circumstances: (camera) => ({
      nowMs: 0,
      camera: CameraId.parse("000001"),
      settings,
      mode,
      isAnybodyHome: undefined,
      place: undefined,
      snoozedUntilMs: { house, camera: cameras.get(camera) },
      isNotificationsOn: true,
      template: undefined,
      lastTold: undefined,
    }),
    told: () => undefined,
    subscribe,
    outrun: (times) => void (ahead = times),
    refuse: (sentence) => void (refusal = sentence),
  };
}

export interface FakeDesk extends AiDesk {
  /** Something was used up, or a model rests. */
  change(now: Partial<DeskState>): void;
}

interface DeskState {
  readonly requests: number;
  readonly cost: number;
  readonly lines: readonly BudgetLine[];
  readonly health: readonly ModelHealth[];
}

export function fakeDesk({ hasPrices = true }: { readonly hasPrices?: boolean } = {}): FakeDesk {
  const ofSwitch = listeners();
  const ofSpending = listeners();
  let isOn = true;
  let state: DeskState = {
    requests: 0,
    cost: 0,
    lines: [{ window: "day", of: "requests", used: 0, limit: 100 }],
    health: [{ name: "openai", state: "well", reason: undefined }],
  };
  return {
    analysis: {
      isOn: () => isOn,
      async set(on) {
        isOn = on;
        ofSwitch.tell();
      },
      subscribe: ofSwitch.subscribe,
    },
    spending: {
      lines: () => state.lines,
      today: () => ({ requests: state.requests, tokens: 1200, cost: state.cost }),
      subscribe: ofSpending.subscribe,
    },
    health: () => state.health,
    hasPrices,
    change(now) {
      state = { ...state, ...now };
      ofSpending.tell();
    },
  };
}

export function fakeHousehold(): Household {
  const { tell, subscribe } = listeners();
  let notes: readonly (HouseholdNote & { readonly id: string })[] = [];
  let count = 0;
  return {
    notes: () => notes,
    async addNote(note) {
      count += 1;
      notes = [...notes, { ...note, id: count.toString(16).padStart(8, "0") }];
      tell();
    },
    async removeNote(id) {
      const before = notes.length;
      notes = notes.filter((note) => note.id !== id);
      tell();
      return notes.length < before;
    },
    subscribe,
  };
}

function listeners() {
  const all = new Set<() => void>();
  return {
    tell() {
      for (const listener of all) listener();
    },
    subscribe(listener: () => void): Disposable {
      const entry = () => listener();
      all.add(entry);
      return { [Symbol.dispose]: () => void all.delete(entry) };
    },
  };
}

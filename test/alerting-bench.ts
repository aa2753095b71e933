import type { Alert } from "#domain/alert.ts";
import { AlertSettings } from "#domain/alert-settings.ts";
import type { Camera } from "#domain/camera.ts";
import { CameraId, CameraSlug } from "#domain/ids.ts";
import { type AlertingKeeper, openAlerting } from "#house/alerting.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import { type ManualClock, makeManualClock } from "./fakes/clock.ts";
import { keptLog } from "./fakes/silent-log.ts";
import { type FakeStore, fakeStore } from "./fakes/store.ts";

export const door: Camera = {
  id: CameraId.parse("000001"),
  slug: CameraSlug.parse("front_door"),
  name: "Front door",
};
export const yard: Camera = { id: CameraId.parse("000002"), slug: CameraSlug.parse("yard"), name: "Yard" };

export interface AlertingBench {
  readonly clock: ManualClock;
  readonly store: FakeStore;
  readonly log: ReturnType<typeof keptLog>;
  /** What is wrong now. */
  readonly problems: Map<string, string>;
  /** What was told once more. */
  readonly again: Alert[];
  readonly muted: Set<CameraSlug>;
  open(homeAssistant?: HomeAssistant): Promise<AlertingKeeper>;
}

/** Two cameras, a clock that stands still, and a store that outlives what is opened on it. */
export function makeAlertingBench(): AlertingBench {
  const clock = makeManualClock(new Date("2026-11-20T15:00:00").getTime());
  const store = fakeStore();
  const log = keptLog();
  const problems = new Map<string, string>();
  const again: Alert[] = [];
  const muted = new Set<CameraSlug>();
  return {
    clock,
    store,
    log,
    problems,
    again,
    muted,
    open: (homeAssistant) =>
      openAlerting({
        cameras: [door, yard],
        settings: store.settings,
        clock,
        log,
        homeAssistant,
        isNotificationsOn: (slug) => !muted.has(slug),
        onEscalate: (alert) => void again.push(alert),
        problem: (key, sentence) => {
          if (sentence === undefined) problems.delete(key);
          else problems.set(key, sentence);
        },
      }),
  };
}

/** Settings as somebody saves them; what is left out is the default. */
export function alertWish(wish: object = {}): Omit<AlertSettings, "version"> {
  const { version: _, ...rest } = AlertSettings.parse(wish);
  return rest;
}

import { z } from "zod";
import type { AlertSettings } from "#domain/alert-settings.ts";
import type { Place } from "#domain/sun.ts";
import { needsSun } from "#domain/time-window.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openKept } from "./alerting-kept.ts";

const PROBLEM = "alerting.sun";
const NO_PLACE =
  "Hours of alerts go by sunrise or sunset, but it is not known where the house is. You are told as if these hours were not set. Connect Porchlight to Home Assistant's API, which knows the place, or choose clock times.";

const StoredPlace = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

export interface PlaceKeeper {
  now(): Place | undefined;
  /** Takes up what Home Assistant says by now, and tells if hours need a place that nobody knows. */
  look(settings: AlertSettings): void;
  settled(): Promise<void>;
}

/** Where the house is: as Home Assistant says, also while it is away. */
export async function openPlace(
  homeAssistant: HomeAssistant | undefined,
  parts: {
    readonly settings: SettingStore;
    readonly log: Logger;
    problem(key: string, sentence?: string): void;
  },
): Promise<PlaceKeeper> {
  const kept = await openKept({
    ...parts,
    key: "alerting.place",
    schema: StoredPlace.nullable(),
    fallback: () => null,
  });

  return {
    now: () => kept.now ?? undefined,
    look({ quiet_hours, cameras }) {
      const said = StoredPlace.safeParse(homeAssistant?.info());
      const isNew = said.success && JSON.stringify(said.data) !== JSON.stringify(kept.now);
      if (isNew) void kept.note(said.data);
      const windows = [...quiet_hours, ...Object.values(cameras).flatMap((camera) => camera.windows)];
      parts.problem(PROBLEM, kept.now === null && windows.some(needsSun) ? NO_PLACE : undefined);
    },
    settled: kept.settled,
  };
}

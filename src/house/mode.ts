import { z } from "zod";
import { type AlertSettings, HouseMode } from "#domain/alert-settings.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openKept } from "./alerting-kept.ts";
import type { Senses } from "./alerting-senses.ts";

const PROBLEM = "alerting.mode";
const MODE_BROKEN =
  "The mode of the house that was kept cannot be read, and is taken to be home. If it was another, set it again.";

/** What the alarm panel of Home Assistant stands for; all else (arming, pending, triggered) changes nothing. */
const modeOfAlarm: Readonly<Record<string, HouseMode>> = {
  disarmed: "home",
  armed_home: "home",
  armed_night: "night",
  armed_away: "away",
  armed_vacation: "away",
  armed_custom_bypass: "away",
};

const StoredMode = z.object({
  mode: HouseMode,
  /** What the house was said to be up to when it was last heard; null where the mode follows nothing. */
  followed: HouseMode.nullable(),
});

export interface ModeKeeper {
  now(): HouseMode;
  /** The owner's word. In force at once; throws `Failure` where it cannot be kept. */
  set(mode: HouseMode): Promise<void>;
  /** Takes up what is followed, if that has changed. True if the mode is another now. */
  follow(settings: AlertSettings, senses: Senses): boolean;
  settled(): Promise<void>;
}

export interface ModeParts {
  readonly settings: SettingStore;
  readonly log: Logger;
  problem(key: string, sentence?: string): void;
}

/** The mode of the house. Followed or set, the last word holds; but nobody except the owner ends privacy. */
export async function openMode({ settings, log, problem }: ModeParts): Promise<ModeKeeper> {
  const kept = await openKept({
    settings,
    log,
    key: "alerting.mode",
    schema: StoredMode,
    fallback: () => ({ mode: "home" as const, followed: null }),
    onBroken: () => problem(PROBLEM, MODE_BROKEN),
  });

  return {
    now: () => kept.now.mode,
    async set(mode) {
      problem(PROBLEM);
      await kept.put({ ...kept.now, mode });
    },
    follow({ mode_follows }, senses) {
      const followed = mode_follows === "nothing" ? null : followedMode(mode_follows, senses);
      // Nobody knows for now: what was heard last still holds.
      if (followed === undefined || followed === kept.now.followed) return false;
      const before = kept.now.mode;
      const mode = followed === null || before === "privacy" ? before : followed;
      void kept.note({ mode, followed });
      return mode !== before;
    },
    settled: kept.settled,
  };
}

function followedMode(follows: "people" | "alarm", senses: Senses): HouseMode | undefined {
  if (follows === "alarm") return modeOfAlarm[senses.alarm() ?? ""];
  const isAnybodyHome = senses.isAnybodyHome();
  if (isAnybodyHome === undefined) return undefined;
  return isAnybodyHome ? "home" : "away";
}

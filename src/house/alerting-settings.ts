import { z } from "zod";
import { AlertSettings } from "#domain/alert-settings.ts";
import { Failure } from "#domain/failure.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openKept } from "./alerting-kept.ts";

const PROBLEM = "alerting.settings";
const BROKEN =
  "The alert settings that were kept cannot be read: there are no quiet hours, no pauses and no rules for modes until you set them again. The old ones are kept aside.";
const CHANGED_MEANWHILE =
  "Somebody else has saved other alert settings meanwhile. Load them, and make your change once more.";

export interface SettingsKeeper {
  now(): AlertSettings;
  /** Throws `Failure` if they were changed since version `basedOn`, or cannot be written. */
  save(wish: Omit<AlertSettings, "version">, basedOn: number): Promise<AlertSettings>;
  settled(): Promise<void>;
}

export interface SettingsParts {
  readonly settings: SettingStore;
  readonly log: Logger;
  problem(key: string, sentence?: string): void;
}

export async function openAlertSettings({ settings, log, problem }: SettingsParts): Promise<SettingsKeeper> {
  const kept = await openKept({
    settings,
    log,
    key: "alerting.settings",
    schema: AlertSettings,
    // Defaults tell more: whoever is told too much notices, whoever is told too little does not.
    fallback: (stored) => AlertSettings.parse({ version: versionOf(stored) }),
    onBroken: () => problem(PROBLEM, BROKEN),
  });
  /** The one that is being written, so that of two who save at once the second is told. */
  let newest = kept.now.version;

  return {
    now: () => kept.now,
    async save(wish, basedOn) {
      if (basedOn !== newest) throw new Failure("rejected", CHANGED_MEANWHILE);
      const saved = { ...wish, version: newest + 1 };
      newest = saved.version;
      try {
        await kept.save(saved);
      } catch (cause) {
        newest = kept.now.version;
        throw cause;
      }
      problem(PROBLEM);
      return saved;
    },
    settled: kept.settled,
  };
}

/** A damaged document keeps its count, so that a version never comes back with other content. */
function versionOf(stored: unknown): number {
  const parsed = z.object({ version: AlertSettings.shape.version }).safeParse(stored);
  return parsed.success ? parsed.data.version : 0;
}

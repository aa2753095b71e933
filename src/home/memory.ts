import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { Locale } from "./locale.ts";
import { PLACES_MAX, Place } from "./places.ts";

const KEY = "home.devices";
const DEVICES_MAX = 256;

const Kept = z.object({
  /** What Home Assistant was told of, by device: component keys and their platforms. */
  announced: z.record(z.string(), z.record(z.string(), z.string())),
  /** Devices that somebody deleted in Home Assistant: they stay away until they are restored. */
  hidden: z.array(z.string()),
  /** Zones and lines by device, as they were last seen: they are announced before anybody has looked. */
  places: z.record(z.string(), z.array(Place)).catch({}),
  /** As Home Assistant said last; null until it has. */
  locale: Locale.nullable().catch(null),
});
type Kept = z.output<typeof Kept>;

/**
 * What must be known after a restart about devices in Home Assistant. Changes count at once; they are written one
 * after another, the newest always last.
 */
export interface Memory {
  announced(device: string): Readonly<Record<string, string>> | undefined;
  announcedDevices(): readonly string[];
  isHidden(device: string): boolean;
  remember(device: string, components: Readonly<Record<string, string>>): void;
  forget(device: string): void;
  hide(device: string): void;
  unhide(device: string): void;
  places(device: string): readonly Place[];
  /** True where they are others than before. */
  keepPlaces(device: string, places: readonly Place[]): boolean;
  locale(): Locale | undefined;
  /** True where it is another than before. */
  keepLocale(locale: Locale): boolean;
  /** Resolves when everything is written. */
  written(): Promise<void>;
}

/** Reads what was kept; what no longer parses counts as nothing. */
export async function openMemory(settings: SettingStore, log: Logger): Promise<Memory> {
  const parsed = Kept.safeParse(await settings.read(KEY));
  let kept: Kept = parsed.success ? parsed.data : { announced: {}, hidden: [], places: {}, locale: null };
  let tail: Promise<void> = Promise.resolve();

  function change(next: Kept): void {
    if (JSON.stringify(next) === JSON.stringify(kept)) return;
    kept = next;
    tail = write(tail, next);
  }

  async function write(before: Promise<void>, next: Kept): Promise<void> {
    await before;
    // A newer one is on its way.
    if (kept !== next) return;
    try {
      await settings.write(KEY, next);
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      log.warn({ reason: cause.message }, "what home assistant was told is only known until the next start");
    }
  }

  function without<T>(record: Readonly<Record<string, T>>, device: string): Record<string, T> {
    return Object.fromEntries(Object.entries(record).filter(([key]) => key !== device));
  }

  const unhidden = (device: string) => kept.hidden.filter((key) => key !== device);

  return {
    announced: (device) => kept.announced[device],
    announcedDevices: () => Object.keys(kept.announced),
    isHidden: (device) => kept.hidden.includes(device),
    remember(device, components) {
      const rest = Object.entries(without(kept.announced, device)).slice(-(DEVICES_MAX - 1));
      change({ ...kept, announced: { ...Object.fromEntries(rest), [device]: { ...components } } });
    },
    forget(device) {
      const [announced, places] = [without(kept.announced, device), without(kept.places, device)];
      change({ ...kept, announced, hidden: unhidden(device), places });
    },
    hide(device) {
      const hidden = [...unhidden(device), device].slice(-DEVICES_MAX);
      change({ ...kept, announced: without(kept.announced, device), hidden });
    },
    unhide: (device) => change({ ...kept, hidden: unhidden(device) }),
    places: (device) => kept.places[device] ?? [],
    keepPlaces(device, places) {
      if (JSON.stringify(places) === JSON.stringify(kept.places[device] ?? [])) return false;
      const rest = Object.entries(without(kept.places, device)).slice(-(DEVICES_MAX - 1));
      change({
        ...kept,
        places: { ...Object.fromEntries(rest), [device]: [...places].slice(0, PLACES_MAX) },
      });
      return true;
    },
    locale: () => kept.locale ?? undefined,
    keepLocale(locale) {
      if (JSON.stringify(locale) === JSON.stringify(kept.locale)) return false;
      change({ ...kept, locale });
      return true;
    },
    written: () => tail,
  };
}

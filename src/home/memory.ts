import { z } from "zod";
import type { SettingStore } from "#ports/state-store.ts";

const KEY = "home.devices";
const DEVICES_MAX = 256;

const Kept = z.object({
  /** What Home Assistant was told of, by device: component keys and their platforms. */
  announced: z.record(z.string(), z.record(z.string(), z.string())),
  /** Devices that somebody deleted in Home Assistant: they stay away until they are restored. */
  hidden: z.array(z.string()),
});
type Kept = z.output<typeof Kept>;

/** What must be known after a restart about devices in Home Assistant. Every change is written before it resolves. */
export interface Memory {
  announced(device: string): Readonly<Record<string, string>> | undefined;
  announcedDevices(): readonly string[];
  isHidden(device: string): boolean;
  remember(device: string, components: Readonly<Record<string, string>>): Promise<void>;
  forget(device: string): Promise<void>;
  hide(device: string): Promise<void>;
  unhide(device: string): Promise<void>;
}

/** Reads what was kept; what no longer parses counts as nothing. */
export async function openMemory(settings: SettingStore): Promise<Memory> {
  const parsed = Kept.safeParse(await settings.read(KEY));
  let kept: Kept = parsed.success ? parsed.data : { announced: {}, hidden: [] };

  async function save(next: Kept): Promise<void> {
    if (JSON.stringify(next) === JSON.stringify(kept)) return;
    kept = next;
    await settings.write(KEY, kept);
  }

  function without(device: string): Record<string, Record<string, string>> {
    return Object.fromEntries(Object.entries(kept.announced).filter(([key]) => key !== device));
  }

  return {
    announced: (device) => kept.announced[device],
    announcedDevices: () => Object.keys(kept.announced),
    isHidden: (device) => kept.hidden.includes(device),
    async remember(device, components) {
      const rest = Object.entries(without(device)).slice(-(DEVICES_MAX - 1));
      await save({ ...kept, announced: { ...Object.fromEntries(rest), [device]: { ...components } } });
    },
    async forget(device) {
      await save({ announced: without(device), hidden: kept.hidden.filter((key) => key !== device) });
    },
    async hide(device) {
      const hidden = [...new Set([...kept.hidden, device])].slice(-DEVICES_MAX);
      await save({ announced: without(device), hidden });
    },
    async unhide(device) {
      await save({ ...kept, hidden: kept.hidden.filter((key) => key !== device) });
    },
  };
}

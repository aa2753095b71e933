import { z } from "zod";
import type { CameraId } from "#domain/ids.ts";
import { allSwitchesOn, type Switches } from "#domain/switches.ts";
import type { SettingStore } from "#ports/state-store.ts";

const Stored = z.object({ detection: z.boolean(), recording: z.boolean(), notifications: z.boolean() });

const keyOf = (camera: CameraId) => `cameras.${camera}.switches`;

export async function readSwitches(settings: SettingStore, camera: CameraId): Promise<Switches> {
  const stored = Stored.safeParse(await settings.read(keyOf(camera)));
  return stored.success ? stored.data : allSwitchesOn;
}

export async function writeSwitches(
  settings: SettingStore,
  camera: CameraId,
  switches: Switches,
): Promise<void> {
  await settings.write(keyOf(camera), switches);
}

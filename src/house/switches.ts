import type { CameraId } from "#domain/ids.ts";
import { allSwitchesOn, Switches } from "#domain/switches.ts";
import type { SettingStore } from "#ports/state-store.ts";

const keyOf = (camera: CameraId) => `cameras.${camera}.switches`;

export async function readSwitches(settings: SettingStore, camera: CameraId): Promise<Switches> {
  const stored = Switches.safeParse(await settings.read(keyOf(camera)));
  return stored.success ? stored.data : allSwitchesOn;
}

export async function writeSwitches(
  settings: SettingStore,
  camera: CameraId,
  switches: Switches,
): Promise<void> {
  await settings.write(keyOf(camera), switches);
}

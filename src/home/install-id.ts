import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { SettingStore } from "#ports/state-store.ts";

const KEY = "home.install_id";
const InstallId = z.string().regex(/^[0-9a-f]{6}$/);

/**
 * Six random hex digits that name this box on the broker and in Home Assistant, made once and kept.
 * Nothing in it can be edited, so no renaming ever orphans an entity.
 */
export async function readInstallId(settings: SettingStore): Promise<string> {
  const kept = InstallId.safeParse(await settings.read(KEY));
  if (kept.success) return kept.data;
  const made = randomBytes(3).toString("hex");
  await settings.write(KEY, made);
  return made;
}

import type { StorageSettings } from "#plugins/storage/settings.ts";
import type { Options } from "./schema.ts";

/** Where copies go away from this machine, in the owner's order. */
export function copyPlaces({ storage, copies }: Pick<Options, "storage" | "copies">): StorageSettings[] {
  return [storage, ...copies].filter(({ backend }) => backend !== "local");
}

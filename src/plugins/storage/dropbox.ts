import { definePlugin } from "#ports/plugin.ts";
import { StorageSettings } from "./settings.ts";

/** The owner's Dropbox, by an app of the owner's own. */
export const dropbox = definePlugin({
  kind: "storage",
  backend: "dropbox",
  config: StorageSettings,
  open: async (settings, context) => {
    const { openDropboxStorage } = await import("./dropbox-place.ts");
    return await openDropboxStorage(settings, context, fetch);
  },
});

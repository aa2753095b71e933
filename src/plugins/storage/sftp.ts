import { definePlugin } from "#ports/plugin.ts";
import { StorageSettings } from "./settings.ts";

/** A folder on any machine that runs an SSH server: a NAS, a rented storage box, a computer at friends'. */
export const sftp = definePlugin({
  kind: "storage",
  backend: "sftp",
  config: StorageSettings,
  open: async (settings, context) => {
    const { openSftpStorage } = await import("./sftp-place.ts");
    return await openSftpStorage(settings, context);
  },
});

import { definePlugin } from "#ports/plugin.ts";
import { RtspSettings } from "./settings.ts";

/** A camera that streams by RTSP. */
export const rtsp = definePlugin({
  kind: "source",
  backend: "rtsp",
  config: RtspSettings,
  open: async (settings, context) => {
    // Loaded here: the panel imports this file's settings for their form alone.
    const { openRtspSource } = await import("./source.ts");
    return openRtspSource(settings, context);
  },
});

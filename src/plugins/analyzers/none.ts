import { z } from "zod";
import { definePlugin } from "#ports/plugin.ts";

/** No vision model is asked; objects alone decide. */
export const none = definePlugin({
  kind: "analyzer",
  backend: "none",
  config: z.object({
    backend: z.literal("none").default("none").meta({
      title: "Analyzer",
      description: "none: no vision model is asked; objects alone decide.",
    }),
  }),
  open: async () => ({
    analyze: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }),
});

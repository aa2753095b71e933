import { definePlugin } from "#ports/plugin.ts";
import { makeDescriber } from "./describe.ts";
import { homeAssistantModel } from "./home-assistant-model.ts";
import { AnalyzerSettings } from "./settings.ts";

/** The AI task of Home Assistant: whoever has an AI provider there needs no key here. */
export const homeAssistant = definePlugin({
  kind: "analyzer",
  backend: "home_assistant",
  config: AnalyzerSettings,
  open: async (settings, context) => {
    const model = await homeAssistantModel(settings, context);
    const describer = makeDescriber({ backend: "home_assistant", settings, context, ask: model.ask });
    return {
      analyze: describer.analyze,
      async [Symbol.asyncDispose]() {
        await describer[Symbol.asyncDispose]();
        model[Symbol.dispose]();
      },
    };
  },
});

import { definePlugin } from "#ports/plugin.ts";
import { makeDescriber } from "./describe.ts";
import { AnalyzerSettings } from "./settings.ts";

/** Any server that speaks OpenAI's chat completions: OpenAI, Ollama, llama.cpp, vLLM, Gemini's. */
export const openai = definePlugin({
  kind: "analyzer",
  backend: "openai",
  config: AnalyzerSettings,
  open: async (settings, context) => {
    // The SDK is large, and only whoever has chosen it pays for it.
    const { openaiModel } = await import("./openai-model.ts");
    const ask = openaiModel(settings, context);
    return makeDescriber({ backend: "openai", settings, context, ask });
  },
});

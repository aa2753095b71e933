import { z } from "zod";

export const analyzerBackends = ["none", "rules", "openai", "home_assistant"] as const;

const PRICE_MAX = 100_000;
const ACTIVITY_TYPES = [
  "passerby",
  "visitor",
  "delivery",
  "household",
  "service",
  "vehicle",
  "animal",
  "suspicious",
  "break_in",
  "danger",
  "nothing",
  "unknown",
];

/**
 * Who describes clips: flat, as the options form cannot choose between forms. What a backend needs is checked by the
 * backend, which tells the owner what is missing.
 */
export const AnalyzerSettings = z.object({
  backend: z.enum(analyzerBackends).default("none").meta({
    title: "Analyzer",
    description:
      "none: objects alone decide. rules: clips are described from what the detector saw. openai: any server that speaks OpenAI's API. home_assistant: the AI task of Home Assistant.",
  }),
  role: z.enum(["describe", "gate"]).default("describe").meta({
    title: "Role",
    description:
      "describe: says what happened. gate, for the first of several: looks at two small pictures, and the next one is asked only where it sees more than nothing.",
  }),
  base_url: z
    .url({ protocol: /^https?$/, error: "must look like http://192.168.1.5:11434/v1" })
    .max(2048)
    .optional()
    .meta({
      title: "Address",
      description:
        "For openai: where the server is, as in http://192.168.1.5:11434/v1 for Ollama. Empty: OpenAI itself.",
    }),
  api_key: z.string().max(512).optional().meta({
    title: "API key",
    description: "For openai: the key, if the server asks for one.",
    secret: true,
  }),
  model: z.string().max(200).optional().meta({
    title: "Model",
    description:
      "For openai the model's name, as in gpt-4o-mini or qwen3-vl:8b. For home_assistant the entity, as in ai_task.google_ai_task; empty: the preferred one.",
  }),
  run_mode: z.enum(["trigger_only", "always", "never"]).default("trigger_only").meta({
    title: "Describe",
    description:
      "trigger_only: clips in which one of the trigger classes was seen. always: every clip. never: none.",
  }),
  trigger_classes: z.array(z.string().min(1).max(64)).max(100).default(["person"]).meta({
    title: "Trigger classes",
    description: "With trigger_only: person, vehicle, animal, or any class of the detector.",
  }),
  activity_types: z.array(z.string().min(1).max(64)).min(1).max(40).default(ACTIVITY_TYPES).meta({
    title: "Activities",
    description: "The words that the model chooses from to say what kind of thing happened.",
  }),
  timeout_s: z.int().min(5).max(300).default(60).meta({
    title: "Time limit (seconds)",
    description: "How long one answer may take.",
  }),
  max_frames: z.int().min(1).max(20).default(8).meta({
    title: "Pictures",
    description: "At most so many pictures of a clip are sent.",
  }),
  max_size: z.int().min(256).max(2048).default(1024).meta({
    title: "Picture size (pixels)",
    description: "The longer side of a picture that is sent.",
  }),
  quality: z.int().min(30).max(95).default(80).meta({
    title: "Picture quality",
    description: "JPEG quality of the pictures that are sent.",
  }),
  price_input: z.number().min(0).max(PRICE_MAX).default(0).meta({
    title: "Price of reading",
    description: "Money for a million tokens read, in your currency, for the budget.",
  }),
  price_output: z.number().min(0).max(PRICE_MAX).default(0).meta({
    title: "Price of writing",
    description: "Money for a million tokens written, in your currency, for the budget.",
  }),
});
export type AnalyzerSettings = z.output<typeof AnalyzerSettings>;

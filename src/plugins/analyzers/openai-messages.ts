import type OpenAI from "openai";
import type { ModelQuestion } from "./model-call.ts";
import { asData } from "./names.ts";
import { correctionOf } from "./prompt.ts";

/** Ours is the system's message; facts and pictures, which are data, are the user's. */
export function messagesOf(
  { instructions, facts, pictures, schema, correction }: ModelQuestion,
  format: "json_schema" | "json_object" | "text",
): OpenAI.ChatCompletionMessageParam[] {
  // Whoever is not held to the schema is told it.
  const told = format === "json_schema" ? "" : `\n\nJSON schema of the answer:\n${asData(schema)}`;
  const shown = pictures.flatMap(({ jpeg, caption }): OpenAI.ChatCompletionContentPart[] => [
    { type: "text", text: caption },
    {
      type: "image_url",
      image_url: { url: `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}` },
    },
  ]);
  const question: OpenAI.ChatCompletionMessageParam[] = [
    { role: "system", content: instructions + told },
    { role: "user", content: [{ type: "text", text: facts }, ...shown] },
  ];
  return correction
    ? [
        ...question,
        { role: "assistant", content: correction.answer },
        { role: "user", content: correctionOf(correction.complaint) },
      ]
    : question;
}

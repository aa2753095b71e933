import { z } from "zod";
import { failureMessage } from "#domain/failure.ts";
import type { SourceContext } from "#ports/plugin.ts";
import { makeViewMemory, REFERENCES_MAX, type ViewMemory } from "#vision/view/memory.ts";
import { packView, unpackView } from "#vision/view/stored.ts";

const SKETCH_CHARS_MAX = 32_768;
const HOURS = 24;

const Stored = z.object({
  references: z
    .array(
      z.object({
        sketch: z.base64().max(SKETCH_CHARS_MAX),
        seenMs: z.number().min(0),
        usedAtMs: z.number().min(0),
      }),
    )
    .max(REFERENCES_MAX),
  seenMs: z.number().min(0),
  otherMs: z.number().min(0),
  darkHours: z.array(z.boolean()).length(HOURS),
});
const Streams = z.object({ main: Stored.optional(), sub: Stored.optional() });

/** The streams of a camera may show different parts of the scene, so each has a memory. */
export type ViewMemories = Readonly<Record<"main" | "sub", ViewMemory>>;

/** What a camera usually shows, as it was known before the restart. What cannot be read is learned anew. */
export async function readViews({
  memory,
  log,
}: Pick<SourceContext, "memory" | "log">): Promise<ViewMemories> {
  const stored = await memory?.read().catch((cause: unknown) => {
    log.warn({ reason: failureMessage(cause) }, "what the camera usually shows cannot be read");
  });
  const { main, sub } = Streams.catch({}).parse(stored ?? {});
  return {
    main: (main && unpackView(main)) ?? makeViewMemory(),
    sub: (sub && unpackView(sub)) ?? makeViewMemory(),
  };
}

export async function writeViews(
  { memory, log }: Pick<SourceContext, "memory" | "log">,
  { main, sub }: ViewMemories,
): Promise<void> {
  try {
    await memory?.write({ main: packView(main), sub: packView(sub) });
  } catch (cause) {
    log.warn({ reason: failureMessage(cause) }, "what the camera usually shows cannot be kept");
  }
}

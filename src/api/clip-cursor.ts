import { z } from "@hono/zod-openapi";
import { ClipId } from "#domain/ids.ts";
import type { ClipPosition } from "#ports/state-store.ts";

const CURSOR_MAX = 200;
const Position = z.tuple([z.int().min(0).max(8.64e15), ClipId]);

/** Where the next page of a list begins, as a word that callers pass on and do not read. */
export function writeCursor({ startedAtMs, id }: ClipPosition): string {
  return Buffer.from(JSON.stringify([startedAtMs, id])).toString("base64url");
}

export const ClipCursor = z
  .string()
  .max(CURSOR_MAX)
  .transform((text, context): ClipPosition => {
    const position = Position.safeParse(jsonOf(text));
    if (position.success) return { startedAtMs: position.data[0], id: position.data[1] };
    context.addIssue({ code: "custom", message: "This is not a `next` of an earlier answer." });
    return z.NEVER;
  });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
}

import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { NOTES_MAX } from "#domain/briefing.ts";
import { Failure } from "#domain/failure.ts";
import { CameraSlug } from "#domain/ids.ts";
import type { Briefings } from "#ports/briefings.ts";
import type { House } from "#ports/house.ts";
import { BriefingWire, BriefingWish, NotesWire, NoteWish } from "./briefings-wire.ts";

export interface BriefingsParts {
  readonly house: Pick<House, "camera">;
  /** Missing where nobody describes clips. */
  readonly briefings?: Briefings | undefined;
}

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
});
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});
const byCamera = z.object({ slug: CameraSlug });

const routes = {
  briefing: createRoute({
    method: "get",
    path: "/cameras/{slug}/briefing",
    summary: "What whoever describes clips of a camera is told of it.",
    request: { params: byCamera },
    responses: json(BriefingWire, "Empty words where nothing was said."),
  }),
  saveBriefing: createRoute({
    method: "put",
    path: "/cameras/{slug}/briefing",
    summary: "Replaces it. `version` is that of which this was made, else 409.",
    request: { params: byCamera, body: body(BriefingWish) },
    responses: json(BriefingWire, "What is told from now on."),
  }),
  notes: createRoute({
    method: "get",
    path: "/household-notes",
    summary: "What holds for the household for a while.",
    responses: json(NotesWire, "Oldest first."),
  }),
  addNote: createRoute({
    method: "post",
    path: "/household-notes",
    summary: "Adds a note. It is over by itself at `until_ms` (Unix ms).",
    request: { body: body(NoteWish) },
    responses: json(NotesWire, "What holds from now on."),
  }),
  removeNote: createRoute({
    method: "delete",
    path: "/household-notes/{id}",
    summary: "Takes a note back.",
    request: { params: z.object({ id: z.string().max(64) }) },
    responses: json(NotesWire, "What holds from now on."),
  }),
} as const;

/** What the owner says of cameras and household, for whoever describes clips. */
export function addBriefings(api: OpenAPIHono, parts: BriefingsParts): void {
  const known = (slug: CameraSlug): CameraSlug => {
    if (parts.house.camera(slug)) return slug;
    throw new HTTPException(404, { message: `There is no camera "${slug}".` });
  };
  const notes = (): NotesWire => ({ notes: [...keptBy(parts).notes()], most: NOTES_MAX });

  api.openapi(routes.briefing, (c) => c.json(keptBy(parts).of(known(c.req.valid("param").slug)), 200));
  api.openapi(routes.saveBriefing, async (c) => {
    const slug = known(c.req.valid("param").slug);
    const { version, ...wish } = c.req.valid("json");
    return c.json(await keptBy(parts).save(slug, wish, version), 200);
  });
  api.openapi(routes.notes, (c) => c.json(notes(), 200));
  api.openapi(routes.addNote, async (c) => {
    await keptBy(parts).addNote(c.req.valid("json"));
    return c.json(notes(), 200);
  });
  api.openapi(routes.removeNote, async (c) => {
    const isGone = await keptBy(parts).removeNote(c.req.valid("param").id);
    if (!isGone) throw new HTTPException(404, { message: "There is no such note any more." });
    return c.json(notes(), 200);
  });
}

function keptBy({ briefings }: BriefingsParts): Briefings {
  if (briefings) return briefings;
  throw new Failure("unavailable", "What is known of the house is not ready yet. Try again in a moment.");
}

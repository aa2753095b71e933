import { z } from "@hono/zod-openapi";
import {
  CameraBriefing,
  HouseholdNote,
  KeptNote,
  NORMAL_CHARS_MAX,
  NOTE_CHARS_MAX,
  PURPOSE_CHARS_MAX,
} from "#domain/briefing.ts";

/** What the owner says of a camera. `version` is that of which a change is made. */
export const BriefingWire = CameraBriefing;
export type BriefingWire = z.output<typeof BriefingWire>;

export const BriefingWish = z.object({
  version: z.int().min(0),
  purpose: z.string().trim().max(PURPOSE_CHARS_MAX),
  normal: z.string().trim().max(NORMAL_CHARS_MAX),
});
export type BriefingWish = z.output<typeof BriefingWish>;

export const NoteWish = HouseholdNote.extend({ text: z.string().trim().min(1).max(NOTE_CHARS_MAX) });
export type NoteWish = z.output<typeof NoteWish>;

export const NotesWire = z.object({
  /** Those that hold now, oldest first. */
  notes: z.array(KeptNote),
  /** So many there may be. */
  most: z.int(),
});
export type NotesWire = z.output<typeof NotesWire>;

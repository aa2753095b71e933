import type { BriefingWire, BriefingWish, NotesWire, NoteWish } from "#api/briefings-wire.ts";
import type { SpendingWire } from "#api/spending-wire.ts";
import { read, sendJson } from "./api.ts";

export const fetchBriefing = (camera: string, signal: AbortSignal): Promise<BriefingWire> =>
  read(`cameras/${camera}/briefing`, signal);

/** Throws a `RequestError` with status 409 if somebody else saved meanwhile. */
export const saveBriefing = (camera: string, wish: BriefingWish): Promise<BriefingWire> =>
  sendJson(`cameras/${camera}/briefing`, "PUT", wish);

export const fetchNotes = (signal: AbortSignal): Promise<NotesWire> => read("household-notes", signal);

export const addNote = (note: NoteWish): Promise<NotesWire> => sendJson("household-notes", "POST", note);

export const removeNote = (id: string): Promise<NotesWire> => sendJson(`household-notes/${id}`, "DELETE");

export const fetchSpending = (signal: AbortSignal): Promise<SpendingWire> => read("spending", signal);

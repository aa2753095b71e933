import { type HouseholdNote, NOTE_CHARS_MAX } from "#domain/briefing.ts";
import type { Household } from "./controls.ts";

/** How long a note holds that came without an end: "Painter here" is said for the day. */
export const NOTE_MS = 12 * 60 * 60_000;

/** The text of the entity: of what holds until it is taken back, what was said last. */
export function contextOf(notes: readonly HouseholdNote[]): string {
  return notes.findLast(isLasting)?.text ?? "";
}

/** Puts another text in the place of the one before; without any there is none from then on. */
export async function setContext(household: Household, text: string): Promise<void> {
  const fitting = fit(text);
  const before = household.notes().findLast(isLasting);
  if (before?.text === fitting) return;
  if (before !== undefined) await household.removeNote(before.id);
  if (fitting !== "") await household.addNote({ text: fitting, until_ms: null });
}

/** Adds something that ends by itself. */
export async function tellNote(household: Household, text: string, nowMs: number): Promise<void> {
  const fitting = fit(text);
  if (fitting !== "") await household.addNote({ text: fitting, until_ms: nowMs + NOTE_MS });
}

function isLasting({ until_ms }: HouseholdNote): boolean {
  return until_ms === null;
}

/** Home Assistant counts code points, and a note may be any message: as much of it as a note holds. */
function fit(text: string): string {
  let fitting = "";
  for (const point of text.trim()) {
    if (fitting.length + point.length > NOTE_CHARS_MAX) break;
    fitting += point;
  }
  return fitting.trim();
}

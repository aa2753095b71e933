import { z } from "zod";

export const PURPOSE_CHARS_MAX = 200;
export const NORMAL_CHARS_MAX = 2000;
export const NOTE_CHARS_MAX = 255;
export const NOTES_MAX = 20;

/** What the owner says of one camera, for whoever describes its clips. Kept by the house, edited in the panel. */
export const CameraBriefing = z.object({
  /** Rises with each edit of `normal`; analyses name the one that they were made with. */
  version: z.int().min(0).default(0),
  /** What the camera is there for: "Watches the drive; parcels are left left of the door." */
  purpose: z.string().max(PURPOSE_CHARS_MAX).default(""),
  /** What is normal here: "The neighbours cross the lawn. The bins are fetched on Tuesdays." */
  normal: z.string().max(NORMAL_CHARS_MAX).default(""),
});
export type CameraBriefing = z.output<typeof CameraBriefing>;

/** Something that holds for the household for a while: "Painter here until 17:00". */
export const HouseholdNote = z.object({
  text: z.string().min(1).max(NOTE_CHARS_MAX),
  /** Unix ms; null stays until it is taken back. */
  until_ms: z.int().nullable(),
});
export type HouseholdNote = z.output<typeof HouseholdNote>;

/** A note as it is kept: the id is what it is taken back by. */
export const KeptNote = HouseholdNote.extend({ id: z.string().regex(/^[0-9a-f]{8}$/) });
export type KeptNote = z.output<typeof KeptNote>;

/** All that an analyzer is told besides the pictures: facts of the house, in the owner's words. */
export interface Briefing {
  /** The owner's name for the camera: data, as cameras and owners may write anything there. */
  readonly camera: string;
  readonly purpose: string;
  readonly normal: { readonly version: number; readonly text: string } | null;
  /** Those that hold when the clip began. */
  readonly household: readonly string[];
  /** Standing questions of the owner about this camera. */
  readonly tasks: readonly string[];
  /** `home`, `away`, …: the mode of the house when the clip began; null where there is none. */
  readonly mode: string | null;
}

/** Nothing is known but the name. */
export function plainBriefing(camera: string): Briefing {
  return { camera, purpose: "", normal: null, household: [], tasks: [], mode: null };
}

import type { Briefing, CameraBriefing, HouseholdNote, KeptNote } from "#domain/briefing.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { CameraSlug } from "#domain/ids.ts";

/** What the owner says of cameras and household, for whoever describes clips. Kept over restarts. */
export interface Briefings {
  /** Nothing of a camera of which nothing was said. */
  of(camera: CameraSlug): CameraBriefing;
  /**
   * In force once it has resolved. Throws `Failure("rejected")` where there is no such camera, and if somebody else has
   * saved since version `basedOn`.
   */
  save(camera: CameraSlug, wish: Omit<CameraBriefing, "version">, basedOn: number): Promise<CameraBriefing>;
  /** Those that hold now, oldest first. */
  notes(): readonly KeptNote[];
  /** Throws `Failure("rejected")` where there are too many, or it would be over already. */
  addNote(note: HouseholdNote): Promise<KeptNote>;
  /** False where there is none of this id. */
  removeNote(id: string): Promise<boolean>;
  /** What an analyzer is told of a clip. */
  briefing(state: Pick<ClipState, "camera_name" | "camera_title" | "start_ts">): Briefing;
  /** Called after each change, and when a note is over. */
  subscribe(listener: () => void): Disposable;
}

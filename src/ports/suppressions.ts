import type { CameraSlug } from "#domain/ids.ts";
import type { Suppression, SuppressionDraft, SuppressionId } from "#domain/suppression.ts";

/** What the owner found not interesting, camera by camera. */
export interface Suppressions {
  /** In force now, oldest first. Costs nothing. */
  of(camera: CameraSlug): readonly Suppression[];
  /** Labels or groups on which the camera alerts. */
  alertsOn(camera: CameraSlug): readonly string[];
  /** In force once it has resolved. Throws `Failure` where there are too many, or no such camera. */
  add(draft: SuppressionDraft): Promise<Suppression>;
  /** False where there is none of this id. */
  remove(camera: CameraSlug, id: SuppressionId): Promise<boolean>;
}

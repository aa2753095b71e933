import type { CameraSlug } from "#domain/ids.ts";
import { Suppression, SuppressionId } from "#domain/suppression.ts";
import type { Suppressions } from "#ports/suppressions.ts";

/** Keeps suppressions in memory, of cameras that alert on people and animals. */
export function makeSuppressions(): Suppressions {
  let kept: readonly Suppression[] = [];
  let made = 0;
  const of = (camera: CameraSlug) => kept.filter((one) => one.camera === camera);
  return {
    of,
    alertsOn: () => ["person", "animal"],
    add: async (draft) => {
      made++;
      const id = SuppressionId.parse(made.toString(16).padStart(8, "0"));
      const created_at = "2026-06-04T08:00:00.000Z";
      const added = Suppression.parse({ ...draft, id, created_at, hits: 0, last_hit_at: null });
      kept = [...kept, added];
      return added;
    },
    remove: async (camera, id) => {
      const before = of(camera).length;
      kept = kept.filter((one) => one.camera !== camera || one.id !== id);
      return of(camera).length < before;
    },
  };
}

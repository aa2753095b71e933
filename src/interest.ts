import type { Camera } from "#domain/camera.ts";
import type { Box } from "#domain/geometry.ts";
import type { HappeningId } from "#domain/ids.ts";
import { LIVE_TOLD_MAX, type LiveSummary } from "#domain/live-summary.ts";
import { hiderOf } from "#domain/suppression.ts";
import type { SuppressionKeeper } from "#house/suppressions.ts";
import { happeningOf } from "#pipeline/alert.ts";
import type { LiveSighting } from "#ports/live-sink.ts";

/** Happenings of a camera of which is remembered what was told; their clips are finished long before. */
const TOLD_MAX = 64;

/** Keeps back what the owner found not interesting while it happens. */
export interface Interest {
  notable(sighting: LiveSighting): void;
  /** With only what was told as its alert: the clip's alert follows that, and not what was kept back. */
  summary(summary: LiveSummary | undefined, happening: HappeningId): LiveSummary | undefined;
}

export function makeInterest(
  camera: Camera,
  suppressions: Pick<SuppressionKeeper, "of" | "hit">,
  tell: (sighting: LiveSighting) => void,
): Interest {
  const told = new Map<HappeningId, NonNullable<LiveSummary["alert"]>>();

  const remember = ({ happening, atMs, reason, sentence, label, box }: LiveSighting) => {
    if (happening === undefined) return;
    const at = new Date(atMs).toISOString();
    const before = told.get(happening) ?? { at, reason, sentence };
    const all = [...(before.told ?? []), { label, box: inFrame(box), at }].slice(0, LIVE_TOLD_MAX);
    told.set(happening, { ...before, told: all });
    const [oldest] = told.keys();
    if (told.size > TOLD_MAX && oldest !== undefined) told.delete(oldest);
  };

  return {
    notable(sighting) {
      const hider = hiderOf(suppressions.of(camera.slug), { camera: camera.slug, ...sighting });
      if (hider) return suppressions.hit(hider, happeningOf(camera, sighting), sighting.atMs);
      remember(sighting);
      tell(sighting);
    },
    summary: (summary, happening) => summary && { ...summary, alert: told.get(happening) ?? null },
  };
}

/** A track may reach beyond the edge of the picture; what is stored does not. */
function inFrame(box: Box): Box {
  const start = (at: number) => Math.min(1, Math.max(0, at));
  const length = (at: number, long: number) => Math.max(0, Math.min(long + Math.min(0, at), 1 - start(at)));
  return {
    x: start(box.x),
    y: start(box.y),
    width: length(box.x, box.width),
    height: length(box.y, box.height),
  };
}

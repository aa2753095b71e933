import type { ClipState } from "#domain/clip-state.ts";
import type { Problem } from "#domain/problem.ts";
import type { CameraView } from "#ports/house.ts";
import type { ApiParts } from "./parts.ts";
import type { CameraWire, ClipWire, HiddenWire, ProblemWire } from "./wire.ts";

export function cameraWire(view: CameraView): CameraWire {
  const { id, slug, name, status, faults, motion, present, switches, lastAlert } = view;
  return {
    id,
    slug,
    name,
    state: status.state,
    reason: status.reason,
    since: iso(status.sinceMs),
    retry_at: status.retryAtMs === undefined ? null : iso(status.retryAtMs),
    video: status.video ?? null,
    faults: faults.map(({ kind, sentence, sinceMs }) => ({ kind, sentence, since: iso(sinceMs) })),
    motion,
    present: [...present],
    switches,
    last_alert: lastAlert ?? null,
  };
}

/** Without paths of this machine. */
export function clipWire(state: ClipState): ClipWire {
  const { local_path: _path, snapshot_path, ...shown } = state;
  return { ...shown, has_snapshot: snapshot_path !== null && state.deleted_at === null };
}

export function hiddenWire({ hub, cameras }: ReturnType<ApiParts["hidden"]>): HiddenWire {
  return { hub, cameras: [...cameras] };
}

export function problemWire({ key, sentence, sinceMs }: Problem): ProblemWire {
  return { key, sentence, since: iso(sinceMs) };
}

const iso = (ms: number) => new Date(ms).toISOString();

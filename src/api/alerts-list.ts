import type { Alert } from "#domain/alert.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { CameraSlug, HappeningId } from "#domain/ids.ts";
import type { House } from "#ports/house.ts";
import type { ClipPosition, ClipStore } from "#ports/state-store.ts";
import { isAlert, isSuppressed, storyOfAlert, storyOfClips } from "./alerts-view.ts";
import type { AlertStoryWire } from "./alerts-wire.ts";

/** Clips of one happening that are looked at. */
const PARTS_MAX = 200;
const SCAN_CLIPS = 100;
/** A page that would need more of them is shorter, and has a next one. */
const SCANS_MAX = 10;

export interface AlertQuery {
  readonly camera?: CameraSlug | undefined;
  readonly after?: ClipPosition | undefined;
  readonly limit: number;
}

export interface Stories {
  readonly alerts: readonly AlertStoryWire[];
  readonly next: ClipPosition | undefined;
}

interface Sources {
  readonly house: Pick<House, "camera" | "cameras">;
  readonly clips: Pick<ClipStore, "list">;
}

interface Placed {
  readonly at: ClipPosition;
  readonly story: AlertStoryWire;
}

/** Alerts by their newest clip, newest first; each once, on whatever pages its clips are. */
export async function listAlerts(sources: Sources, query: AlertQuery): Promise<Stories> {
  const { found, next } = await storedAlerts(sources, query);
  const waiting = await waitingAlerts(sources, query);
  // One that is older than what was looked at belongs on a later page.
  const fitting = waiting.filter(({ at }) => next === undefined || isNewer(at, next));
  const all = [...found, ...fitting].toSorted((a, b) => (isNewer(a.at, b.at) ? -1 : 1));
  const shown = all.slice(0, query.limit);
  return {
    alerts: shown.map(({ story }) => story),
    next: shown.length < all.length ? shown.at(-1)?.at : next,
  };
}

/** The story of one happening; nothing where it made no alert and none was suppressed. */
export async function findAlert(
  { house, clips }: Sources,
  happening: HappeningId,
): Promise<AlertStoryWire | undefined> {
  const parts = await partsOf(clips, happening);
  const last = house.cameras().find(({ lastAlert }) => lastAlert?.alert_id === happening)?.lastAlert;
  if (
    isNotEmpty(parts) &&
    (last !== undefined || parts.some((part) => isAlert(part) || isSuppressed(part)))
  ) {
    return storyOfClips(parts, last);
  }
  return last && storyOfAlert(last);
}

async function storedAlerts(
  { house, clips }: Sources,
  { camera, after, limit }: AlertQuery,
): Promise<{ readonly found: readonly Placed[]; readonly next: ClipPosition | undefined }> {
  const found: Placed[] = [];
  const seen = new Set<HappeningId>();
  let from = after;
  for (let scan = 0; scan < SCANS_MAX; scan++) {
    const page = await clips.list({
      alertsOnly: true,
      limit: SCAN_CLIPS,
      ...(camera === undefined ? {} : { camera }),
      ...(from === undefined ? {} : { after: from }),
    });
    for (const clip of page) {
      from = positionOf(clip);
      if (seen.has(clip.happening_id)) continue;
      seen.add(clip.happening_id);
      const parts = await partsOf(clips, clip.happening_id);
      // Its newest clip is on an earlier page, and so is the alert.
      if (parts.find(isAlert)?.clip_id !== clip.clip_id || !isNotEmpty(parts)) continue;
      const { lastAlert } = house.camera(clip.camera_name) ?? {};
      const last = lastAlert?.alert_id === clip.happening_id ? lastAlert : undefined;
      found.push({ at: from, story: storyOfClips(parts, last) });
      if (found.length === limit) return { found, next: from };
    }
    if (page.length < SCAN_CLIPS) return { found, next: undefined };
  }
  return { found, next: from };
}

/** Told while it happens, and not yet decided with a clip. */
async function waitingAlerts(
  { house, clips }: Sources,
  { camera, after }: AlertQuery,
): Promise<readonly Placed[]> {
  const told = house
    .cameras()
    .filter(({ slug }) => camera === undefined || slug === camera)
    .flatMap(({ lastAlert }) => (lastAlert ? [lastAlert] : []))
    .filter((alert) => after === undefined || isNewer(after, placeOf(alert)));
  const placed = await Promise.all(
    told.map(async (alert): Promise<readonly Placed[]> => {
      const parts = await partsOf(clips, alert.alert_id);
      if (parts.some(isAlert)) return [];
      const story = isNotEmpty(parts) ? storyOfClips(parts, alert) : storyOfAlert(alert);
      return [{ at: placeOf(alert), story }];
    }),
  );
  return placed.flat();
}

/** Newest first. */
function partsOf(clips: Pick<ClipStore, "list">, happening: HappeningId): Promise<readonly ClipState[]> {
  return clips.list({ happening, limit: PARTS_MAX });
}

function isNotEmpty(parts: readonly ClipState[]): parts is readonly [ClipState, ...ClipState[]] {
  return parts.length > 0;
}

function isNewer(a: ClipPosition, b: ClipPosition): boolean {
  return a.startedAtMs === b.startedAtMs ? a.id > b.id : a.startedAtMs > b.startedAtMs;
}

const positionOf = ({ start_ts, clip_id }: ClipState): ClipPosition => ({
  startedAtMs: Date.parse(start_ts),
  id: clip_id,
});

const placeOf = ({ ts, clip_id }: Alert): ClipPosition => ({ startedAtMs: Date.parse(ts), id: clip_id });

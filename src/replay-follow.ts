import type { Detection } from "#domain/detection.ts";
import type { Box } from "#domain/geometry.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import type { Evaluation } from "#domain/live-rules-trace.ts";
import type { LiveSummary } from "#domain/live-summary.ts";
import { makeBook } from "#live/book.ts";
import { makePortraits } from "#live/portraits.ts";
import { makeReasonCheck } from "#live/reason.ts";
import { makeTeller, makeWorthies, type Notable } from "#live/teller.ts";
import { type LineCount, makeRuleEngine, type RuleEngine } from "#vision/rules/engine.ts";
import { LOW_SCORE } from "#vision/tracking/settings.ts";
import type { Track } from "#vision/tracking/track.ts";
import { makeTracker } from "#vision/tracking/tracker.ts";
import { makeChanges } from "./replay-changes.ts";

export interface FollowSettings {
  /** The owner's name for the camera. */
  readonly camera: string;
  readonly objects: readonly string[];
  readonly notifyOnObjects: readonly string[];
  readonly minScore: number;
  readonly rules: LiveRules;
  /** What the owner found not interesting, in words, if that hides something seen at this media time. */
  readonly hiderOf?: (seen: Seen) => string | undefined;
  readonly size: { readonly width: number; readonly height: number };
}

export interface Seen {
  readonly label: string;
  readonly box: Box;
  readonly atMs: number;
}

/** Why the rules do not follow a thing: it stands under a mask, or is too small, or of no interest. */
export type Ignored = "masked" | "limit";

/** What was known after one frame. Media time, ms. */
export interface Scene {
  readonly atMs: number;
  /** Lost and tentative ones too. */
  readonly tracks: readonly Track[];
  readonly ignored: ReadonlyMap<number, Ignored>;
  /** Ids of the zones that somebody is in. */
  readonly occupied: ReadonlySet<string>;
  readonly counts: readonly LineCount[];
}

export interface Told extends Notable {
  readonly atMs: number;
  /** Why it was kept back: what the owner found not interesting. */
  readonly hiddenBy: string | undefined;
}

/** What a camera would have made of a clip, had it been watched live. */
export interface Followed {
  readonly scenes: readonly Scene[];
  readonly events: readonly LiveEvent[];
  readonly told: readonly Told[];
  /** What each rule said, as it changed. */
  readonly changes: readonly Evaluation[];
  /** Changes beyond what is kept. */
  readonly changesLeftOut: number;
  readonly counts: readonly LineCount[];
  summary(startedAtMs: number): LiveSummary;
}

/** The same tracker, rules and reasons that a live camera has, fed with the frames of a clip. */
export interface ReplayFollower {
  readonly tracks: readonly Track[];
  see(detections: readonly Detection[], atMs: number): void;
  followed(): Followed;
}

export const lowScoreOf = (minScore: number): number => Math.min(LOW_SCORE, minScore);

export function makeReplayFollower(settings: FollowSettings): ReplayFollower {
  const { camera, rules, minScore, size, notifyOnObjects, hiderOf } = settings;
  const changes = makeChanges();
  const tracker = makeTracker({ aspect: size.width / size.height, minScore, lowScore: lowScoreOf(minScore) });
  const engine = makeRuleEngine({ ...settings, frame: size, onEvaluation: changes.note });
  const isReason = makeReasonCheck(rules, notifyOnObjects);
  const [book, teller, worthies] = [makeBook(0), makeTeller(camera), makeWorthies()];
  const portraits = makePortraits();
  const zoneNames = new Map(rules.zones.map(({ id, name }) => [id, name] as const));
  const ignored = new Map<number, Ignored>();
  const scenes: Scene[] = [];
  const allEvents: LiveEvent[] = [];
  const told: Told[] = [];
  let tracks: readonly Track[] = [];

  const tell = (events: readonly LiveEvent[], atMs: number) => {
    const followed = tracks.filter(({ id, state }) => state !== "tentative" && !ignored.has(id));
    const moment = { atMs, events, tracks: followed, stays: engine.stays(), zoneNames };
    portraits.keep({ ...size, i420: new Uint8Array(), atMs }, followed);
    worthies.note(moment);
    book.note(moment);
    for (const said of teller.next(moment, { rules, has: worthies.has }, book.labels())) {
      const { track } = said.event;
      // Where it is in its best picture decides whether it is hidden, as that is the picture of the alert.
      const portrait = portraits.take(track.id);
      const { box } = portrait?.frame ? portrait : track;
      const hiddenBy = hiderOf?.({ label: track.label, box, atMs });
      if (hiddenBy === undefined) book.alert({ atMs, said });
      told.push({ ...said, atMs, hiddenBy });
    }
  };

  return {
    get tracks() {
      return tracks;
    },
    see(detections, atMs) {
      ({ tracks } = tracker.next(detections, atMs));
      const events = engine.next(tracks, atMs).map((event) => ({ ...event, alerts: isReason(event) }));
      learnIgnored(engine, ignored);
      tell(events, atMs);
      allEvents.push(...events);
      const occupied = new Set<string>(engine.stays().map(({ zone }) => zone));
      scenes.push({ atMs, tracks, ignored: new Map(ignored), occupied, counts: engine.counts() });
    },
    followed: () => ({
      scenes,
      events: allEvents,
      told,
      changes: changes.all(),
      changesLeftOut: changes.leftOut,
      counts: engine.counts(),
      summary: (startedAtMs) =>
        book.summary(rules, (atMs) => new Date(startedAtMs + Math.round(atMs)).toISOString()),
    }),
  };
}

/** Who is not found for a moment is no less ignored. */
function learnIgnored(engine: RuleEngine, ignored: Map<number, Ignored>): void {
  for (const { rule, trackId, verdict } of engine.verdicts()) {
    if (rule.kind !== "camera" || verdict.kind === "unseen") continue;
    if (verdict.kind === "masked" || verdict.kind === "limit") ignored.set(trackId, verdict.kind);
    else ignored.delete(trackId);
  }
}

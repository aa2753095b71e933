import { z } from "zod";
import { Decision } from "#domain/decision.ts";
import { FilterResult } from "#domain/detection.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import { type Evaluation, isFired, type RuleRef } from "#domain/live-rules-trace.ts";
import { verdictSentence } from "#domain/live-rules-words.ts";
import { LiveSummary } from "#domain/live-summary.ts";
import { footOf } from "#domain/track-seen.ts";
import type { Followed, Told } from "./replay-follow.ts";
import type { Watched } from "./replay-watch.ts";

const Seconds = z.number().min(0);
const Spot = z.object({ x: z.number(), y: z.number() });

/** One thing that was followed. Places are where its foot was, in fractions of the picture. */
const TrackRow = z.object({
  track_id: z.int(),
  label: z.string(),
  /** The best. */
  score: z.number(),
  first_s: Seconds,
  last_s: Seconds,
  from: Spot,
  to: Spot,
  /** It stood still at some time. */
  stationary: z.boolean(),
});

const EventRow = z.object({
  at_s: Seconds,
  type: z.string(),
  track_id: z.int(),
  label: z.string(),
  /** Of the zone or line. */
  place: z.string().optional(),
  direction: z.string().optional(),
  /** How long it was inside, or there. */
  seconds: Seconds.optional(),
  /** It is a reason for an alert. */
  alerts: z.boolean(),
});

const VerdictRow = z.object({
  at_s: Seconds,
  track_id: z.int(),
  label: z.string(),
  verdict: z.string(),
  /** The rule fired. */
  fired: z.boolean(),
  sentence: z.string(),
});

const RuleRow = z.object({
  kind: z.enum(["camera", "zone", "line"]),
  id: z.string(),
  name: z.string(),
  /** When what it said of a thing changed. */
  verdicts: z.array(VerdictRow),
});

const ToldRow = z.object({
  at_s: Seconds,
  reason: z.string(),
  sentence: z.string(),
  /** It adds to the alert of an earlier row. */
  more: z.boolean(),
  /** What the owner found not interesting, in words: then nobody is told. */
  hidden_by: z.string().optional(),
});

/** What a live camera would have made of the clip. */
export const LiveReplay = z.object({
  rules_version: z.int(),
  width: z.int(),
  height: z.int(),
  /** Of the last frame. */
  end_s: Seconds,
  looked: z.int(),
  /** Frames for which the detector had no time. */
  missed: z.int(),
  tracks: z.array(TrackRow),
  /** Things that were seen too few times to be sure of. */
  doubtful: z.int(),
  events: z.array(EventRow),
  rules: z.array(RuleRow),
  /** Changes of verdicts that are not in `rules`, as there were too many. */
  left_out: z.int(),
  lines: z.array(z.object({ id: z.string(), name: z.string(), in: z.int(), out: z.int() })),
  told: z.array(ToldRow),
  summary: LiveSummary,
});
export type LiveReplay = z.output<typeof LiveReplay>;

const Failed = z.object({ failed: z.string() });

/** What `replay --json` prints of each clip, in one line. */
export const ReplayReport = z.object({
  clip: z.string(),
  camera: z.string(),
  /** Null where the detector that is set up looks at no live frames. */
  live: z.union([LiveReplay, Failed]).nullable(),
  filter_result: z.union([FilterResult, Failed]),
  alert_decision: Decision,
  /** The annotated copy, where one was asked for. */
  video: z.union([z.object({ path: z.string() }), Failed]).optional(),
});
export type ReplayReport = z.output<typeof ReplayReport>;

export interface ReportParts {
  readonly watched: Watched;
  readonly rules: LiveRules;
  readonly video: { readonly width: number; readonly height: number };
  readonly startedAtMs: number;
}

export function liveReplayOf({ watched, rules, video, startedAtMs }: ReportParts): LiveReplay {
  const { looked, missed, endMs, events, changes, changesLeftOut, counts, told } = watched;
  const tracks = trackRows(watched);
  return {
    rules_version: rules.version,
    width: video.width,
    height: video.height,
    end_s: seconds(endMs),
    looked,
    missed,
    ...tracks,
    events: events.map(eventRow),
    rules: ruleRows(rules, changes),
    left_out: changesLeftOut,
    lines: rules.lines.map(({ id, name }) => {
      const count = counts.find(({ line }) => line === id);
      return { id, name, in: count?.in ?? 0, out: count?.out ?? 0 };
    }),
    told: told.map(toldRow),
    summary: watched.summary(startedAtMs),
  };
}

function trackRows({ scenes }: Followed): { tracks: LiveReplay["tracks"]; doubtful: number } {
  const rows = new Map<number, LiveReplay["tracks"][number]>();
  const doubtful = new Set<number>();
  for (const { tracks, atMs } of scenes) {
    for (const { id, label, score, box, state, isStationary, bornAtMs } of tracks) {
      if (state === "tentative" && !rows.has(id)) doubtful.add(id);
      if (state !== "confirmed") continue;
      doubtful.delete(id);
      const foot = footOf(box);
      const to = { x: round(foot.x, 1000), y: round(foot.y, 1000) };
      const before = rows.get(id) ?? {
        score: 0,
        first_s: seconds(bornAtMs),
        from: to,
        stationary: false,
      };
      rows.set(id, {
        ...before,
        track_id: id,
        label,
        score: Math.max(before.score, round(score, 1000)),
        last_s: seconds(atMs),
        to,
        stationary: before.stationary || isStationary,
      });
    }
  }
  return { tracks: [...rows.values()], doubtful: doubtful.size };
}

export function eventRow(event: LiveEvent): LiveReplay["events"][number] {
  const { type, atMs, track, alerts } = event;
  const row = { at_s: seconds(atMs), type, track_id: track.id, label: track.label, alerts };
  switch (event.type) {
    case "OBJECT_APPEARED":
      return row;
    case "OBJECT_LEFT":
      return { ...row, seconds: seconds(event.stayedMs) };
    case "LINE_CROSS":
      return { ...row, place: event.line.name, direction: event.direction };
    case "ZONE_ENTER":
      return { ...row, place: event.zone.name };
    case "ZONE_EXIT":
    case "ZONE_DWELL":
      return { ...row, place: event.zone.name, seconds: seconds(event.insideMs) };
  }
}

/** What stands before all rules first, then each rule, also those that had nothing to say. */
function ruleRows({ zones, lines }: LiveRules, changes: readonly Evaluation[]): LiveReplay["rules"] {
  const refs: RuleRef[] = [
    { kind: "camera", id: "camera", name: "Camera" },
    ...zones.map(({ id, name }) => ({ kind: "zone", id, name }) as const),
    ...lines.map(({ id, name }) => ({ kind: "line", id, name }) as const),
  ];
  return refs.map((ref) => ({
    ...ref,
    verdicts: changes
      .filter(({ rule }) => rule.kind === ref.kind && rule.id === ref.id)
      .map(({ atMs, trackId, label, verdict }) => ({
        at_s: seconds(atMs),
        track_id: trackId,
        label,
        verdict: verdict.kind,
        fired: isFired(verdict),
        sentence: verdictSentence(verdict, ref.name),
      })),
  }));
}

const toldRow = ({ atMs, reason, sentence, isMore, hiddenBy }: Told) => ({
  at_s: seconds(atMs),
  reason,
  sentence,
  more: isMore,
  ...(hiddenBy !== undefined && { hidden_by: hiddenBy }),
});

const seconds = (ms: number): number => round(ms / 1000, 100);
const round = (value: number, parts: number): number => Math.round(value * parts) / parts;

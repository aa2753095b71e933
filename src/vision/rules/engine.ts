import type { LineId } from "#domain/line.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import type { Evaluation, RuleRef, Verdict } from "#domain/live-rules-trace.ts";
import type { TrackSeen } from "#domain/track-seen.ts";
import type { ZoneId } from "#domain/zone.ts";
import { compileRules, type RuleSettings } from "./compile.ts";
import { endGone, followAll } from "./follow.ts";
import { refit } from "./refit.ts";
import { CAMERA, type Running } from "./running.ts";
import { makeTrace } from "./trace.ts";

export interface RuleEngineSettings extends RuleSettings {
  /** Hears of each single evaluation; costs memory and time, meant for `replay`. */
  readonly onEvaluation?: (evaluation: Evaluation) => void;
}

/** The rules of one camera at work: no clock, no I/O. Live frames and clips go through the same. */
export interface RuleEngine {
  /**
   * All tracks of a frame, lost ones too, in any order. To be called with what the tracker still knows also when nothing
   * is decoded, about once a second: so what vanished leaves and what stands still loiters.
   */
  next(tracks: readonly TrackSeen[], atMs: number): readonly LiveEvent[];
  /** Other rules from the next frame on. Where tracks stand in edited zones is taken as it is, without events. */
  use(rules: LiveRules): void;
  /** Who is in which zone, for occupancy. */
  stays(): readonly Stay[];
  /** Crossings since the engine was made; an edit of the line does not begin anew. */
  counts(): readonly LineCount[];
  /** What a rule last said of each thing, when it changed; at most `TRACE_PER_RULE_MAX`, oldest first. */
  trace(rule: Pick<RuleRef, "kind" | "id">): readonly Evaluation[];
  /** What each rule says of each thing right now. */
  verdicts(): readonly Evaluation[];
  /** Things that were not followed, as there were too many: once for each frame. */
  readonly ignored: number;
}

export interface Stay {
  readonly zone: ZoneId;
  readonly track: TrackSeen;
  readonly sinceMs: number;
  readonly isLoitering: boolean;
}

export interface LineCount {
  readonly line: LineId;
  readonly in: number;
  readonly out: number;
}

export function makeRuleEngine({ onEvaluation, ...settings }: RuleEngineSettings): RuleEngine {
  const running: Running = {
    rules: compileRules(settings),
    things: new Map(),
    trace: makeTrace(onEvaluation),
    counts: new Map(),
    tooMany: { last: undefined },
    ignored: 0,
    atMs: Number.NEGATIVE_INFINITY,
    events: [],
  };
  return {
    next(tracks, atMs) {
      running.events = [];
      followAll(running, tracks, atMs);
      endGone(running);
      return running.events.sort((a, b) => a.track.id - b.track.id || order[a.type] - order[b.type]);
    },
    use: (rules) => refit(running, compileRules({ ...settings, rules })),
    stays: () => staysOf(running),
    counts: () =>
      running.rules.lines.map(({ line }) => ({
        line: line.id,
        ...(running.counts.get(line.id) ?? { in: 0, out: 0 }),
      })),
    trace: (rule) => running.trace.of(rule),
    verdicts: () => verdictsOf(running),
    get ignored() {
      return running.ignored;
    },
  };
}

/** From the street to the porch is told in this order. */
const order = {
  OBJECT_APPEARED: 0,
  LINE_CROSS: 1,
  ZONE_EXIT: 2,
  ZONE_ENTER: 3,
  ZONE_DWELL: 4,
  OBJECT_LEFT: 5,
} as const satisfies Record<LiveEvent["type"], number>;

function staysOf({ rules, things }: Running): Stay[] {
  return [...things.values()].flatMap(({ track, zones, heirId }) =>
    heirId !== undefined
      ? []
      : rules.zones.flatMap(({ zone }, index) => {
          const stay = zones[index];
          if (!stay?.isInside) return [];
          return [{ zone: zone.id, track, sinceMs: stay.sinceMs, isLoitering: stay.hasLoitered }];
        }),
  );
}

function verdictsOf({ rules, things, atMs }: Running): Evaluation[] {
  return [...things.values()].flatMap(({ track, last, zones, lines }) => {
    const said: readonly (readonly [RuleRef, Verdict | undefined])[] = [
      [CAMERA, last],
      ...rules.zones.map(({ ref }, i) => [ref, zones[i]?.last] as const),
      ...rules.lines.map(({ ref }, i) => [ref, lines[i]?.last] as const),
    ];
    return said.flatMap(([rule, verdict]) =>
      verdict ? [{ atMs, rule, trackId: track.id, label: track.label, verdict }] : [],
    );
  });
}

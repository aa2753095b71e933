import { expandLabels } from "#domain/detection.ts";
import type { Line } from "#domain/line.ts";
import { type LineShape, makeLineShape } from "#domain/line.ts";
import { hasAlertPlaces, type LiveRules } from "#domain/live-rules.ts";
import type { RuleRef } from "#domain/live-rules-trace.ts";
import type { Zone } from "#domain/zone.ts";
import { type LimitCheck, makeLimitCheck } from "#domain/zone-limits.ts";
import { makeZoneShape, type ZoneShape } from "#domain/zone-shape.ts";

/** What a camera is looked at by. */
export interface RuleSettings {
  readonly rules: LiveRules;
  /** Labels or groups that the camera looks for; all others are not followed. */
  readonly objects: readonly string[];
  /** A track appears with its first observation of this score. */
  readonly minScore: number;
  /** Pixels, or any two numbers in the same relation. */
  readonly frame: { readonly width: number; readonly height: number };
}

/** Rules made ready for many frames. */
export interface CompiledRules {
  readonly rules: LiveRules;
  readonly zones: readonly CompiledZone[];
  readonly lines: readonly CompiledLine[];
  readonly masks: readonly CompiledMask[];
  readonly admit: LimitCheck;
  /** Merely appearing is a reason for an alert. */
  readonly alertsOnSight: boolean;
  readonly alertsOnLeft: ReadonlySet<string>;
  readonly aspect: number;
}

interface Compiled {
  readonly ref: RuleRef;
  readonly check: LimitCheck;
  /** Equal as long as an edit leaves the rule as it was. */
  readonly print: string;
}
export interface CompiledZone extends Compiled {
  readonly zone: Zone;
  readonly shape: ZoneShape;
  readonly loiterMs: number | undefined;
}
export interface CompiledLine extends Compiled {
  readonly line: Line;
  readonly shape: LineShape;
}
interface CompiledMask {
  readonly name: string;
  readonly labels: ReadonlySet<string>;
  readonly shape: ZoneShape;
}

export function compileRules({ rules, objects, minScore, frame }: RuleSettings): CompiledRules {
  const aspect = frame.width / frame.height;
  return {
    rules,
    zones: rules.zones.map((zone) => ({
      zone,
      ref: { kind: "zone", id: zone.id, name: zone.name },
      check: makeLimitCheck(zone, aspect),
      print: printOf(zone),
      shape: makeZoneShape(zone.polygon, aspect),
      loiterMs: zone.loiter_s === undefined ? undefined : zone.loiter_s * 1000,
    })),
    lines: rules.lines.map((line) => ({
      line,
      ref: { kind: "line", id: line.id, name: line.name },
      check: makeLimitCheck(line, aspect),
      print: printOf(line),
      shape: makeLineShape(line, aspect),
    })),
    masks: rules.masks.map(({ name, polygon, objects: words }) => ({
      name,
      labels: new Set(expandLabels(words)),
      shape: makeZoneShape(polygon, aspect),
    })),
    admit: makeLimitCheck({ ...rules.size, objects: [...objects], min_score: minScore }, aspect),
    alertsOnSight: !hasAlertPlaces(rules),
    alertsOnLeft: new Set(expandLabels(rules.alerts_on_left)),
    aspect,
  };
}

/** What of a rule decides where it holds and for whom. A new name, alert or loitering time changes nobody's place. */
function printOf(rule: Zone | Line): string {
  const { name: _, alerts: __, ...place } = rule;
  return JSON.stringify({ ...place, loiter_s: undefined });
}

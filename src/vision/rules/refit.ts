import type { CompiledRules } from "./compile.ts";
import type { Followed } from "./followed.ts";
import { newLineWay } from "./line-step.ts";
import { observationOf } from "./observation.ts";
import { CAMERA, type Running } from "./running.ts";
import { newZoneStay, settleZone } from "./zone-step.ts";

/** Puts other rules in place while things are in the picture. */
export function refit(running: Running, next: CompiledRules): void {
  for (const thing of running.things.values()) {
    const zones = next.zones.map((_, index) => refitZone(running, next, index, thing));
    const lines = next.lines.map(({ line, print }) => {
      const index = running.rules.lines.findIndex((old) => old.line.id === line.id && old.print === print);
      return thing.lines[index] ?? newLineWay();
    });
    Object.assign(thing, { zones, lines });
  }
  const ids = new Set(next.lines.map(({ line }) => line.id));
  for (const id of running.counts.keys()) if (!ids.has(id)) running.counts.delete(id);
  running.trace.keep([CAMERA, ...next.zones.map(({ ref }) => ref), ...next.lines.map(({ ref }) => ref)]);
  running.rules = next;
}

function refitZone({ rules, trace, atMs }: Running, next: CompiledRules, index: number, thing: Followed) {
  const zone = next.zones[index];
  const before = rules.zones.findIndex(({ ref }) => ref.id === zone?.ref.id);
  const stay = thing.zones[before] ?? newZoneStay();
  // Who has not appeared yet was told of nowhere, and may still enter.
  if (!zone || !thing.hasAppeared || rules.zones[before]?.print === zone.print) return stay;
  const verdict = settleZone(zone, stay, observationOf(thing.track, atMs, undefined));
  trace.note(zone.ref, stay, thing.track, atMs, verdict);
  return stay;
}

import type { LiveEvent, LiveEventBase } from "#domain/live-event.ts";
import type { Verdict } from "#domain/live-rules-trace.ts";
import type { CompiledLine, CompiledZone } from "./compile.ts";
import type { Followed } from "./followed.ts";
import type { Running } from "./running.ts";

type WithoutBase<Event> = Event extends unknown ? Omit<Event, keyof LiveEventBase> : never;

/** Makes an event of the frame at hand. */
export function tell(
  { events, atMs, rules }: Pick<Running, "events" | "atMs" | "rules">,
  { track, previousCentre, isRemembered }: Followed,
  isReason: boolean,
  what: WithoutBase<LiveEvent>,
): void {
  const isOldNews = isRemembered && track.isStationary && what.type !== "OBJECT_LEFT";
  const alerts = isReason && !isOldNews;
  events.push({ atMs, track, previousCentre, alerts, rulesVersion: rules.rules.version, ...what });
}

/** Tells what a zone's verdict amounts to, if it is an event. */
export function tellZone(running: Running, thing: Followed, { zone }: CompiledZone, verdict: Verdict): void {
  const place = { id: zone.id, name: zone.name };
  if (verdict.kind === "entered") tell(running, thing, zone.alerts, { type: "ZONE_ENTER", zone: place });
  if (verdict.kind === "loitering") {
    tell(running, thing, zone.alerts, { type: "ZONE_DWELL", zone: place, insideMs: verdict.forMs });
  }
  if (verdict.kind === "exited") {
    tell(running, thing, false, { type: "ZONE_EXIT", zone: place, insideMs: verdict.afterMs });
  }
}

/** Tells and counts a crossing, if the verdict is one. */
export function tellLine(running: Running, thing: Followed, { line }: CompiledLine, verdict: Verdict): void {
  if (verdict.kind !== "crossed") return;
  const count = running.counts.get(line.id) ?? { in: 0, out: 0 };
  count[verdict.direction]++;
  running.counts.set(line.id, count);
  const place = { id: line.id, name: line.name };
  tell(running, thing, line.alerts, { type: "LINE_CROSS", line: place, direction: verdict.direction });
}

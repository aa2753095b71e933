import type { Verdict } from "#domain/live-rules-trace.ts";
import { footOf, type TrackSeen } from "#domain/track-seen.ts";
import type { CompiledRules } from "./compile.ts";
import { type Followed, heirOf, moveTo, newFollowed, rewind } from "./followed.ts";
import { predecessorOf } from "./heir.ts";
import { endLine, stepLine } from "./line-step.ts";
import { observationOf } from "./observation.ts";
import { CAMERA, type Running } from "./running.ts";
import { tell, tellLine, tellZone } from "./tell.ts";
import { endZone, stepZone, tickZone } from "./zone-step.ts";

/** More things than this are not followed at once; the tracker's own bound is lower. */
export const THINGS_MAX = 512;

/** Unseen for so long, a thing has left. Longer than a passer-by hides it, and than a track is found again. */
export const GONE_AFTER_MS = 3000;

/** Moves everything on by one frame. */
export function followAll(running: Running, tracks: readonly TrackSeen[], atMs: number): void {
  const { things } = running;
  for (const thing of things.values()) {
    if (atMs < running.atMs) rewind(thing, atMs);
    thing.isListed = false;
    thing.isSeen = false;
  }
  running.atMs = atMs;
  // All first: who is seen in this frame is nobody's predecessor, wherever in the list it stands.
  for (const track of tracks) {
    const thing = things.get(track.id);
    if (!thing) continue;
    thing.isListed = true;
    thing.isSeen = track.state !== "lost" && track.seenAtMs !== thing.lookedAtMs;
  }
  for (const track of tracks) follow(running, track);
  for (const thing of things.values()) if (!thing.isListed) noteAll(running, thing, UNSEEN);
  if (things.size < THINGS_MAX) running.tooMany.last = undefined;
}

function follow(running: Running, track: TrackSeen): void {
  const thing = running.things.get(track.id) ?? take(running, track);
  if (!thing) return;
  if (!thing.isSeen) return wait(running, thing);
  const mask = maskOver(running.rules, track);
  if (mask !== undefined) {
    thing.lookedAtMs = track.seenAtMs;
    return noteAll(running, thing, { kind: "masked", mask });
  }
  const hold = holdOf(running.rules, thing, track);
  if (hold || thing.hasAppeared) return observe(running, thing, track, hold);
  observe(running, goOnFrom(running, thing, track), track, undefined);
}

/** A track that was not known. */
function take(running: Running, track: TrackSeen): Followed | undefined {
  const { things, rules, trace, atMs, tooMany } = running;
  if (track.state === "lost") return undefined;
  if (things.size >= THINGS_MAX) {
    running.ignored++;
    trace.note(CAMERA, tooMany, track, atMs, { kind: "too_many" });
    return undefined;
  }
  const thing = newFollowed(track, rules, atMs);
  things.set(track.id, thing);
  return thing;
}

/** Not found in this frame. What stands still is there nevertheless as long as the tracker says so. */
function wait(running: Running, thing: Followed): void {
  const { rules, trace, atMs } = running;
  const isThere = thing.hasAppeared && thing.track.isStationary;
  if (!isThere) return noteAll(running, thing, UNSEEN);
  for (const [i, zone] of rules.zones.entries()) {
    const stay = thing.zones[i];
    const verdict = stay && tickZone(zone, stay, atMs);
    if (!verdict) continue;
    trace.note(zone.ref, stay, thing.track, atMs, verdict);
    tellZone(running, thing, zone, verdict);
  }
}

const UNSEEN: Verdict = { kind: "unseen" };
const TENTATIVE: Verdict = { kind: "tentative" };
const KNOWN: Verdict = { kind: "known" };

function maskOver({ masks }: CompiledRules, { label, box }: TrackSeen): string | undefined {
  if (masks.length === 0) return undefined;
  const foot = footOf(box);
  return masks.find(({ labels, shape }) => (labels.size === 0 || labels.has(label)) && shape.contains(foot))
    ?.name;
}

/** Why no rule may fire yet. Once it has appeared nothing holds it back: a score wavers. */
function holdOf({ admit }: CompiledRules, thing: Followed, track: TrackSeen): Verdict | undefined {
  if (thing.hasAppeared) return undefined;
  if (track.state !== "confirmed") return TENTATIVE;
  const broken = admit(track);
  return broken && { kind: "limit", broken };
}

/** Who is about to appear may be somebody who was lost here: nobody is told of then. */
function goOnFrom({ things, rules, trace, atMs }: Running, thing: Followed, track: TrackSeen): Followed {
  const before = predecessorOf(track, things.values(), rules.aspect);
  if (!before) return thing;
  const heir = heirOf(before);
  before.heirId = track.id;
  things.set(track.id, heir);
  trace.note(CAMERA, heir, track, atMs, { kind: "same_as", track: before.track.id });
  return heir;
}

/** Who was thought to go on under another number is here itself: then the other one is another, and is told of late. */
function takeBack(running: Running, thing: Followed): void {
  const heir = thing.heirId === undefined ? undefined : running.things.get(thing.heirId);
  thing.heirId = undefined;
  if (!heir?.hasAppeared) return;
  const { rules } = running;
  heir.appearedAtMs = running.atMs;
  tell(running, heir, rules.alertsOnSight, { type: "OBJECT_APPEARED" });
  for (const [i, zone] of rules.zones.entries()) {
    if (heir.zones[i]?.isInside) tellZone(running, heir, zone, { kind: "entered" });
  }
}

function observe(running: Running, thing: Followed, track: TrackSeen, hold: Verdict | undefined): void {
  const { rules, trace, atMs } = running;
  takeBack(running, thing);
  moveTo(thing, track, atMs);
  const isNew = hold === undefined && !thing.hasAppeared;
  trace.note(CAMERA, thing, track, atMs, hold ?? (isNew ? { kind: "appeared" } : KNOWN));
  if (isNew) {
    const isRemembered = track.isStationary && atMs - track.bornAtMs > GONE_AFTER_MS;
    Object.assign(thing, { hasAppeared: true, appearedAtMs: atMs, isRemembered });
    tell(running, thing, rules.alertsOnSight, { type: "OBJECT_APPEARED" });
  }
  const seen = observationOf(track, atMs, hold);
  for (const [i, line] of rules.lines.entries()) {
    const way = thing.lines[i];
    if (!way) continue;
    const verdict = stepLine(line, way, seen);
    trace.note(line.ref, way, track, atMs, verdict);
    tellLine(running, thing, line, verdict);
  }
  for (const [i, zone] of rules.zones.entries()) {
    const stay = thing.zones[i];
    if (!stay) continue;
    const verdict = stepZone(zone, stay, seen);
    trace.note(zone.ref, stay, track, atMs, verdict);
    tellZone(running, thing, zone, verdict);
  }
}

function noteAll({ rules, trace, atMs }: Running, thing: Followed, verdict: Verdict): void {
  const { track, zones, lines } = thing;
  trace.note(CAMERA, thing, track, atMs, verdict);
  for (const [i, { ref }] of rules.zones.entries()) {
    const stay = zones[i];
    if (stay) trace.note(ref, stay, track, atMs, verdict);
  }
  for (const [i, { ref }] of rules.lines.entries()) {
    const way = lines[i];
    if (way) trace.note(ref, way, track, atMs, verdict);
  }
}

/** Takes leave of what has not been seen for long. */
export function endGone(running: Running): void {
  const { things, atMs, rules } = running;
  for (const [id, thing] of things) {
    const hasHeir = thing.heirId !== undefined;
    const isKept = thing.isListed && (thing.track.isStationary || !thing.hasAppeared);
    if (isKept || atMs - thing.seenAtMs <= GONE_AFTER_MS) continue;
    if (thing.hasAppeared && !hasHeir) end(running, thing);
    // A track that is still listed, but lost or masked, is begun anew.
    if (thing.isListed) things.set(id, { ...newFollowed(thing.track, rules, atMs), last: thing.last });
    else things.delete(id);
  }
}

function end(running: Running, thing: Followed): void {
  const { rules, trace, atMs } = running;
  const { track, seenAtMs, appearedAtMs, hasStood } = thing;
  for (const [i, line] of rules.lines.entries()) {
    const way = thing.lines[i];
    const verdict = way && endLine(way);
    if (!verdict) continue;
    trace.note(line.ref, way, track, atMs, verdict);
    tellLine(running, thing, line, verdict);
  }
  for (const [i, zone] of rules.zones.entries()) {
    const stay = thing.zones[i];
    const verdict = stay && endZone(zone, stay, seenAtMs);
    if (!verdict) continue;
    trace.note(zone.ref, stay, track, atMs, verdict);
    tellZone(running, thing, zone, verdict);
  }
  const stayedMs = Math.max(0, seenAtMs - appearedAtMs);
  trace.note(CAMERA, thing, track, atMs, { kind: "left", afterMs: stayedMs });
  const alerts = hasStood && rules.alertsOnLeft.has(track.label);
  tell(running, thing, alerts, { type: "OBJECT_LEFT", stayedMs, hasStood });
}

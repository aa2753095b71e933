import type { CameraSlug, HappeningId } from "#domain/ids.ts";
import { LineId } from "#domain/line.ts";
import { ZoneId } from "#domain/zone.ts";
import type { HouseEvent } from "#ports/house.ts";
import type { LiveScene, SceneLine, SceneTrack, SceneZone } from "#ports/live-sink.ts";
import { envelopeOf } from "#vision/rules/envelope.ts";

const AT_MS = Date.UTC(2026, 10, 20, 8, 30, 0);
const BOX = { x: 0.4, y: 0.3, width: 0.1, height: 0.4 };

export function aScene(wish: Partial<LiveScene> = {}): LiveScene {
  return { atMs: AT_MS, rulesVersion: 1, tracks: [], zones: [], lines: [], ...wish };
}

export function aSceneTrack(id: number, label: string, wish: Partial<SceneTrack> = {}): SceneTrack {
  const still = { isStationary: false, isLost: false };
  return { id, label, score: 0.9, box: BOX, ...still, zones: [], sinceMs: AT_MS, ...wish };
}

export function aSceneZone(id: string, wish: Partial<SceneZone> = {}): SceneZone {
  const labels = wish.labels ?? {};
  const count = Object.values(labels).reduce((sum, one) => sum + one, 0);
  return { id, name: id, count, labels, isLoitering: false, ...wish };
}

export function aSceneLine(id: string, wish: Partial<SceneLine> = {}): SceneLine {
  return { id, name: id, in: 0, out: 0, inToday: 0, outToday: 0, ...wish };
}

type Rule =
  | { readonly type: "OBJECT_APPEARED" }
  | { readonly type: "ZONE_ENTER"; readonly zone: string }
  | { readonly type: "ZONE_EXIT" | "ZONE_DWELL"; readonly zone: string; readonly insideMs: number }
  | { readonly type: "LINE_CROSS"; readonly line: string; readonly direction: "in" | "out" };

/** What the house tells when a rule of a camera has fired for a person, or whatever `label` says. */
export function aLiveHappening(
  camera: CameraSlug,
  rule: Rule,
  {
    label = "person",
    trackId = 7,
    happening,
  }: { label?: string; trackId?: number; happening?: HappeningId } = {},
): Omit<Extract<HouseEvent, { type: "live_event" }>, "type"> {
  const event = { ...ruleOf(rule), ...about(label, trackId) };
  const frame = { number: 12, width: 1280, height: 720 };
  return { camera, event, happening, envelope: envelopeOf(event, { device: "house", camera, frame }) };
}

function about(label: string, id: number) {
  const seen = { state: "confirmed", bornAtMs: AT_MS, seenAtMs: AT_MS, isStationary: false } as const;
  return { atMs: AT_MS, track: { id, label, score: 0.9, box: BOX, ...seen }, alerts: false, rulesVersion: 1 };
}

function ruleOf(rule: Rule) {
  switch (rule.type) {
    case "OBJECT_APPEARED":
      return rule;
    case "LINE_CROSS":
      return { ...rule, line: { id: LineId.parse(rule.line), name: rule.line } };
    case "ZONE_ENTER":
      return { ...rule, zone: { id: ZoneId.parse(rule.zone), name: rule.zone } };
    case "ZONE_EXIT":
    case "ZONE_DWELL":
      return { ...rule, zone: { id: ZoneId.parse(rule.zone), name: rule.zone } };
  }
}

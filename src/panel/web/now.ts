import type { LiveSceneWire, LiveWire } from "#api/live-wire.ts";
import type { AlertWire, ClipWire } from "#api/wire.ts";
import { groupOf } from "#domain/detection.ts";
import { named, t } from "./i18n.ts";
import type { LiveEvent } from "./live.ts";
import { capital, listOf } from "./words.ts";

/** A clip ends and comes when the camera has been quiet for a while. If it does not, nothing was recorded. */
export const QUIET_MS = 45_000;
/** Happenings that are remembered as done. */
const DONE_MAX = 50;

export type Track = LiveSceneWire["tracks"][number];

/** What goes on in front of one camera. */
export interface Now {
  readonly camera: string;
  /** Somebody is being told of this happening; missing where nobody is. */
  readonly alertId: string | undefined;
  readonly labels: readonly string[];
  readonly sentence: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly tracks: readonly Track[];
}

export interface NowFilter {
  readonly camera?: string | undefined;
  readonly alertsOnly: boolean;
}

/** What goes on in the house, until its clip has come. */
export interface Nows {
  /** `nowMs`: Unix ms, by the clock of this page. */
  hear(event: LiveEvent, nowMs: number): void;
  /** What is known already, where events were missed. */
  recall(alert: AlertWire | null, live: LiveWire, nowMs: number): void;
  recorded(clip: ClipWire): void;
  /** Newest first; cameras that `nameOf` does not know are left out. */
  shown(filter: NowFilter, nameOf: (camera: string) => string | undefined, nowMs: number): readonly Now[];
}

interface Entry {
  readonly alert?: AlertWire;
  readonly tracks: readonly Track[];
  /** Also of who has left the picture. */
  readonly labels: readonly string[];
  readonly since: string;
  readonly newsMs: number;
  readonly clip: "none" | "captured" | "decided";
  /** The end of that clip. */
  readonly clipEnd: string;
  /** Clips that ended by then were of what went on before. */
  readonly after: string;
}

export function makeNows(): Nows {
  const entries = new Map<string, Entry>();
  let done: readonly string[] = [];

  /** Who is there after the clip has come is in the next one. */
  const going = (camera: string, since: string): Entry => {
    const known = entries.get(camera);
    if (known?.clip === "none") return known;
    const after = known?.clipEnd ?? "";
    return { tracks: [], labels: [], since, newsMs: 0, clip: "none", clipEnd: "", after };
  };
  const alerted = (alert: AlertWire, newsMs: number): void => {
    const { alert_id, camera_name, phase, ts, objects } = alert;
    if (phase !== "detected" || done.includes(alert_id)) return;
    const entry = going(camera_name, ts);
    entries.set(camera_name, { ...entry, alert, labels: distinct(objects, entry.labels), newsMs });
  };
  const saw = ({ camera, scene }: LiveWire, newsMs: number): void => {
    const tracks = (scene?.tracks ?? []).filter(isNews);
    const known = entries.get(camera);
    const [first] = tracks.map(({ since }) => since).toSorted();
    if (first === undefined) {
      if (known) entries.set(camera, { ...known, tracks });
      return;
    }
    const entry = going(camera, first);
    const labels = tracks.map(({ label }) => label);
    entries.set(camera, { ...entry, tracks, labels: distinct(entry.labels, labels), newsMs });
  };
  const recorded = ({ camera_name, happening_id, alert_decision, end_ts }: ClipWire): void => {
    if (alert_decision !== null && !done.includes(happening_id)) {
      done = [happening_id, ...done].slice(0, DONE_MAX);
    }
    const known = entries.get(camera_name);
    if (!known || end_ts < known.since || end_ts <= known.after) return;
    const clip = alert_decision === null ? "captured" : "decided";
    entries.set(camera_name, { ...known, clip, clipEnd: end_ts });
  };

  return {
    recorded,
    hear(event, nowMs) {
      if (event.type === "alert") alerted(event.alert, nowMs);
      if (event.type === "scene") saw(event.live, nowMs);
      if (event.type === "clip") recorded(event.clip);
    },
    recall(alert, live, nowMs) {
      if (alert !== null && nowMs - Date.parse(alert.ts) < QUIET_MS) alerted(alert, Date.parse(alert.ts));
      const at = live.scene && Date.parse(live.scene.at);
      if (at !== null && nowMs - at < QUIET_MS) saw(live, at);
    },
    shown(filter, nameOf, nowMs) {
      const open = [...entries].filter(([camera, entry]) => fits(camera, entry, filter, nowMs));
      const nows = open.flatMap(([camera, entry]) => nowOf(camera, nameOf(camera), entry));
      return nows.toSorted((a, b) => (a.since < b.since ? 1 : -1));
    },
  };
}

function fits(camera: string, entry: Entry, { camera: only, alertsOnly }: NowFilter, nowMs: number): boolean {
  if (nowMs - entry.newsMs >= QUIET_MS || (only ?? camera) !== camera) return false;
  // An alert is one until its clip says the same: it must not look like nothing in between.
  return entry.alert ? entry.clip !== "decided" : !alertsOnly && entry.clip === "none";
}

function nowOf(camera: string, name: string | undefined, entry: Entry): readonly Now[] {
  if (name === undefined) return [];
  const { alert, tracks, labels, since } = entry;
  const sentence =
    alert?.summary ?? t("{what} at {name}.", { what: capital(listOf(labels.map(named))), name });
  return [{ camera, alertId: alert?.alert_id, labels, sentence, since, tracks }];
}

/** A parked car is nothing that goes on; somebody who stands at the door is. */
function isNews({ label, stationary }: Track): boolean {
  const group = groupOf(label);
  return !stationary || group === "person" || group === "animal";
}

function distinct(words: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...words, ...more])];
}

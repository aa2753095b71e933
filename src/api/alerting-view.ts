import { applyGates } from "#domain/alert-gates.ts";
import { previewAlerts } from "#domain/alert-gates-preview.ts";
import type { AlertSettings, HouseMode } from "#domain/alert-settings.ts";
import type { Circumstances } from "#domain/circumstances.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { CameraSlug } from "#domain/ids.ts";
import { type WindowNow, windowNow } from "#domain/time-window.ts";
import type { AlertingPart, AlertingPreviewWire, AlertingStateWire } from "./alerting-wire.ts";

/** Asked for what holds whatever the camera. */
const NO_CAMERA = CameraSlug.parse("none");

/** How things stand now, for people. */
export function alertingStateWire(alerting: AlertingPart, cameras: readonly CameraSlug[]): AlertingStateWire {
  const now = alerting.circumstances(NO_CAMERA);
  const { house, cameras: snoozed } = alerting.snoozes();
  const quiet = windowNow(now.settings.quiet_hours, now.nowMs, now.place);
  return {
    mode: now.mode,
    snoozed_until: timeOf(house),
    quiet_until: timeOf(quiet.kind === "inside" ? quiet.untilMs : undefined),
    quiet_from: timeOf(quiet.kind === "outside" ? quiet.next?.fromMs : undefined),
    next_change: timeOf(nextChangeMs(alerting, now, cameras)),
    anybody_home: now.isAnybodyHome ?? null,
    at_home: [...alerting.atHome()],
    template: now.template ?? null,
    knows_place: now.place !== undefined,
    cameras: cameras.map((camera) => ({
      camera,
      snoozed_until: timeOf(snoozed.get(camera)),
      ...tellingNow(alerting.circumstances(camera)),
    })),
    open: alerting.open().map(({ alert, timesTold, nextAtMs }) => ({
      alert_id: alert.alert_id,
      camera: alert.camera_name,
      title: alert.title,
      ts: alert.ts,
      times_told: timesTold,
      next_at: new Date(nextAtMs).toISOString(),
    })),
  };
}

/** `clips` newest first. */
export function alertingPreviewWire(
  alerting: AlertingPart,
  clips: readonly ClipState[],
  settings: AlertSettings,
  mode: HouseMode,
): AlertingPreviewWire {
  const previewed = previewAlerts(clips.toReversed(), (camera) => ({
    ...alerting.circumstances(camera),
    settings,
    mode,
  }));
  const told = previewed.filter(({ wouldTell }) => wouldTell).length;
  return {
    mode,
    told,
    kept: previewed.length - told,
    alerts: previewed.toReversed().map((one) => ({
      alert_id: one.alert,
      clip_id: one.clip,
      camera: one.camera,
      ts: new Date(one.startedAtMs).toISOString(),
      was_told: one.wasTold,
      would_tell: one.wouldTell,
      why: one.finding ?? null,
    })),
  };
}

/** What would become of an alert now, if nobody judged it. */
function tellingNow(circumstances: Circumstances): { tells: boolean; why: string[] } {
  const wish = { notify: true, notify_reason: "", explanation: "" };
  // The pause is no state to be shown: it would say that a camera that has just told does not tell.
  const { notify, trace = [] } = applyGates(
    wish,
    { alert: undefined, risk: null, isLive: false },
    { ...circumstances, lastTold: undefined },
  );
  const why = trace.filter(({ verdict }) => verdict === "keeps").map(({ finding }) => finding);
  return { tells: notify, why };
}

function nextChangeMs(
  alerting: AlertingPart,
  { settings, nowMs, place }: Circumstances,
  cameras: readonly CameraSlug[],
): number | undefined {
  const { house, cameras: snoozed } = alerting.snoozes();
  const windows = cameras.map((slug) => settings.cameras[alerting.circumstances(slug).camera]?.windows ?? []);
  const ends = [settings.quiet_hours, ...windows].map((all) => changeOf(windowNow(all, nowMs, place)));
  const all = [house, ...snoozed.values(), ...ends].filter((one) => one !== undefined);
  return all.length === 0 ? undefined : Math.min(...all);
}

function changeOf(now: WindowNow): number | undefined {
  switch (now.kind) {
    case "inside":
      return now.untilMs;
    case "outside":
      return now.next?.fromMs;
    case "unknown":
      return undefined;
  }
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

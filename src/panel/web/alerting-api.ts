import type { AlertingPreviewWire, AlertingStateWire } from "#api/alerting-wire.ts";
import type { NotifiersWire } from "#api/notifiers-wire.ts";
import type { AlertSettings, HouseMode } from "#domain/alert-settings.ts";
import { read, sendJson } from "./api.ts";

export const fetchAlertSettings = (signal: AbortSignal): Promise<AlertSettings> => read("alerting", signal);

/** Throws a `RequestError` with status 409 if somebody else saved meanwhile. */
export const saveAlertSettings = (settings: AlertSettings): Promise<AlertSettings> =>
  sendJson("alerting", "PUT", settings);

/** What settings that nobody has saved would have done with the last alerts. */
export const previewAlerting = (settings: AlertSettings): Promise<AlertingPreviewWire> =>
  sendJson("alerting/preview", "POST", { settings });

export const fetchAlertingState = (signal: AbortSignal): Promise<AlertingStateWire> =>
  read("alerting/state", signal);

export const setMode = (mode: HouseMode): Promise<AlertingStateWire> =>
  sendJson("alerting/mode", "PUT", { mode });

const snoozePath = (camera: string | undefined): string =>
  camera === undefined ? "alerting/snooze" : `cameras/${camera}/snooze`;

/** Of one camera, or without one of the house. */
export const snooze = (camera: string | undefined, minutes: number): Promise<AlertingStateWire> =>
  sendJson(snoozePath(camera), "PUT", { minutes });

export const endSnooze = (camera?: string): Promise<AlertingStateWire> =>
  sendJson(snoozePath(camera), "DELETE");

/** Somebody has seen the alert: it is not told again. */
export const acknowledge = (alert: string): Promise<unknown> =>
  sendJson(`alerts/${alert}/acknowledge`, "POST");

export const fetchNotifiers = (signal: AbortSignal): Promise<NotifiersWire> => read("notifiers", signal);

/** Answers once the test was sent; throws with the reason where it was not. */
export const testNotifier = (name: string): Promise<NotifiersWire> =>
  sendJson(`notifiers/${encodeURIComponent(name)}/test`, "POST");

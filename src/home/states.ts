import type { Alert } from "#domain/alert.ts";
import { type AlertTestResult, alertTestSentence } from "#domain/alert-test.ts";
import { isTampering } from "#domain/picture-fault.ts";
import { cameraSwitches } from "#domain/switches.ts";
import type { CameraView, House } from "#ports/house.ts";
import { alertTitle, houseTitle } from "./alert-text.ts";
import { OFFLINE, ONLINE } from "./topics.ts";

const PROBLEMS_MAX = 20;
const OBJECTS_MAX = 50;

/** Retained documents of one device, by leaf. */
export type Documents = Readonly<Record<string, string>>;

export function hubDocuments(house: House): Documents {
  const problems = house.problems();
  return {
    problem: JSON.stringify({
      problem: onOff(problems.length > 0),
      count: problems.length,
      problems: problems.slice(0, PROBLEMS_MAX).map(({ sentence, sinceMs }) => ({
        sentence,
        since: new Date(sinceMs).toISOString(),
      })),
    }),
    ...lastAlert(house.lastAlert(), houseTitle),
    alerts_today: String(house.alertsToday()),
    ...alertTest(house.alertTest()),
  };
}

/** But pictures, events, and what changes while something goes on there (`live-documents.ts`). */
export function cameraDocuments(camera: CameraView): Documents {
  const { status, faults, motion, switches } = camera;
  return {
    status: status.state === "live" ? ONLINE : OFFLINE,
    connection: JSON.stringify({
      stream: status.state,
      reason: status.reason,
      since: new Date(status.sinceMs).toISOString(),
    }),
    picture: JSON.stringify({
      problem: onOff(faults.length > 0),
      tampering: onOff(faults.some(isTampering)),
      faults: faults.map(({ kind, sentence, sinceMs }) => ({
        kind,
        sentence,
        since: new Date(sinceMs).toISOString(),
      })),
    }),
    motion: onOff(motion),
    ...Object.fromEntries(cameraSwitches.map((name) => [`switch/${name}`, onOff(switches[name])])),
    ...lastAlert(camera.lastAlert, alertTitle),
  };
}

/** The alert with the words of its message on `homecam/alerts/…`, and the title that becomes the state. */
export function alertDocument(alert: Alert, title: string): Readonly<Record<string, unknown>> {
  return { ...alert, title, objects: alert.objects.slice(0, OBJECTS_MAX) };
}

/** Without an alert since the start, what the broker keeps from before is still the last one. */
function lastAlert(alert: Alert | undefined, titleOf: (alert: Alert) => string): Documents {
  return alert === undefined ? {} : { last_alert: JSON.stringify(alertDocument(alert, titleOf(alert))) };
}

function alertTest(result: AlertTestResult | undefined): Documents {
  if (result === undefined) return {};
  return { alert_test: JSON.stringify({ ...result, sentence: alertTestSentence(result) }) };
}

export function onOff(on: boolean): "ON" | "OFF" {
  return on ? "ON" : "OFF";
}

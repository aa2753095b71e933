import type { Alert } from "#domain/alert.ts";
import { type AlertTestResult, alertTestSentence } from "#domain/alert-test.ts";
import { isTampering } from "#domain/picture-fault.ts";
import { cameraSwitches } from "#domain/switches.ts";
import type { CameraView, House } from "#ports/house.ts";
import { alertTitle, houseTitle } from "./alert-text.ts";
import { type Documents, onOff } from "./on-off.ts";
import type { Recent } from "./recent.ts";
import { OFFLINE, ONLINE } from "./topics.ts";

const PROBLEMS_MAX = 20;
const OBJECTS_MAX = 50;

export function hubDocuments(house: House, recent: Recent): Documents {
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
    ...lastAlert(house.lastAlert(), houseTitle, recent),
    alerts_today: String(house.alertsToday()),
    ...alertTest(house.alertTest()),
  };
}

/** But pictures, events, and what changes while something goes on there (`live-documents.ts`). */
export function cameraDocuments(camera: CameraView, recent: Recent): Documents {
  const { slug, status, faults, motion, switches } = camera;
  const lastPersonMs = recent.lastPersonMs(slug);
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
    ...lastAlert(camera.lastAlert, alertTitle, recent),
    severity: recent.severity(slug),
    activity: recent.activity(camera),
    // Nobody since the start: what the broker keeps from before is still true.
    ...(lastPersonMs === undefined ? {} : { last_person: new Date(lastPersonMs).toISOString() }),
  };
}

/** The alert with the words of its message on `homecam/alerts/…`, the title that becomes the state, and who was seen. */
export function alertDocument(
  alert: Alert,
  title: string,
  recent: Pick<Recent, "entities">,
): Readonly<Record<string, unknown>> {
  const objects = alert.objects.slice(0, OBJECTS_MAX);
  return { ...alert, title, objects, entities: recent.entities(alert.alert_id) };
}

/** Without an alert since the start, what the broker keeps from before is still the last one. */
function lastAlert(
  alert: Alert | undefined,
  titleOf: (alert: Alert) => string,
  recent: Pick<Recent, "entities">,
): Documents {
  if (alert === undefined) return {};
  return { last_alert: JSON.stringify(alertDocument(alert, titleOf(alert), recent)) };
}

function alertTest(result: AlertTestResult | undefined): Documents {
  if (result === undefined) return {};
  return { alert_test: JSON.stringify({ ...result, sentence: alertTestSentence(result) }) };
}

import type { Alert } from "#domain/alert.ts";
import { clipIdOf, HappeningId, slugOf } from "#domain/ids.ts";

const TEST_NAME = "Test";

/** An alert that says that it is a test. No camera: no clip has its name. */
export function makeTestAlert(nowMs: number): Alert {
  const camera = slugOf(TEST_NAME);
  const clip = clipIdOf(camera, nowMs, 1);
  const happening = HappeningId.parse(clip);
  return {
    clip_id: clip,
    camera_name: camera,
    storage_uri: null,
    view_url: null,
    risk_level: "low",
    activity_type: null,
    notify_reason: "test",
    summary: "This is a test. Alerts will arrive here.",
    ts: new Date(nowMs).toISOString(),
    dedupe_key: happening,
    upload_failed: false,
    alert_id: happening,
    late: false,
    phase: "described",
    camera_title: TEST_NAME,
    title: "Test by Porchlight",
    requires_review: false,
    escalation: 0,
    group_id: happening,
    objects: [],
    zones: [],
    image_url: null,
    clip_url: null,
    panel_url: "#/",
  };
}

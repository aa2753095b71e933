import { type Alert, LATE_MS } from "#domain/alert.ts";
import { TITLE_CHARS_MAX } from "#domain/analysis.ts";
import type { Camera } from "#domain/camera.ts";
import { type ClipState, phaseOf } from "#domain/clip-state.ts";
import { ClipId, clipIdOf, HappeningId } from "#domain/ids.ts";
import type { LiveSighting } from "#ports/live-sink.ts";

export interface AlertOptions {
  /** Where the media folder is for Home Assistant: `/media/local/porchlight`. Without it alerts carry no picture. */
  readonly mediaUrlPrefix?: string | undefined;
}

/** What is told of a clip, from what is known of it by now. */
export function alertOf(
  state: ClipState,
  { mediaUrlPrefix, nowMs }: AlertOptions & { readonly nowMs: number },
): Alert {
  const { analysis_result: analysis } = state;
  const picture = `clips/${state.camera_name}/${state.clip_id}.jpg`;
  return {
    clip_id: state.clip_id,
    camera_name: state.camera_name,
    storage_uri: state.storage_uri,
    view_url: state.view_url,
    risk_level: analysis?.risk_level ?? null,
    activity_type: analysis?.activity_type ?? null,
    notify_reason: state.alert_decision?.notify_reason ?? "none",
    summary: summaryOf(state),
    ts: state.start_ts,
    dedupe_key: state.happening_id,
    upload_failed: state.storage_uri === null,
    alert_id: state.happening_id,
    late: nowMs - Date.parse(state.end_ts) > LATE_MS,
    phase: phaseOf(state),
    camera_title: state.camera_title,
    title: titleOf(state),
    requires_review: analysis?.requires_review ?? false,
    escalation: 0,
    group_id: state.happening_id,
    objects: [...objectsOf(state)],
    zones: zonesOf(state),
    image_url: mediaUrlPrefix && state.snapshot_path !== null ? `${mediaUrlPrefix}/${picture}` : null,
    clip_url: mediaUrlPrefix ? `${mediaUrlPrefix}/clips/${state.camera_name}/${state.clip_id}.mp4` : null,
    panel_url: `#/clips/${state.clip_id}`,
  };
}

/** While nothing is recorded a sighting is a happening of its own. */
export function happeningOf({ slug }: Camera, { happening, atMs }: LiveSighting): HappeningId {
  return happening ?? HappeningId.parse(clipIdOf(slug, atMs, 1));
}

/** What is told while it happens: the clip is still being recorded. */
export function liveAlertOf(
  camera: Camera,
  sighting: LiveSighting,
  { mediaUrlPrefix, hasPicture }: AlertOptions & { readonly hasPicture: boolean },
): Alert {
  const happening = happeningOf(camera, sighting);
  const clip = ClipId.parse(happening);
  return {
    clip_id: clip,
    camera_name: camera.slug,
    storage_uri: null,
    view_url: null,
    risk_level: null,
    activity_type: null,
    notify_reason: sighting.reason,
    summary: sighting.sentence,
    ts: new Date(sighting.atMs).toISOString(),
    dedupe_key: happening,
    upload_failed: false,
    alert_id: happening,
    late: false,
    phase: "detected",
    camera_title: camera.name,
    title: headOf(sighting.objects, camera.name),
    requires_review: false,
    escalation: 0,
    group_id: happening,
    objects: [...sighting.objects],
    zones: [...sighting.zones],
    image_url: mediaUrlPrefix && hasPicture ? `${mediaUrlPrefix}/clips/${camera.slug}/${clip}.jpg` : null,
    clip_url: null,
    panel_url: `#/clips/${clip}`,
  };
}

/** The vision model's sentence; without one, a plain one that is true: `Person at Front door for 12 s.` */
export function summaryOf(state: ClipState): string {
  if (state.analysis_result) return state.analysis_result.summary;
  const { filter, vlm } = state.stages;
  const what = capital(listOf(objectsOf(state))) || "Motion";
  const zones = zonesOf(state);
  const where = zones.length === 0 ? "" : ` (${listOf(zones)})`;
  const but =
    filter.status === "error"
      ? "; the detector failed"
      : vlm.status === "error"
        ? "; the vision model did not answer"
        : "";
  return `${what} at ${state.camera_title}${where}${lengthOf(state.duration_s)}${but}.`;
}

/** The vision model's title, else what was seen and where: `Person at Front door`. */
function titleOf(state: ClipState): string {
  return state.analysis_result?.title ?? headOf(objectsOf(state), state.camera_title);
}

function headOf(objects: readonly string[], camera: string): string {
  return `${capital(listOf(objects)) || "Motion"} at ${camera}`.slice(0, TITLE_CHARS_MAX);
}

/** What the clip shows, and what was seen while it was recorded. */
function objectsOf({ filter_result, live }: ClipState): readonly string[] {
  const seenLive = live?.objects.map(({ label }) => label) ?? [];
  return [...new Set([...(filter_result?.detected_classes ?? []), ...seenLive])];
}

function zonesOf({ live }: ClipState): string[] {
  return live?.zones.map(({ name }) => name) ?? [];
}

/** How long the clip is. Nothing where it is not known. */
function lengthOf(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 1) return "";
  if (whole < 60) return ` for ${whole} s`;
  return ` for ${Math.floor(whole / 60)} min${whole % 60 === 0 ? "" : ` ${whole % 60} s`}`;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

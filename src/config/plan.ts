import { basename } from "node:path";
import { expandLabels } from "#domain/detection.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import { type RulePlan, rulePlan } from "#domain/live-rules-plan.ts";
import type { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import { deafActivities, describers } from "./activity-plan.ts";
import { leavingHome } from "./leaving.ts";
import type { ConfiguredCamera, ReadOptions } from "./read-options.ts";

export interface CameraPlan {
  readonly camera: string;
  /** What it does, a sentence a line. */
  readonly does: readonly string[];
  /** Rules that can never fire as things are, and why. */
  readonly never: readonly string[];
  /** What had to be taken for granted to say so. */
  readonly assumed: readonly string[];
}

/** What the options amount to: which camera does what, which rules can fire and which never can. */
export function planOf({ cameras, options }: ReadOptions, drawn: DrawnRules = new Map()): CameraPlan[] {
  const analyzers = [options.analyzer, ...options.more_analyzers];
  const analyzed = describers(analyzers).length > 0;
  return cameras.map((camera) => {
    const live = livePlan(camera, drawn.get(camera.slug) ?? {});
    return {
      camera: camera.options.name,
      does: [...doings(camera, analyzed, options.detector), ...live.can],
      never: [...nevers(camera, analyzed, analyzers), ...live.never],
      assumed: live.assumed,
    };
  });
}

/** What is known of a camera's picture besides the options. */
export interface DrawnPicture {
  /** What the owner drew into it. */
  readonly rules?: LiveRules | undefined;
  /** Its width by its height. */
  readonly aspect?: number | undefined;
}

/** By the slugs of the cameras. */
export type DrawnRules = ReadonlyMap<string, DrawnPicture>;

/** What the rules that were drawn for a camera can do, and what never. */
export function livePlan({ options: camera }: ConfiguredCamera, { rules, aspect }: DrawnPicture): RulePlan {
  if (!rules || !camera.enabled) return { can: [], never: [], assumed: [] };
  const plan = rulePlan({ objects: camera.objects, rules, ...(aspect !== undefined && { aspect }) });
  return { ...plan, never: [...plan.never, ...silentPlaces(camera, rules)] };
}

/** Places that are to make alerts, but name no objects of their own, while the camera alerts on none that it looks for. */
function silentPlaces(
  { objects, notify_on_objects }: ConfiguredCamera["options"],
  rules: LiveRules,
): string[] {
  const looked = new Set(expandLabels(objects));
  if (looked.size === 0 || expandLabels(notify_on_objects).some((label) => looked.has(label))) return [];
  const places = [
    ...rules.zones.map((zone) => ({ ...zone, what: `zone ${zone.name}` })),
    ...rules.lines.map((line) => ({ ...line, what: `line ${line.name}` })),
  ];
  return places
    .filter((place) => place.alerts && place.objects.length === 0)
    .map(
      ({ what }) =>
        `A live alert by ${what}: the camera alerts on no objects that it looks for, and the ${what.split(" ")[0]} names none of its own.`,
    );
}

function doings(
  { slug, options: camera }: ConfiguredCamera,
  analyzed: boolean,
  detector: Detector,
): string[] {
  if (!camera.enabled) return ["Is not enabled: nothing is connected."];
  const lines = [
    camera.substream_url === undefined
      ? "Motion is looked for in the key frames of the main stream; a sub-stream would show it sooner."
      : "Motion is looked for in the sub-stream, 5 pictures a second.",
    `A clip holds ${camera.pre_roll_s} s before the motion and ${camera.post_roll_s} s after it, and is cut every ${camera.max_clip_s} s.`,
    `Clips go to clips/${slug}/.`,
    `${basename(detector.model, ".onnx")} looks for ${camera.objects.join(", ") || "nothing"} from a score of ${camera.min_score ?? detector.min_score} on.`,
  ];
  if (camera.notify_on_motion) return [...lines, "Every clip makes an alert."];
  if (analyzed) {
    lines.push(`An analysed clip makes an alert from risk ${camera.min_risk_level} on.`);
    if (camera.notify_on_activity_types.length > 0) {
      lines.push(
        `These activities make an alert at any risk: ${camera.notify_on_activity_types.join(", ")}.`,
      );
    }
  }
  const objects = camera.notify_on_objects;
  if (objects.length > 0) {
    lines.push(
      `Seeing ${objects.join(" or ")} makes an alert${analyzed ? " where there is no analysis" : ""}.`,
    );
  }
  return lines;
}

function nevers(
  { options: camera }: ConfiguredCamera,
  analyzed: boolean,
  analyzers: readonly AnalyzerSettings[],
): string[] {
  if (!camera.enabled) return [];
  const lines: string[] = [];
  const looked = new Set(expandLabels(camera.objects));
  const unseen = camera.notify_on_objects.filter(
    (word) => !expandLabels([word]).some((label) => looked.has(label)),
  );
  if (unseen.length > 0 && !camera.notify_on_motion) {
    lines.push(
      `notify_on_objects ${unseen.join(", ")}: not among the objects looked for. Add it to "objects".`,
    );
  }
  lines.push(...deafActivities(camera.notify_on_activity_types, analyzers));
  if (!analyzed && camera.notify_on_objects.length === 0 && !camera.notify_on_motion) {
    lines.push("No alert at all: there is no analyzer, and neither objects nor motion make one.");
  }
  return lines;
}

interface Detector {
  readonly model: string;
  readonly min_score: number;
}

/** The plan as `check` prints it. */
export function planText(read: ReadOptions, drawn?: DrawnRules): string {
  const cameras = planOf(read, drawn).flatMap(({ camera, does, never, assumed }) => [
    camera,
    ...does.map((line) => `  ${line}`),
    ...never.map((line) => `  Never fires: ${line}`),
    ...assumed.map((line) => `  Assumed: ${line}`),
    "",
  ]);
  const mqtt = read.options.mqtt.host;
  const leaving = leavingHome(read.options);
  const broker =
    mqtt === undefined
      ? "Home Assistant is asked for its MQTT broker."
      : `MQTT broker: ${mqtt}:${read.options.mqtt.port}.`;
  return [
    ...(cameras.length > 0 ? cameras : ["No camera is configured.", ""]),
    broker,
    ...(leaving.length > 0 ? leaving : ["Nothing leaves the house."]),
    ...read.notes.map((note) => `Note: ${note}`),
    ...read.problems.map(({ sentence }) => `Wrong: ${sentence}`),
  ].join("\n");
}

import type { ClipDetail, ClipWire } from "#api/wire.ts";
import { placeWords } from "./storage-words.ts";
import { capital, listOf, oneOf, percentOf, spanOf } from "./words.ts";

export type Tone = "plain" | "good" | "alert" | "quiet" | "waiting" | "bad";

/** One line of what happened to a clip and why, for people. */
export interface Step {
  /** ISO 8601. */
  readonly at: string;
  readonly tone: Tone;
  readonly text: string;
}

type ClipEvent = ClipDetail["events"][number];
type Stage = NonNullable<ClipEvent["stage"]>;

const stageWords = {
  upload: { doing: "Storing the clip", done: "Stored", failed: "Storing the clip failed" },
  filter: { doing: "Looking for objects", done: "Looked for objects", failed: "The detector failed" },
  vlm: { doing: "Asking the vision model", done: "Described", failed: "The vision model failed" },
  notify: { doing: "Sending the alert", done: "The alert was sent", failed: "Sending the alert failed" },
  sidecar: {
    doing: "Writing down what was found",
    done: "What was found was written beside the clip",
    failed: "Writing down what was found failed",
  },
} as const satisfies Record<Stage, Record<"doing" | "done" | "failed", string>>;

/** Tells a clip's journal as a story. Starts of steps are left out, but for one that still runs. */
export function storyOf({ clip, events }: ClipDetail): readonly Step[] {
  const isSaid = {
    upload: events.some(({ type }) => type === "copy_stored"),
    notify: events.some(({ type }) => type === "alert_told"),
  };
  return events.flatMap((event, index) => {
    const settled = events
      .slice(index + 1)
      .some(
        ({ stage, place, type }) =>
          stage === event.stage && (place === event.place || type === "stage_completed"),
      );
    if (event.type === "stage_started" && settled) return [];
    // Each place that has a copy, and each notifier that has told it, says it.
    const { stage, type } = event;
    if (type === "stage_completed" && (stage === "upload" || stage === "notify") && isSaid[stage]) return [];
    const told = tell(event, clip);
    return told === undefined ? [] : [{ at: event.at, ...told }];
  });
}

function tell(event: ClipEvent, clip: ClipWire): Omit<Step, "at"> | undefined {
  const { stage } = event;
  switch (event.type) {
    case "clip_captured":
      return { tone: "plain", text: captured(clip) };
    case "clip_recovered":
      return { tone: "plain", text: "Porchlight was restarted and took this clip up again." };
    case "copy_wanted":
      return { tone: "plain", text: "The storage was changed, so a copy of it goes there too." };
    case "copy_stored":
      return { tone: "good", text: storedAt(event) };
    case "copy_refused":
      return {
        tone: "bad",
        text: `${nameOf(event.place)} refused it: ${sentence(event.error ?? "nobody knows why")}`,
      };
    case "copy_deleted":
      return {
        tone: "quiet",
        text: `Its copy was deleted: ${nameOf(event.place)}. ${event.reason ?? ""}`.trim(),
      };
    case "clip_fetched":
      return {
        tone: "plain",
        text: `Its file was gone from this machine and was fetched back: ${nameOf(event.place)}.`,
      };
    case "alert_told":
      return { tone: "good", text: `The alert was sent${timeOf(event)}: ${nameOf(event.place)}.` };
    case "alert_refused":
      return {
        tone: "bad",
        text: `${nameOf(event.place)} refused the alert: ${sentence(event.error ?? "nobody knows why")}`,
      };
    case "decided":
      return {
        tone: clip.alert_decision?.notify === true ? "alert" : "quiet",
        text: clip.alert_decision?.explanation ?? "It was decided whether to alert.",
      };
    case "clip_done":
      return { tone: "good", text: "Nothing is left to do." };
    case "clip_starred":
      return { tone: "plain", text: "It was starred: it is never deleted to make room." };
    case "clip_unstarred":
      return { tone: "plain", text: "Its star was taken away." };
    case "clip_deleted":
      return { tone: "quiet", text: `Its video was deleted. ${event.reason ?? ""}`.trim() };
    case "stage_started":
      return stage && { tone: "waiting", text: `${stageWords[stage].doing}…` };
    case "stage_completed":
      return stage && { tone: "good", text: completed(stage, event, clip) };
    case "stage_skipped":
      return stage && { tone: "quiet", text: skipped(stage, event) };
    case "stage_failed":
      return stage && { tone: "bad", text: failed(stage, event) };
  }
}

const beginnings = {
  motion: "Something moved",
  upload: "The camera sent a clip",
  command: "Somebody asked for a recording",
  schedule: "The schedule asked for a recording",
} as const satisfies Record<ClipWire["trigger"], string>;

function captured(clip: ClipWire): string {
  const part = clip.part > 1 ? ` This is part ${clip.part} of a long happening.` : "";
  return `${beginnings[clip.trigger]}; ${spanOf(clip.duration_s)} were recorded.${part}`;
}

function completed(stage: Stage, event: ClipEvent, clip: ClipWire): string {
  const time = timeOf(event);
  if (stage === "filter" && clip.filter_result !== null) return looked(clip.filter_result, time);
  if (stage === "vlm" && clip.analysis_result !== null) {
    const { backend, model, summary } = clip.analysis_result;
    const who = backend === "rules" ? "Described by plain rules" : `The vision model (${model}) wrote`;
    return `${who}: “${summary}”`;
  }
  return `${stageWords[stage].done}${time}.`;
}

const timeOf = ({ duration_ms }: ClipEvent): string =>
  duration_ms === undefined ? "" : ` in ${tookOf(duration_ms)}`;

const storedAt = (event: ClipEvent): string =>
  event.place === "local"
    ? "It lies whole on this machine."
    : `Copied${timeOf(event)}: ${nameOf(event.place)}.`;

function nameOf(place = "local"): string {
  const { title, detail } = placeWords(place);
  return detail === "" ? title : `${title}, ${detail}`;
}

function looked(seen: NonNullable<ClipWire["filter_result"]>, time: string): string {
  const how = `${seen.model} looked at ${seen.sampled_frames} pictures${time}`;
  if (seen.detected_classes.length === 0) return `${how} and saw nothing that it looks for.`;
  const best = new Map<string, number>();
  for (const { label, score } of seen.detections) best.set(label, Math.max(score, best.get(label) ?? 0));
  const names = seen.detected_classes.map((label) => {
    const score = best.get(label);
    return score === undefined ? oneOf(label) : `${oneOf(label)} (${percentOf(score)} sure)`;
  });
  return `${how} and saw ${listOf(names)}.`;
}

const skips = {
  upload: "Storing was skipped",
  filter: "Nobody looked for objects",
  vlm: "No vision model was asked",
  notify: "No alert was sent",
  sidecar: "Nothing was written beside the clip",
} as const satisfies Record<Stage, string>;

function skipped(stage: Stage, { error }: ClipEvent): string {
  return error === undefined ? `${skips[stage]}.` : `${skips[stage]}: ${sentence(error)}`;
}

function failed(stage: Stage, { error, will_retry, attempt, place }: ClipEvent): string {
  const where = place === undefined ? "" : ` (${nameOf(place)})`;
  const words = `${stageWords[stage].failed}${where}`;
  const what = error === undefined ? `${words}.` : `${words}: ${sentence(error)}`;
  if (will_retry === true)
    return `${what} It is tried again${attempt === undefined ? "" : ` (attempt ${attempt} was made)`}.`;
  return `${what} It is not tried again.`;
}

function sentence(words: string): string {
  const begun = capital(words.trim());
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

function tookOf(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : spanOf(ms / 1000);
}

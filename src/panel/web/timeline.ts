import type { ClipDetail, ClipWire } from "#api/wire.ts";
import { type Text, t } from "./i18n.ts";
import { placeWords } from "./storage-words.ts";
import { capital, listOf, oneOf, percentOf, spanOf, tookOf } from "./words.ts";

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
} as const satisfies Record<Stage, Record<"doing" | "done" | "failed", Text>>;

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
      return { tone: "plain", text: t("Porchlight was restarted and took this clip up again.") };
    case "copy_wanted":
      return { tone: "plain", text: t("The storage was changed, so a copy of it goes there too.") };
    case "copy_stored":
      return { tone: "good", text: storedAt(event) };
    case "copy_refused":
      return {
        tone: "bad",
        text: t("{name} refused it: {why}", { name: nameOf(event.place), why: whyOf(event) }),
      };
    case "copy_deleted":
      return {
        tone: "quiet",
        text: `${t("Its copy was deleted: {place}.", { place: nameOf(event.place) })} ${event.reason ?? ""}`.trim(),
      };
    case "clip_fetched":
      return {
        tone: "plain",
        text: t("Its file was gone from this machine and was fetched back: {place}.", {
          place: nameOf(event.place),
        }),
      };
    case "alert_told":
      return { tone: "good", text: toldBy(event) };
    case "alert_refused":
      return {
        tone: "bad",
        text: t("{name} refused the alert: {why}", { name: nameOf(event.place), why: whyOf(event) }),
      };
    case "decided":
      return {
        tone: clip.alert_decision?.notify === true ? "alert" : "quiet",
        text: clip.alert_decision?.explanation ?? t("It was decided whether to alert."),
      };
    case "clip_done":
      return { tone: "good", text: t("Nothing is left to do.") };
    case "clip_starred":
      return { tone: "plain", text: t("It was starred: it is never deleted to make room.") };
    case "clip_unstarred":
      return { tone: "plain", text: t("Its star was taken away.") };
    case "clip_deleted":
      return { tone: "quiet", text: `${t("Its video was deleted.")} ${event.reason ?? ""}`.trim() };
    case "stage_started":
      return stage && { tone: "waiting", text: t("{what}…", { what: t(stageWords[stage].doing) }) };
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
} as const satisfies Record<ClipWire["trigger"], Text>;

function captured(clip: ClipWire): string {
  const part = clip.part > 1 ? ` ${t("This is part {n} of a long happening.", { n: clip.part })}` : "";
  const span = spanOf(clip.duration_s);
  return `${t("{what}; {span} were recorded.", { what: t(beginnings[clip.trigger]), span })}${part}`;
}

function completed(stage: Stage, event: ClipEvent, clip: ClipWire): string {
  const time = timeOf(event);
  if (stage === "filter" && clip.filter_result !== null) return looked(clip.filter_result, time);
  if (stage === "vlm" && clip.analysis_result !== null) {
    const { backend, model, summary } = clip.analysis_result;
    return backend === "rules"
      ? t("Described by plain rules: “{summary}”", { summary })
      : t("The vision model ({model}) wrote: “{summary}”", { model, summary });
  }
  const what = t(stageWords[stage].done);
  return time === undefined ? `${what}.` : t("{what} in {time}.", { what, time });
}

const timeOf = ({ duration_ms }: ClipEvent): string | undefined =>
  duration_ms === undefined ? undefined : tookOf(duration_ms);

function storedAt(event: ClipEvent): string {
  if (event.place === "local") return t("It lies whole on this machine.");
  const [place, time] = [nameOf(event.place), timeOf(event)];
  return time === undefined
    ? t("Copied: {place}.", { place })
    : t("Copied in {time}: {place}.", { time, place });
}

function toldBy(event: ClipEvent): string {
  const [place, time] = [nameOf(event.place), timeOf(event)];
  return time === undefined
    ? t("The alert was sent: {place}.", { place })
    : t("The alert was sent in {time}: {place}.", { time, place });
}

const whyOf = ({ error }: ClipEvent): string => sentence(error ?? t("nobody knows why"));

function nameOf(place = "local"): string {
  const { title, detail } = placeWords(place);
  return detail === "" ? title : `${title}, ${detail}`;
}

function looked(seen: NonNullable<ClipWire["filter_result"]>, time: string | undefined): string {
  const said = { model: seen.model, n: seen.sampled_frames };
  const how =
    time === undefined
      ? t("{model} looked at {n} pictures", said)
      : t("{model} looked at {n} pictures in {time}", { ...said, time });
  if (seen.detected_classes.length === 0) return t("{how} and saw nothing that it looks for.", { how });
  const best = new Map<string, number>();
  for (const { label, score } of seen.detections) best.set(label, Math.max(score, best.get(label) ?? 0));
  const names = seen.detected_classes.map((label) => {
    const score = best.get(label);
    return score === undefined
      ? oneOf(label)
      : t("{what} ({share} sure)", { what: oneOf(label), share: percentOf(score) });
  });
  return t("{how} and saw {what}.", { how, what: listOf(names) });
}

const skips = {
  upload: "Storing was skipped",
  filter: "Nobody looked for objects",
  vlm: "No vision model was asked",
  notify: "No alert was sent",
  sidecar: "Nothing was written beside the clip",
} as const satisfies Record<Stage, Text>;

function skipped(stage: Stage, { error }: ClipEvent): string {
  const what = t(skips[stage]);
  return error === undefined ? `${what}.` : t("{what}: {why}", { what, why: sentence(error) });
}

function failed(stage: Stage, { error, will_retry, attempt, place }: ClipEvent): string {
  const where = place === undefined ? "" : ` (${nameOf(place)})`;
  const words = `${t(stageWords[stage].failed)}${where}`;
  const what = error === undefined ? `${words}.` : t("{what}: {why}", { what: words, why: sentence(error) });
  if (will_retry !== true) return `${what} ${t("It is not tried again.")}`;
  const again =
    attempt === undefined
      ? t("It is tried again.")
      : t("It is tried again (attempt {n} was made).", { n: attempt });
  return `${what} ${again}`;
}

function sentence(words: string): string {
  const begun = capital(words.trim());
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

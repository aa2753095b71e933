import type { LiveReplay, ReplayReport } from "./replay-report.ts";

/** A report for people. What the rules said of each thing comes before what came of it. */
export function replayText(report: ReplayReport): string {
  const { clip, camera, live, video } = report;
  const title = `${clip} (as ${camera})`;
  const unread = unreadable(report);
  if (unread !== undefined) return `${title}\n  ${unread}`;
  return [
    title,
    ...liveLines(live),
    ...section("The finished clip", filterLines(report)),
    ...(video === undefined
      ? []
      : ["failed" in video ? `  No video was drawn: ${video.failed}` : `  Drawn: ${video.path}`]),
  ].join("\n");
}

/** No clip at all: then there is nothing to say of an alert either. */
function unreadable({ live, filter_result }: ReplayReport): string | undefined {
  if (live === null || !("failed" in live) || !("failed" in filter_result)) return undefined;
  return live.failed === filter_result.failed ? live.failed : undefined;
}

function liveLines(live: ReplayReport["live"]): string[] {
  if (live === null) return ["  This detector looks at no live frames."];
  if ("failed" in live) return [`  Could not be watched as if it were live: ${live.failed}`];
  const { width, height, looked, missed, end_s } = live;
  const passed = missed === 0 ? "" : `; the detector had no time for ${missed}`;
  return [
    `  ${time(end_s)} at ${width}x${height}, looked at ${count(looked, "picture")}${passed}.`,
    ...section("Tracks", trackLines(live)),
    ...section("What each rule said", live.rules.flatMap(ruleLines)),
    ...(live.left_out === 0 ? [] : [`    ${live.left_out} more are left out.`]),
    ...section("Events", eventLines(live)),
    ...section("Told while it happens", toldLines(live)),
  ];
}

function trackLines({ tracks, doubtful }: LiveReplay): string[] {
  const lines = tracks.map(({ label, track_id, first_s, last_s, from, to, score, stationary }) => {
    const [here, there] = [placeOf(from), placeOf(to)];
    const way = here === there ? here : `${here} to ${there}`;
    const stood = stationary ? ", stood still" : "";
    return `${label} ${track_id}: ${time(first_s)} to ${time(last_s)}, ${way}${stood}, score up to ${score.toFixed(2)}`;
  });
  if (doubtful > 0) lines.push(`${count(doubtful, "thing")} seen too few times to be sure of.`);
  return lines.length > 0 ? lines : ["Nothing was followed."];
}

function ruleLines({ kind, name, verdicts }: LiveReplay["rules"][number]): string[] {
  const title = kind === "camera" ? "Before any rule" : `${kind === "zone" ? "Zone" : "Line"} ${name}`;
  if (verdicts.length === 0) return [`${title}: nothing to say.`];
  return [
    `${title}:`,
    ...verdicts.map(
      ({ at_s, label, track_id, fired, sentence }) =>
        `${fired ? " *" : "  "} ${at(at_s)}  ${label} ${track_id}: ${sentence}`,
    ),
  ];
}

function eventLines({ events, lines }: LiveReplay): string[] {
  const told = events.map(
    (event) => `${at(event.at_s)}  ${eventText(event)}${event.alerts ? " [alert]" : ""}`,
  );
  const counted = lines.map(
    ({ name, in: inwards, out }) => `Line ${name}: ${inwards} inwards, ${out} outwards.`,
  );
  return [...(told.length > 0 ? told : ["None."]), ...counted];
}

/** `person 3 entered Porch`. */
export function eventText(event: LiveReplay["events"][number]): string {
  const { type, label, track_id, place = "", direction = "", seconds = 0 } = event;
  const who = `${label} ${track_id}`;
  switch (type) {
    case "OBJECT_APPEARED":
      return `${who} appeared`;
    case "OBJECT_LEFT":
      return `${who} left after ${time(seconds)}`;
    case "LINE_CROSS":
      return `${who} crossed ${place} ${direction}wards`;
    case "ZONE_ENTER":
      return `${who} entered ${place}`;
    case "ZONE_EXIT":
      return `${who} left ${place} after ${time(seconds)}`;
    case "ZONE_DWELL":
      return `${who} loiters in ${place}, ${time(seconds)} so far`;
    default:
      return `${who}: ${type}`;
  }
}

function toldLines({ told, summary, rules }: LiveReplay): string[] {
  if (told.length > 0) return told.map(toldLine);
  const appeared = rules.some(({ verdicts }) => verdicts.some(({ verdict }) => verdict === "appeared"));
  if (!appeared) return ["Nothing: nothing appeared that the camera looks for."];
  return summary.needs_place
    ? ["Nothing: nobody was in a zone or crossed a line that makes an alert, of the objects that do."]
    : ["Nothing: none of what appeared is among the objects that make an alert."];
}

function toldLine({ at_s, sentence, reason, more, hidden_by }: LiveReplay["told"][number]): string {
  if (hidden_by !== undefined)
    return `${at(at_s)}  Kept back, as not interesting (${hidden_by}): ${sentence}`;
  return `${at(at_s)}  ${more ? "More: " : ""}${sentence} (${reason})`;
}

function filterLines({ filter_result, alert_decision }: ReplayReport): string[] {
  const { notify, explanation } = alert_decision;
  const verdict = `${notify ? "Alert" : "No alert"}: ${explanation}`;
  if ("failed" in filter_result) return [`Could not be looked at: ${filter_result.failed}`, verdict];
  const { model, provider, sampled_frames, detections, stopped_early } = filter_result;
  const until = stopped_early ? ", until it was sure" : "";
  return [
    `${model} on ${provider} looked at ${count(sampled_frames, "picture")}${until}.`,
    ...detections.map(({ label, score, at_ms }) => `${label} ${score.toFixed(2)} at ${time(at_ms / 1000)}`),
    verdict,
  ];
}

const section = (title: string, lines: readonly string[]): string[] => [
  `  ${title}`,
  ...lines.map((line) => `    ${line}`),
];

const time = (s: number): string => `${s.toFixed(1)} s`;
/** In a column of its own. */
const at = (s: number): string => time(s).padStart(8);
const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

const rows = ["top", "middle", "bottom"] as const;
const columns = ["left", "centre", "right"] as const;

/** In which ninth of the picture, in words. */
function placeOf({ x, y }: { readonly x: number; readonly y: number }): string {
  const third = (value: number) => Math.min(2, Math.floor(value * 3));
  const [row, column] = [rows[third(y)] ?? "", columns[third(x)] ?? ""];
  return row === "middle" && column === "centre" ? "centre" : `${row} ${column}`;
}

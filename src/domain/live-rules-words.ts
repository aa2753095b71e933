import type { Evaluation, Verdict } from "./live-rules-trace.ts";
import type { BrokenLimit } from "./zone-limits.ts";

/** An evaluation as a line for people: `Porch, person 4: The foot point is outside Porch.` */
export function evaluationText({ rule, label, trackId, verdict }: Evaluation): string {
  return `${rule.name}, ${label} ${trackId}: ${verdictSentence(verdict, rule.name)}`;
}

/** Why the rule of this name did or did not fire. */
export function verdictSentence(verdict: Verdict, name: string): string {
  switch (verdict.kind) {
    case "tentative":
      return "Seen too few times to be sure that it is there.";
    case "unseen":
      return "Not found in this frame.";
    case "too_many":
      return "Too many things at once; this one is not followed.";
    case "masked":
      return `The foot point is inside the mask ${verdict.mask}, so it is not looked at.`;
    case "limit":
      return limitSentence(verdict.broken);
    case "appeared":
      return "Appeared.";
    case "known":
      return "Still there.";
    case "same_as":
      return `Taken for the same thing as ${verdict.track}, which was lost there a moment ago.`;
    case "left":
      return `Left after ${seconds(verdict.afterMs)}.`;
    default:
      return placeSentence(verdict, name);
  }
}

type PlaceVerdict = Exclude<
  Verdict,
  {
    kind:
      | "tentative"
      | "unseen"
      | "too_many"
      | "masked"
      | "limit"
      | "appeared"
      | "known"
      | "same_as"
      | "left";
  }
>;

function placeSentence(verdict: PlaceVerdict, name: string): string {
  switch (verdict.kind) {
    case "outside":
      return `The foot point is outside ${name}.`;
    case "arriving":
      return `Inside ${name} in ${verdict.seen} of ${verdict.needed} observations in a row.`;
    case "entered":
      return `Entered ${name}.`;
    case "inside":
      return `Inside for ${seconds(verdict.forMs)}${ofLoitering(verdict.loiterMs)}.`;
    case "loitering":
      return `Loiters: inside for ${seconds(verdict.forMs)}.`;
    case "leaving":
      return `Outside ${name} in ${verdict.seen} of ${verdict.needed} observations in a row.`;
    case "exited":
      return exitSentence(verdict, name);
    case "rules_changed":
      return `The rules were changed; it is taken to be ${verdict.isInside ? "inside" : "outside"} without an event.`;
    case "first_side":
      return `Seen on one side of ${name} for the first time.`;
    case "same_side":
      return `Stays on its side of ${name}.`;
    case "on_line":
      return `Stands on ${name}.`;
    case "in_doubt":
      return `Found again just beyond ${name}, which may be a slip and is no crossing yet.`;
    case "around":
      return `Came to the other side of ${name} around its end.`;
    case "crossing":
      return `Beyond ${name} in ${verdict.seen} of ${verdict.needed} observations in a row.`;
    case "crossed":
      return `Crossed ${name} ${verdict.direction === "in" ? "inwards" : "outwards"}.`;
  }
}

function exitSentence(verdict: Extract<Verdict, { kind: "exited" }>, name: string): string {
  const { afterMs, loiterMs, isGone, hasLoitered } = verdict;
  const how = isGone ? `No longer seen in ${name}; it was there for` : `Left ${name} after`;
  const short =
    loiterMs === undefined || hasLoitered ? "" : `, less than the ${seconds(loiterMs)} that are loitering`;
  return `${how} ${seconds(afterMs)}${short}.`;
}

/** Which limit an observation breaks. */
function limitSentence(broken: BrokenLimit): string {
  switch (broken.kind) {
    case "label":
      return `The label ${broken.label} is not among ${broken.objects.join(", ")}.`;
    case "score":
      return `The score ${score(broken.score)} is below ${score(broken.min)}.`;
    case "area":
      return broken.min === undefined
        ? `It covers ${percent(broken.area)} of the picture, more than the ${percent(broken.max ?? 1)} allowed.`
        : `It covers ${percent(broken.area)} of the picture, less than ${percent(broken.min)}.`;
    case "ratio":
      return broken.min === undefined
        ? `It is ${broken.ratio.toFixed(2)} times as wide as high, more than the ${broken.max} allowed.`
        : `It is ${broken.ratio.toFixed(2)} times as wide as high, less than ${broken.min}.`;
    case "height":
      return `It is ${percent(broken.height)} of the picture high; where it stands things must be at least ${percent(broken.min)}.`;
  }
}

const ofLoitering = (loiterMs: number | undefined): string =>
  loiterMs === undefined ? "" : ` of ${seconds(loiterMs)}`;

/** `3 s`, `0.4 s`: never rounded up to a threshold that was not reached. */
function seconds(ms: number): string {
  return `${Math.floor(ms / 100) / 10} s`;
}

/** `.41`: rounded down, so that a score below a limit never reads as equal to it. */
function score(value: number): string {
  if (value >= 1) return "1";
  return (Math.floor(value * 100 + 1e-9) / 100).toFixed(2).replace(/^0/, "");
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

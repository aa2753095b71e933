import { expandLabels } from "./detection.ts";
import type { Point } from "./geometry.ts";
import { type Line, makeLineShape } from "./line.ts";
import type { LiveRules } from "./live-rules.ts";
import { percent } from "./live-rules-words.ts";
import { WAVER_MIN } from "./track-seen.ts";
import type { ObjectMask, Zone } from "./zone.ts";
import { leastHeightAt, type ObjectLimits } from "./zone-limits.ts";
import { makeZoneShape } from "./zone-shape.ts";

/** What decides whether a camera's rules can fire. */
export interface PlannedCamera {
  /** Labels or groups that it looks for. */
  readonly objects: readonly string[];
  readonly rules: LiveRules;
  /** Width of the picture by its height; missing where it is not known yet. */
  readonly aspect?: number;
}

export interface RulePlan {
  /** What can fire, a sentence each. */
  readonly can: readonly string[];
  /** What never can as things are, and why. */
  readonly never: readonly string[];
  /** What was taken for granted, where that decides: the form of a picture that nobody has seen. */
  readonly assumed: readonly string[];
}

const USUAL_ASPECT = 16 / 9;
/** Upright, old, usual, and two lenses side by side. */
const ASPECTS = [9 / 16, 4 / 3, USUAL_ASPECT, 32 / 9] as const;

/** In heights of the picture: feet are seen a few times a second and step past a shorter line. */
const LINE_SHORT = 0.03;
/** Points looked at in each direction to see whether masks cover a place. */
const GRID = 48;

/** Which rules of a camera can fire and which never can, and why. */
export function rulePlan(camera: PlannedCamera): RulePlan {
  const { rules } = camera;
  const general = ofCamera(camera);
  // Masks keep motion from being recorded also where no rule can fire.
  if (general !== undefined) {
    return { can: masksOfAll(rules).map(maskSentence), never: [general], assumed: [] };
  }
  const zones = rules.zones.map((zone) => ({ rule: zone, why: whyNotZone(zone, camera) }));
  const lines = rules.lines.map((line) => ({ rule: line, why: whyNotLine(line, camera) }));
  return {
    can: [
      ...zones.filter(({ why }) => why === undefined).map(({ rule }) => zoneSentence(rule)),
      ...lines.filter(({ why }) => why === undefined).map(({ rule }) => lineSentence(rule)),
      ...rules.masks.map(maskSentence),
      ...alertSentences([...zones, ...lines]),
      ...leavingSentences(camera),
    ],
    never: [
      ...zones.flatMap(({ rule, why }) => (why === undefined ? [] : [`Zone ${rule.name}: ${why}`])),
      ...lines.flatMap(({ rule, why }) => (why === undefined ? [] : [`Line ${rule.name}: ${why}`])),
      ...unseenWords(camera),
      ...alertNevers([...zones, ...lines]),
    ],
    assumed: rules.lines.filter((line) => isGuess(line, camera)).map(assumedSentence),
  };
}

/** How long a line is, and how far from the edge, depends on the form of the picture; nothing else does. */
function isGuess(line: Line, camera: PlannedCamera): boolean {
  if (camera.aspect !== undefined) return false;
  return new Set(ASPECTS.map((aspect) => whyNotLine(line, { ...camera, aspect }))).size > 1;
}

const assumedSentence = ({ name }: Line): string =>
  `Line ${name}: the size of the camera's picture is not known yet, so it is judged for 16:9.`;

type Checked = { readonly rule: Zone | Line; readonly why: string | undefined };

function ofCamera({ objects, rules, aspect = USUAL_ASPECT }: PlannedCamera): string | undefined {
  if (objects.length === 0) return "Any rule: the camera looks for no objects.";
  const whole = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
    { x: 0, y: 1 },
  ];
  const points = pointsIn(whole, aspect);
  if (!isMasked(points, expandLabels(objects), rules, aspect)) return undefined;
  return isMasked(points, [], { ...rules, masks: masksOfAll(rules) }, aspect)
    ? "Any rule, and any recording of motion: the masks cover the whole picture."
    : "Any rule: the masks cover the whole picture.";
}

function whyNotZone(
  zone: Zone,
  { objects, rules, aspect = USUAL_ASPECT }: PlannedCamera,
): string | undefined {
  const labels = labelsOf(zone.objects, objects);
  if (labels.length === 0) return notLookedFor(zone.objects);
  const points = pointsIn(zone.polygon, aspect);
  if (isMasked(points, labels, rules, aspect)) return "it lies wholly in masks, where nothing is looked at.";
  return whyNoSize(zone, rules, zone.polygon);
}

function whyNotLine(
  line: Line,
  { objects, rules, aspect = USUAL_ASPECT }: PlannedCamera,
): string | undefined {
  const labels = labelsOf(line.objects, objects);
  if (labels.length === 0) return notLookedFor(line.objects);
  const shape = makeLineShape(line, aspect);
  if (shape.length < LINE_SHORT) {
    return `it is shorter than ${percent(LINE_SHORT)} of the picture's height, so feet step past it. Draw it longer.`;
  }
  const sides = [0, 1].flatMap((x) => [0, 1].map((y) => shape.sideOf({ x, y })));
  if (Math.max(...sides) <= WAVER_MIN || Math.min(...sides) >= -WAVER_MIN) {
    return "it runs along the edge of the picture, so nobody is ever seen beyond it. Draw it further in.";
  }
  const points = Array.from({ length: GRID + 1 }, (_, i) => between(line.a, line.b, i / GRID));
  if (isMasked(points, labels, rules, aspect)) return "it lies wholly in masks, where nothing is looked at.";
  return whyNoSize(line, rules, [line.a, line.b]);
}

/** No box with its foot within these corners is of a size that counts. A box reaches from its foot to the top at most. */
function whyNoSize(limits: ObjectLimits, { size }: LiveRules, corners: readonly Point[]): string | undefined {
  const rows = corners.map(({ y }) => y);
  const lowest = Math.max(...rows);
  for (const { min_height } of [limits, size]) {
    if (!min_height || rows.some((row) => leastHeightAt(min_height, row) <= row)) continue;
    return `a thing there would have to be ${percent(leastHeightAt(min_height, lowest))} of the picture high, more than there is above it. Change the least height.`;
  }
  const minArea = Math.max(limits.min_area ?? 0, size.min_area ?? 0);
  const maxArea = Math.min(limits.max_area ?? 1, size.max_area ?? 1);
  if (minArea > maxArea) return "the camera's sizes leave none that the rule allows. Change one of the two.";
  const minRatio = Math.max(limits.min_ratio ?? 0, size.min_ratio ?? 0);
  const maxRatio = Math.min(
    limits.max_ratio ?? Number.POSITIVE_INFINITY,
    size.max_ratio ?? Number.POSITIVE_INFINITY,
  );
  if (minRatio > maxRatio)
    return "the camera's forms leave none that the rule allows. Change one of the two.";
  return minArea > lowest
    ? `a thing there would have to cover ${percent(minArea)} of the picture, more than fits above it. Change the least area.`
    : undefined;
}

function unseenWords({ objects, rules }: PlannedCamera): string[] {
  const places = [
    ...rules.zones.map(({ name, objects: words }) => ({ what: `Zone ${name}`, words })),
    ...rules.lines.map(({ name, objects: words }) => ({ what: `Line ${name}`, words })),
  ].filter(({ words }) => labelsOf(words, objects).length > 0);
  return [...places, { what: "An alert on what leaves", words: rules.alerts_on_left }].flatMap(
    ({ what, words }) => {
      const unseen = words.filter((word) => labelsOf([word], objects).length === 0);
      return unseen.length === 0 ? [] : [`${what}, ${unseen.join(", ")}: ${notLookedFor(unseen)}`];
    },
  );
}

function zoneSentence({ name, objects, loiter_s }: Zone): string {
  const loitering = loiter_s === undefined ? "" : `; loitering is told from ${loiter_s} s on`;
  return `Zone ${name}: ${wordsOf(objects)} that enters or leaves${loitering}.`;
}

function lineSentence({ name, objects }: Line): string {
  return `Line ${name}: ${wordsOf(objects)} that crosses, inwards and outwards.`;
}

const masksOfAll = ({ masks }: LiveRules) => masks.filter(({ objects }) => objects.length === 0);

function maskSentence({ name, objects }: ObjectMask): string {
  return objects.length === 0
    ? `Mask ${name}: nothing there is looked at, and what moves there alone is not recorded.`
    : `Mask ${name}: ${wordsOf(objects)} that stands there is not looked at; motion there is still recorded.`;
}

function alertSentences(checked: readonly Checked[]): string[] {
  const needed = checked.filter(({ rule, why }) => rule.alerts && why === undefined);
  if (needed.length === 0) return [];
  const places = needed.map(({ rule }) =>
    "polygon" in rule ? `somebody in ${rule.name}` : `a crossing of ${rule.name}`,
  );
  return [`A live alert needs ${places.join(" or ")}.`];
}

function leavingSentences({ objects, rules: { alerts_on_left } }: PlannedCamera): string[] {
  const seen = alerts_on_left.filter((word) => labelsOf([word], objects).length > 0);
  return seen.length === 0 ? [] : [`A live alert also comes when ${wordsOf(seen)} leaves that stood still.`];
}

function alertNevers(checked: readonly Checked[]): string[] {
  const needed = checked.filter(({ rule }) => rule.alerts);
  if (needed.length === 0 || needed.some(({ why }) => why === undefined)) return [];
  return ["A live alert: it needs one of these zones or lines, and none of them can fire."];
}

function labelsOf(words: readonly string[], objects: readonly string[]): readonly string[] {
  const looked = expandLabels(objects);
  if (words.length === 0) return looked;
  const wanted = new Set(expandLabels(words));
  return looked.filter((label) => wanted.has(label));
}

const wordsOf = (objects: readonly string[]) => (objects.length === 0 ? "everything" : objects.join(" or "));

const notLookedFor = (words: readonly string[]) =>
  `the camera does not look for ${words.join(" or ")}. Add it to its "objects".`;

/** Each of these points is hidden from each of these labels. */
function isMasked(
  points: readonly Point[],
  labels: readonly string[],
  { masks }: LiveRules,
  aspect: number,
): boolean {
  const hiding = masks.filter(({ objects }) => {
    const hidden = new Set(expandLabels(objects));
    return objects.length === 0 || labels.every((label) => hidden.has(label));
  });
  const shapes = hiding.map(({ polygon }) => makeZoneShape(polygon, aspect));
  return shapes.length > 0 && points.every((point) => shapes.some((shape) => shape.contains(point)));
}

/** Corners, and points spread over the inside. */
function pointsIn(polygon: readonly Point[], aspect: number): Point[] {
  const shape = makeZoneShape(polygon, aspect);
  const xs = polygon.map(({ x }) => x);
  const ys = polygon.map(({ y }) => y);
  const [from, to] = [
    { x: Math.min(...xs), y: Math.min(...ys) },
    { x: Math.max(...xs), y: Math.max(...ys) },
  ];
  const grid = Array.from({ length: GRID * GRID }, (_, i) => ({
    x: between(from, to, ((i % GRID) + 0.5) / GRID).x,
    y: between(from, to, (Math.floor(i / GRID) + 0.5) / GRID).y,
  }));
  return [...polygon, ...grid.filter((point) => shape.contains(point))];
}

function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

import type { Point } from "#domain/geometry.ts";
import { slugOf } from "#domain/ids.ts";
import type { Line } from "#domain/line.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import type { ObjectMask, Zone } from "#domain/zone.ts";
import { type Text, t } from "./i18n.ts";

type Loose<Rule> = Omit<Rule, "id"> & { readonly id: string };
export type DraftZone = Loose<Zone>;
export type DraftLine = Loose<Line>;

/** Rules as they are being drawn: perhaps not yet such as can be saved. */
export interface Draft extends Omit<LiveRules, "zones" | "lines" | "masks"> {
  readonly zones: readonly DraftZone[];
  readonly lines: readonly DraftLine[];
  readonly masks: readonly ObjectMask[];
}

export type RuleKind = "zones" | "lines" | "masks";
export const ruleKinds = ["zones", "lines", "masks"] as const satisfies readonly RuleKind[];
export const ruleWords = { zones: "Zone", lines: "Line", masks: "Mask" } as const satisfies Record<
  RuleKind,
  Text
>;

/** Which zone, line or mask is meant. */
export interface Chosen {
  readonly kind: RuleKind;
  readonly index: number;
}

/** What a form is about: something that was drawn, or everything that the camera sees. */
export type Subject = Chosen | "camera";

/** What any of them may have. */
export type DraftRule = DraftZone | DraftLine | ObjectMask;
export type RuleChange = Partial<DraftZone & DraftLine>;
/** Which sizes and forms of boxes count. */
export type Limits = LiveRules["size"];

const ID_CHARS_MAX = 32;
/** Of the picture: finer than a foot is known. */
const GRID = 10_000;
const CORNERS_LEAST = 3;
const WHOLE = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
] as const satisfies readonly Point[];

export const ruleOf = (draft: Draft, subject: Subject): DraftRule | undefined =>
  subject === "camera" ? undefined : draft[subject.kind][subject.index];

/** The corners of an outline, the two ends of a line, or the whole picture. */
export function cornersOf(draft: Draft, subject: Subject): readonly Point[] {
  if (subject === "camera") return WHOLE;
  const rule = ruleOf(draft, subject);
  if (rule === undefined) return [];
  return "polygon" in rule ? rule.polygon : [rule.a, rule.b];
}

export function withCorners(draft: Draft, chosen: Chosen, corners: readonly Point[]): Draft {
  const [a, b] = corners;
  if (chosen.kind === "lines") return a && b ? changed(draft, chosen, { a, b }) : draft;
  return changed(draft, chosen, { polygon: [...corners] });
}

export function changed(draft: Draft, { kind, index }: Chosen, change: RuleChange): Draft {
  const edit = <Rule>(rules: readonly Rule[]): readonly Rule[] =>
    rules.map((rule, at) => (at === index ? { ...rule, ...change } : rule));
  return { ...draft, [kind]: edit<DraftRule>(draft[kind]) };
}

/** Which sizes count there; masks have no such limits. */
export function limitsOf(draft: Draft, subject: Subject): Limits | undefined {
  if (subject === "camera") return draft.size;
  const rule = ruleOf(draft, subject);
  return rule !== undefined && "inertia" in rule ? rule : undefined;
}

export const limited = (draft: Draft, subject: Subject, change: Limits): Draft =>
  subject === "camera" ? { ...draft, size: { ...draft.size, ...change } } : changed(draft, subject, change);

/** A new one at the end, under a name that is free. */
export function added(
  draft: Draft,
  kind: RuleKind,
  corners: readonly Point[],
): { readonly draft: Draft; readonly chosen: Chosen } {
  const name = freeName(draft, kind);
  const common = { id: freeId(draft, kind, name), name, objects: [] };
  const chosen = { kind, index: draft[kind].length };
  const [a = { x: 0, y: 0 }, b = a] = corners;
  const rule: DraftRule =
    kind === "lines"
      ? { ...common, a, b, inertia: 2, alerts: false }
      : kind === "zones"
        ? { ...common, polygon: [...corners], inertia: 3, alerts: true }
        : { ...common, polygon: [...corners] };
  return { draft: { ...draft, [kind]: [...draft[kind], rule] }, chosen };
}

export function without(draft: Draft, { kind, index }: Chosen): Draft {
  return { ...draft, [kind]: (draft[kind] as readonly DraftRule[]).filter((_, at) => at !== index) };
}

/** Gives it a name, and as long as nobody has saved it an id after the name. */
export function renamed(draft: Draft, chosen: Chosen, name: string, isNew: boolean): Draft {
  if (!isNew) return changed(draft, chosen, { name });
  return changed(draft, chosen, { name, id: freeId(without(draft, chosen), chosen.kind, name) });
}

/** Steps the other way are `in` now. */
export function turned(draft: Draft, chosen: Chosen): Draft {
  return withCorners(draft, chosen, cornersOf(draft, chosen).toReversed());
}

export const movedCorner = (corners: readonly Point[], index: number, to: Point): readonly Point[] =>
  corners.map((corner, at) => (at === index ? onGrid(to) : corner));

export const insertedCorner = (corners: readonly Point[], after: number, at: Point): readonly Point[] =>
  corners.toSpliced(after + 1, 0, onGrid(at));

/** The same where none can be spared. */
export const removedCorner = (corners: readonly Point[], index: number): readonly Point[] =>
  corners.length > CORNERS_LEAST ? corners.toSpliced(index, 1) : corners;

/** All corners moved by as much, as far as all stay in the picture. */
export function shifted(corners: readonly Point[], by: Point): readonly Point[] {
  const room = (values: readonly number[], wish: number): number =>
    Math.min(1 - Math.max(...values), Math.max(-Math.min(...values), wish));
  const x = room(
    corners.map((corner) => corner.x),
    by.x,
  );
  const y = room(
    corners.map((corner) => corner.y),
    by.y,
  );
  return corners.map((corner) => onGrid({ x: corner.x + x, y: corner.y + y }));
}

/** Within the picture, and no longer than need be when it is written down. */
export function onGrid({ x, y }: Point): Point {
  const round = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * GRID) / GRID;
  return { x: round(x), y: round(y) };
}

export const middleOf = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function freeName(draft: Draft, kind: RuleKind): string {
  const taken = new Set(draft[kind].map(({ name }) => name));
  let number = 1;
  const word = t(ruleWords[kind]);
  while (taken.has(`${word} ${number}`)) number += 1;
  return `${word} ${number}`;
}

function freeId(draft: Draft, kind: RuleKind, name: string): string {
  const taken = new Set(draft[kind].map(({ id }) => id));
  const plain = shortened(slugOf(name), ID_CHARS_MAX);
  let id = plain;
  for (let number = 2; taken.has(id); number++) {
    id = `${shortened(plain, ID_CHARS_MAX - String(number).length - 1)}_${number}`;
  }
  return id;
}

const shortened = (slug: string, charsMax: number): string => slug.slice(0, charsMax).replace(/_+$/, "");

import { type AlertSettings, CameraAlerting, type TimeWindow } from "#domain/alert-settings.ts";

export type Change = Partial<Omit<AlertSettings, "version">>;

/** Whether two settings say the same; versions aside, as they say nothing to the house. */
export function isSame(one: AlertSettings | undefined, other: AlertSettings | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return wordsOf(rowsOf(one)) === wordsOf(rowsOf(other));
}

/**
 * What was changed here since `base`, put on top of what somebody else has saved meanwhile. Where both changed the
 * same thing, what was changed here stays, as it stands before its owner's eyes.
 */
export function rebase(base: AlertSettings, mine: AlertSettings, theirs: AlertSettings): AlertSettings {
  return { ...(merge(base, mine, theirs) as AlertSettings), version: theirs.version };
}

/** Settings of one camera with a change; one that says nothing any more is not kept. */
export function withCamera(
  settings: AlertSettings,
  id: string,
  change: Partial<CameraAlerting>,
): AlertSettings {
  const { [id]: known = CameraAlerting.parse({}), ...others } = settings.cameras;
  const next = { ...known, ...change };
  const isPlain = next.cooldown_s === 0 && next.windows.length === 0;
  return { ...settings, cameras: isPlain ? others : { ...others, [id]: next } };
}

/** What a new part of a day begins as: a night, as most people mean it. */
export const newWindow = (): TimeWindow => ({ days: [], from: "22:00", to: "07:00" });

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Three-way, field by field; lists are one thing each. */
function merge(base: Row, mine: Row, theirs: Row): Row {
  const merged: Record<string, unknown> = { ...theirs };
  for (const key of new Set([...Object.keys(base), ...Object.keys(mine)])) {
    const [before, now, other] = [base[key], mine[key], theirs[key]];
    if (wordsOf(before) === wordsOf(now)) continue;
    if (now === undefined) delete merged[key];
    else merged[key] = isRow(before) && isRow(now) && isRow(other) ? merge(before, now, other) : now;
  }
  return merged;
}

const rowsOf = ({ version: _version, ...rest }: AlertSettings): object => rest;

/** Keys in order, so that two objects that say the same read the same. */
const wordsOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    isRow(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  ) ?? "";

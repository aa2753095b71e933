import { type ClipId, readClipId } from "#domain/ids.ts";

export interface Order {
  readonly missing: number;
  readonly twice: number;
  /** The place in the line, from 1, of the last alert. */
  readonly lastAlertAt: number;
  /** Of the turns in which several of the same kind of a camera still waited, how many took the newest, in percent. */
  readonly newestFirst: number;
}

/** What can be said of the order in which `line` was served, of all that it should hold. */
export function orderOf(
  line: readonly ClipId[],
  wanted: readonly ClipId[],
  alerts: ReadonlySet<ClipId>,
): Order {
  const served = new Set(line);
  let lastAlertAt = 0;
  for (const [index, id] of line.entries()) if (alerts.has(id)) lastAlertAt = index + 1;
  return {
    missing: wanted.filter((id) => !served.has(id)).length,
    twice: line.length - served.size,
    lastAlertAt,
    newestFirst: newestFirst(line, alerts),
  };
}

function newestFirst(line: readonly ClipId[], alerts: ReadonlySet<ClipId>): number {
  const kindOf = (id: ClipId) => `${readClipId(id).camera} ${alerts.has(id)}`;
  const waiting = new Map<string, Set<ClipId>>();
  for (const id of line) waiting.set(kindOf(id), (waiting.get(kindOf(id)) ?? new Set()).add(id));
  let [choices, newest] = [0, 0];
  for (const id of line) {
    const others = waiting.get(kindOf(id)) ?? new Set();
    if (others.size > 1) choices += 1;
    const isNewest = [...others].every(
      (other) => readClipId(other).startedAtMs <= readClipId(id).startedAtMs,
    );
    if (others.size > 1 && isNewest) newest += 1;
    others.delete(id);
  }
  return choices === 0 ? 100 : Math.round((100 * newest) / choices);
}

import type { Alert } from "#domain/alert.ts";
import type { HappeningId } from "#domain/ids.ts";

/** Alerts whose group is remembered, and groups that others may still join. */
const ALERTS_MAX = 1000;
const GROUPS_MAX = 100;

/** Alerts of one time become one notification. In memory only: after a restart an alert is a group of its own. */
export interface Groups {
  /**
   * The alert with its group: once put into one it stays there. `seconds`: so far from the first alert of a group others
   * join it; 0 is never.
   */
  put(alert: Alert, seconds: number): Alert;
}

export function makeGroups(): Groups {
  const groupOf = new Map<HappeningId, HappeningId>();
  const firsts = new Map<HappeningId, number>();

  const find = ({ alert_id, ts }: Alert, seconds: number): HappeningId => {
    const atMs = Date.parse(ts);
    for (const [first, firstMs] of firsts) {
      if (seconds > 0 && Math.abs(atMs - firstMs) <= seconds * 1000) return first;
    }
    firsts.set(alert_id, atMs);
    dropOldest(firsts, GROUPS_MAX);
    return alert_id;
  };

  return {
    put(alert, seconds) {
      const group = groupOf.get(alert.alert_id) ?? find(alert, seconds);
      groupOf.set(alert.alert_id, group);
      dropOldest(groupOf, ALERTS_MAX);
      return { ...alert, group_id: group };
    },
  };
}

function dropOldest<Key>(map: Map<Key, unknown>, max: number): void {
  const [oldest] = map.keys();
  if (oldest !== undefined && map.size > max) map.delete(oldest);
}

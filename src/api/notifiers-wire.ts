import { z } from "@hono/zod-openapi";
import type { NotifierState } from "#ports/notifiers.ts";

/** One way of telling. */
export const NotifierWire = z.object({
  /** As the journal names it: `mqtt`, `phones`, `email`, `webhook_2`. */
  name: z.string(),
  title: z.string(),
  can_test: z.boolean(),
  /** When it last told anything since the app was started. */
  last_told_at: z.iso.datetime().nullable(),
  /** Why its last alert or test did not come through, as a sentence; null once one has. */
  trouble: z.string().nullable(),
  /** Alerts that are still to be told by it. */
  waiting: z.int(),
});
export type NotifierWire = z.output<typeof NotifierWire>;

/** In the order of the options; none while the app is still starting. */
export const NotifiersWire = z.object({ notifiers: z.array(NotifierWire) });
export type NotifiersWire = z.output<typeof NotifiersWire>;

export function notifiersWire(states: readonly NotifierState[]): NotifiersWire {
  return {
    notifiers: states.map(({ name, title, canTest, lastToldAtMs, trouble, waiting }) => ({
      name,
      title,
      can_test: canTest,
      last_told_at: lastToldAtMs === undefined ? null : new Date(lastToldAtMs).toISOString(),
      trouble: trouble ?? null,
      waiting,
    })),
  };
}

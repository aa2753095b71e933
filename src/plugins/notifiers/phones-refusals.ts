import type { Failure } from "#domain/failure.ts";
import type { Occasion } from "./phones-plan.ts";

const REFUSALS_MAX = 128;

/** What targets refused for good: refused again without asking, as long as it would say the same. */
export function makeRefusals() {
  const refused = new Map<string, Failure>();
  return {
    of: (target: string, occasion: Occasion): Failure | undefined => refused.get(keyOf(target, occasion)),
    note(target: string, occasion: Occasion, cause: Failure): void {
      refused.set(keyOf(target, occasion), cause);
      const [oldest] = refused.keys();
      if (refused.size > REFUSALS_MAX && oldest !== undefined) refused.delete(oldest);
    },
  };
}

export type Refusals = ReturnType<typeof makeRefusals>;

function keyOf(target: string, { alert, print }: Occasion): string {
  return [target, alert.alert_id, alert.escalation, print].join(" ");
}

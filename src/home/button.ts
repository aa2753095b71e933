import type { Broker } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import { makeRareLog } from "./rare-log.ts";

/** What Home Assistant's button says. */
export const PRESS = "PRESS";

export interface ButtonParts {
  readonly broker: Broker;
  readonly topic: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly press: () => void;
}

/** Obeys a button of Home Assistant's. A retained press is a mistake of somebody's: it would come at every connection. */
export function obeyButton({ broker, topic, clock, log, press }: ButtonParts): Disposable {
  const complain = makeRareLog(log, clock);
  return broker.subscribe(topic, ({ payload, retained }) => {
    const text = new TextDecoder().decode(payload.subarray(0, PRESS.length + 1));
    if (retained) complain({ topic, reason: "retained command" }, "command ignored");
    else if (text !== PRESS) complain({ topic, reason: `payload is not ${PRESS}` }, "command ignored");
    else press();
  });
}

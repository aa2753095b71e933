import { z } from "zod";
import type { Problem } from "#domain/problem.ts";
import type { Broker } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { House } from "#ports/house.ts";
import type { Lane } from "./lane.ts";

/** Where HomeSec's listeners expect what is wrong with the system itself. Not retained. */
export const SYSTEM_ERRORS_TOPIC = "homecam/system/errors";

export const SystemError = z.object({
  /** Stable while it lasts: `camera.front_door`, `disk`. */
  key: z.string(),
  message: z.string(),
  /** False once it is well again. */
  active: z.boolean(),
  /** ISO 8601, UTC: since when. */
  since: z.iso.datetime(),
  ts: z.iso.datetime(),
});
export type SystemError = z.output<typeof SystemError>;

/** Says each problem when it comes, when its sentence changes, and when it is over. */
export interface SystemErrors {
  /** Says what has changed since the last time, if anybody hears it. */
  tell(): void;
}

export function makeSystemErrors({
  house,
  broker,
  lane,
  clock,
}: {
  house: House;
  broker: Broker;
  lane: Lane;
  clock: Clock;
}): SystemErrors {
  const told = new Map<string, Problem>();

  function say({ key, sentence, sinceMs }: Problem, active: boolean): void {
    const error: SystemError = {
      key,
      message: sentence,
      active,
      since: new Date(sinceMs).toISOString(),
      ts: new Date(clock.now()).toISOString(),
    };
    lane.say(() => ({ topic: SYSTEM_ERRORS_TOPIC, payload: JSON.stringify(error) }));
  }

  return {
    tell() {
      // Without a connection nothing is heard: all of it is said at the next one.
      if (!broker.connected) return;
      const now = new Map(house.problems().map((problem) => [problem.key, problem]));
      for (const [key, problem] of told) {
        if (now.has(key)) continue;
        told.delete(key);
        say(problem, false);
      }
      for (const [key, problem] of now) {
        if (told.get(key)?.sentence === problem.sentence) continue;
        told.set(key, problem);
        say(problem, true);
      }
    },
  };
}

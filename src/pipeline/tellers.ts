import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { Notifiers } from "#ports/notifiers.ts";
import type { AlertOptions } from "./alert.ts";
import { watchNotifiers } from "./deliver-watch.ts";
import type { Lane } from "./lane.ts";
import { type LiveTeller, type LiveTellerOptions, makeLiveTeller, makeToldLive } from "./live-alert.ts";
import { makeRetell, type Retell } from "./tell-again.ts";
import type { Stages, TellContext, TellHouse } from "./tell-context.ts";
import { makeGroups } from "./tell-groups.ts";

export interface TellersOptions extends AlertOptions, TellHouse {
  readonly stages: Stages;
  readonly clock: Clock;
  readonly log: Logger;
}

/** All that tells besides clips: what happens now, and what nobody has seen yet. */
export interface Tellers {
  readonly notifiers: Notifiers;
  readonly retell: Retell;
  /** By the same notifiers and circumstances as the clips. */
  liveTeller(own: Pick<LiveTellerOptions, "signal" | "keepPicture">): LiveTeller;
}

interface WithClips extends Tellers {
  /** What the telling of clips shares with them. */
  readonly telling: Pick<TellContext, "stages" | "groups" | "wasToldLive">;
}

/** `laneOf`: where a notifier's alerts wait. `signal` ends what is told again. */
export function makeTellers(
  options: TellersOptions,
  laneOf: (name: string) => Lane,
  signal: AbortSignal,
): WithClips {
  const { clock, log, stages } = options;
  const watched = watchNotifiers(stages.notifiers, clock, (name) => laneOf(name).load().waiting);
  const { notifiers } = watched;
  const groups = makeGroups();
  const toldLive = makeToldLive();
  return {
    notifiers: {
      list: watched.list,
      async test(name, own) {
        await watched.test(name, own);
        laneOf(name).rest?.tryNow();
      },
    },
    retell: makeRetell({ notifiers, clock, log, signal }),
    liveTeller: (own) => makeLiveTeller({ ...options, ...own, notifiers, groups, toldLive }),
    telling: { stages: { ...stages, notifiers }, groups, wasToldLive: toldLive.has },
  };
}

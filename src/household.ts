import type { ReadOptions } from "#config/read-options.ts";
import type { Alert } from "#domain/alert.ts";
import type { Camera } from "#domain/camera.ts";
import { type AlertingKeeper, openAlerting } from "#house/alerting.ts";
import { type AnalysisSwitch, openAnalysisSwitch } from "#house/analysis-switch.ts";
import { type BriefingKeeper, openBriefings } from "#house/briefings.ts";
import type { HouseKeeper } from "#house/house.ts";
import { openSpending, type SpendingKeeper } from "#house/spending.ts";
import { openHomeAssistant } from "#platform/home-assistant.ts";
import type { Clock } from "#ports/clock.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { Logger } from "#ports/logger.ts";
import type { Meter } from "#ports/meter.ts";
import type { StateStore } from "#ports/state-store.ts";

const SUPERVISOR_URL = "http://supervisor/core";

export interface HouseholdParts {
  readonly read: ReadOptions;
  readonly keeper: HouseKeeper;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter: Meter;
  /** `SUPERVISOR_TOKEN`, inside Home Assistant. */
  readonly supervisorToken: string | undefined;
  /** An alert is to be told once more, as nobody has said that they saw it. */
  onEscalate(alert: Alert): void;
}

/** What the people of the house want besides the options: it decides about describing and telling. */
export interface Household {
  /** Missing outside Home Assistant. */
  readonly homeAssistant: HomeAssistant | undefined;
  readonly alerting: AlertingKeeper;
  readonly briefings: BriefingKeeper;
  readonly analysis: AnalysisSwitch;
  readonly spending: SpendingKeeper;
}

export async function openHousehold(parts: HouseholdParts, stack: AsyncDisposableStack): Promise<Household> {
  const { read, keeper, store, clock, log } = parts;
  const { house, problem } = keeper;
  const { settings } = store;
  const cameras: readonly Camera[] = house.cameras();
  const homeAssistant = stack.use(openLink(parts));
  const shared = { cameras, settings, clock, log, problem };
  const alerting = stack.use(
    await openAlerting({
      ...shared,
      homeAssistant,
      isNotificationsOn: (slug) => house.camera(slug)?.switches.notifications ?? true,
      onEscalate: parts.onEscalate,
    }),
  );
  return {
    homeAssistant,
    alerting,
    briefings: stack.use(await openBriefings({ ...shared, mode: () => alerting.mode() })),
    analysis: await openAnalysisSwitch(settings, (cause) => log.error({ err: cause }, "a listener failed")),
    spending: stack.use(
      await openSpending({
        ...shared,
        cameras: cameras.length,
        budget: read.options.budget,
        meter: parts.meter,
      }),
    ),
  };
}

/** By the Supervisor, else by the address and token of the options. */
function openLink({ read, keeper, clock, log, supervisorToken }: HouseholdParts) {
  const { url, token } = read.options.home_assistant;
  const address =
    url !== undefined && token !== undefined
      ? { url, token }
      : supervisorToken === undefined
        ? undefined
        : { url: SUPERVISOR_URL, token: supervisorToken };
  return address === undefined
    ? undefined
    : openHomeAssistant({
        ...address,
        clock,
        log,
        problem: (sentence) => keeper.problem("home_assistant", sentence),
      });
}

import { z } from "zod";
import { failureKind } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";

/** New phones are found within this. */
export const TARGETS_KEPT_MS = 10 * 60_000;
export const TARGETS_MAX = 32;

const DOMAIN = "notify";
const PHONE = "mobile_app_";

const Services = z.object({ [DOMAIN]: z.record(z.string(), z.unknown()).default({}) });
const Config = z.object({ state: z.string() });

/**
 * Who can be told: a phone with Home Assistant's app, any other `notify` action, an entity of `notify` (which takes
 * nothing but text), or Home Assistant's own sidebar. `name` is what the owner calls it.
 */
export interface PhoneTarget {
  readonly kind: "phone" | "action" | "entity" | "sidebar";
  readonly name: string;
}

export const sidebar: PhoneTarget = { kind: "sidebar", name: "Home Assistant's sidebar" };

/** A target's action: `mobile_app_pixel_9` of `notify.mobile_app_pixel_9`. */
export function actionOf({ name }: PhoneTarget): string {
  return name.slice(DOMAIN.length + 1);
}

export interface FoundTargets {
  readonly targets: readonly PhoneTarget[];
  /** Home Assistant is still starting: its phones come one after another, and some may not be there yet. */
  readonly isStarting: boolean;
}

export interface PhoneTargets extends Disposable {
  /** Throws `Failure`: `unavailable` while Home Assistant is away. */
  find(signal: AbortSignal): Promise<FoundTargets>;
  /** Looks again before the next alert. */
  forget(): void;
}

/** Those of `wished`, or all phones where it is empty. */
export function openPhoneTargets(
  homeAssistant: HomeAssistant,
  clock: Clock,
  wished: readonly string[],
): PhoneTargets {
  const listening = new DisposableStack();
  let entities: ReadonlySet<string> = new Set();
  let known: { readonly found: FoundTargets; readonly untilMs: number } | undefined;
  const forget = () => {
    known = undefined;
  };
  listening.use(
    homeAssistant.watch(`${DOMAIN}.*`, (states) => {
      entities = new Set(states.map(({ entityId }) => entityId));
    }),
  );
  listening.use(homeAssistant.onConnected(forget));

  async function look(signal: AbortSignal): Promise<readonly PhoneTarget[]> {
    const services = Services.safeParse(await homeAssistant.command({ type: "get_services" }, signal));
    const actions = Object.keys(services.data?.[DOMAIN] ?? {}).map((action) => `${DOMAIN}.${action}`);
    const wanted =
      wished.length > 0
        ? wished.map(fullName)
        : actions.filter((name) => name.startsWith(`${DOMAIN}.${PHONE}`));
    return [...new Set(wanted)].slice(0, TARGETS_MAX).map((name) => ({ kind: kindOf(name, actions), name }));
  }

  function kindOf(name: string, actions: readonly string[]): PhoneTarget["kind"] {
    if (!actions.includes(name)) return entities.has(name) ? "entity" : "action";
    return name.startsWith(`${DOMAIN}.${PHONE}`) ? "phone" : "action";
  }

  return {
    async find(signal) {
      if (known !== undefined && clock.monotonic() < known.untilMs) return known.found;
      // Asked first: what is there once it runs is complete.
      const isStarting = await isStillStarting(homeAssistant, signal);
      const found = { targets: await look(signal), isStarting };
      if (!isStarting) known = { found, untilMs: clock.monotonic() + TARGETS_KEPT_MS };
      return found;
    },
    forget,
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}

function fullName(name: string): string {
  return name.startsWith(`${DOMAIN}.`) ? name : `${DOMAIN}.${name}`;
}

async function isStillStarting(homeAssistant: HomeAssistant, signal: AbortSignal): Promise<boolean> {
  try {
    const { data } = Config.safeParse(await homeAssistant.command({ type: "get_config" }, signal));
    return data !== undefined && data.state !== "RUNNING";
  } catch (cause) {
    // One that does not say so is taken as it is.
    if (failureKind(cause) === "rejected") return false;
    throw cause;
  }
}

import type { HomeAssistant } from "#ports/home-assistant.ts";
import { makeFakeHomeAssistant } from "#test/fakes/home-assistant.ts";

/** What Home Assistant's API says of the house: its language and currency. */
export function aHouseIn(
  language: string,
  currency: string,
): HomeAssistant & { speak(language: string): void } {
  const listeners = new Set<(data: Readonly<Record<string, unknown>>) => void>();
  let now = language;
  const house = makeFakeHomeAssistant();
  // No registry: nobody removes orphans here.
  house.answerCommand("config/entity_registry/list", []);
  return {
    ...house,
    connected: true,
    info: () => ({
      version: "2026.2.3",
      language: now,
      timeZone: "UTC",
      latitude: 52.37,
      longitude: 4.89,
      currency,
    }),
    onConnected(listener) {
      listener();
      return { [Symbol.dispose]: () => undefined };
    },
    onEvent(type, listener) {
      if (type === "core_config_updated") listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    speak(other) {
      now = other;
      for (const listener of listeners) listener({ language: other });
    },
  };
}

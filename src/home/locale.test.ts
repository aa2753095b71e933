import { expect, test } from "vitest";
import type { SettingStore } from "#ports/state-store.ts";
import { makeFakeHomeAssistant } from "#test/fakes/home-assistant.ts";
import { makeLogger } from "#test/fakes/logger.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { localeOf, watchLocale } from "./locale.ts";
import { openMemory } from "./memory.ts";

async function openStage({ settings }: { readonly settings: SettingStore } = fakeStore()) {
  const memory = await openMemory(settings, makeLogger());
  const homeAssistant = makeFakeHomeAssistant({
    connected: false,
    info: { language: "de-CH", currency: "CHF" },
  });
  let changes = 0;
  const watching = watchLocale(homeAssistant, memory, () => void (changes += 1));
  return {
    settings,
    memory,
    homeAssistant,
    watching,
    locale: () => localeOf(memory),
    changes: () => changes,
  };
}

test("language and currency are known once Home Assistant is there, and from then on", async () => {
  const first = await openStage();
  expect(first.locale()).toEqual({ language: "en", currency: undefined });

  first.homeAssistant.connect();
  first.homeAssistant.disconnect();
  first.homeAssistant.connect();
  await first.memory.written();

  expect(first.changes()).toBe(1);
  const second = await openStage(first);
  expect(second.locale()).toEqual({ language: "de", currency: "CHF" });
});

test("a change while it is connected counts, and what says nothing of it does not", async () => {
  const { homeAssistant, locale, changes } = await openStage();
  homeAssistant.connect();

  homeAssistant.fire("core_config_updated", { language: "fr" });
  expect(locale()).toEqual({ language: "fr", currency: "CHF" });
  homeAssistant.fire("core_config_updated", { elevation: 12 });
  homeAssistant.fire("core_config_updated", { language: 7, currency: { is: "odd" } });

  expect(locale()).toEqual({ language: "fr", currency: "CHF" });
  expect(changes()).toBe(2);
});

test("nothing is heard after the end", async () => {
  const { watching, homeAssistant, locale, changes } = await openStage();

  watching[Symbol.dispose]();
  homeAssistant.connect();

  expect(changes()).toBe(0);
  expect(locale().language).toBe("en");
});

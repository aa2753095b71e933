import { z } from "zod";
import type { SettingStore } from "#ports/state-store.ts";
import { openListeners } from "./listeners.ts";

const KEY = "house.analysis_switch";

/** The owner's one switch for vision models, over those of the cameras. */
export interface AnalysisSwitch {
  isOn(): boolean;
  /** Counts at once. Resolves when it is kept; throws `Failure` where it cannot be. */
  set(on: boolean): Promise<void>;
  subscribe(listener: () => void): Disposable;
}

/** On, until somebody has said otherwise. */
export async function openAnalysisSwitch(
  settings: SettingStore,
  onListenerError: (cause: unknown) => void,
): Promise<AnalysisSwitch> {
  const kept = z.boolean().safeParse(await settings.read(KEY));
  const listeners = openListeners<void>(onListenerError);
  let isOn = kept.data ?? true;
  return {
    isOn: () => isOn,
    async set(on) {
      isOn = on;
      listeners.tell();
      await settings.write(KEY, on);
    },
    subscribe: (listener) => listeners.add(listener),
  };
}

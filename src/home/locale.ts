import { z } from "zod";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { Memory } from "./memory.ts";
import { type Language, languageOf } from "./names.ts";

/** Somebody has changed language, currency or the like; says what is new. */
const CONFIG_EVENT = "core_config_updated";

/** How Home Assistant says a house speaks and pays: BCP 47 and ISO 4217. */
export const Locale = z.object({ language: z.string().max(35), currency: z.string().max(8) });
export type Locale = z.output<typeof Locale>;

export type LocaleSource = Pick<HomeAssistant, "info" | "onConnected" | "onEvent">;

/** What Home Assistant said last, also before it is there after a restart: names must not change back and forth. */
export function localeOf({ locale }: Pick<Memory, "locale">): {
  readonly language: Language;
  /** `undefined` until Home Assistant has said. */
  readonly currency: string | undefined;
} {
  const kept = locale();
  return { language: languageOf(kept?.language), currency: kept?.currency };
}

/** Remembers what Home Assistant says, at each connection and when somebody changes it. */
export function watchLocale(
  homeAssistant: LocaleSource,
  memory: Pick<Memory, "locale" | "keepLocale">,
  onChange: () => void,
): Disposable {
  const note = (said: unknown) => {
    const parsed = Locale.safeParse({ ...memory.locale(), ...Locale.partial().safeParse(said).data });
    if (parsed.success && memory.keepLocale(parsed.data)) onChange();
  };
  const listening = new DisposableStack();
  listening.use(homeAssistant.onConnected(() => note(homeAssistant.info())));
  listening.use(homeAssistant.onEvent(CONFIG_EVENT, note));
  return listening;
}

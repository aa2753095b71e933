import { systemClock } from "#platform/clock.ts";
import { type HomeAssistantOptions, openHomeAssistant } from "#platform/home-assistant.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import type { HomeAssistantServer } from "#test/servers/home-assistant.ts";

const QUICK = { minMs: 1, maxMs: 20 };

/** Our side of a server of the test, and what it told the owner. */
export function openAt(
  { url, token }: Pick<HomeAssistantServer, "url" | "token">,
  options: Partial<HomeAssistantOptions> = {},
) {
  const problems: (string | undefined)[] = [];
  const homeAssistant = openHomeAssistant({
    url,
    token,
    log: keptLog(),
    clock: systemClock,
    problem: (sentence) => problems.push(sentence),
    backoff: QUICK,
    ...options,
  });
  return { homeAssistant, problems };
}

import type { Options } from "#config/schema.ts";
import { Failure } from "#domain/failure.ts";
import { openHomeAssistant } from "#platform/home-assistant.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { PluginContext } from "#ports/plugin.ts";

const CONNECT_MS = 30_000;
const NOT_THERE = `Home Assistant was not reached within ${CONNECT_MS / 1000} s: check its address and token.`;

/** Home Assistant, connected, by the address of the options. Throws `Failure` where it is not there in time. */
export async function connectHomeAssistant(
  { url, token }: Options["home_assistant"],
  { log, clock, problem }: Pick<PluginContext, "log" | "clock" | "problem">,
  signal: AbortSignal,
): Promise<HomeAssistant & AsyncDisposable> {
  if (url === undefined || token === undefined) {
    throw new Failure(
      "rejected",
      "home_assistant is to be asked: enter its address and a token under home_assistant in the options.",
    );
  }
  const tell = (sentence: string | undefined) => problem("home_assistant", sentence);
  const link = openHomeAssistant({ url, token, log, clock, problem: tell });
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]);
  try {
    await new Promise<void>((resolve, reject) => {
      const over = () => reject(new Failure("unavailable", NOT_THERE));
      if (deadline.aborted) over();
      deadline.addEventListener("abort", over, { once: true });
      link.onConnected(resolve);
    });
  } catch (cause) {
    await link[Symbol.asyncDispose]();
    throw cause;
  }
  return forCases(link);
}

/** Cases expect English words, and their times are by this machine's clock, wherever the house is. */
function forCases(link: HomeAssistant & AsyncDisposable): HomeAssistant & AsyncDisposable {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return {
    get connected() {
      return link.connected;
    },
    info() {
      const info = link.info();
      return info && { ...info, language: "en", timeZone };
    },
    call: link.call,
    command: link.command,
    watch: link.watch,
    onEvent: link.onEvent,
    watchTemplate: link.watchTemplate,
    onConnected: link.onConnected,
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  };
}

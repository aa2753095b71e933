import type { ReadOptions } from "#config/read-options.ts";
import { Failure } from "#domain/failure.ts";
import { openHomeAssistant } from "#platform/home-assistant.ts";
import type { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import { plugins } from "#plugins/index.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { Logger } from "#ports/logger.ts";
import type { PluginContext } from "#ports/plugin.ts";

const CONNECT_MS = 30_000;
/** As the analyzers log it where a first answer could not be read. */
const ASKED_AGAIN = "vision model asked once more";

/** The settings that are to be compared: those of the options, or the first of them with other models. */
export function contestants(
  { options: { analyzer, more_analyzers: more } }: ReadOptions,
  models: readonly string[],
): readonly AnalyzerSettings[] {
  if (models.length === 0) return [analyzer, ...more].filter(({ backend }) => backend !== "none");
  const backend = analyzer.backend === "none" || analyzer.backend === "rules" ? "openai" : analyzer.backend;
  return models.map((model) => ({ ...analyzer, backend, model }));
}

/** Never more than the host: an address may hold a password. */
export const hostOf = ({ backend, base_url: url }: AnalyzerSettings): string | null =>
  backend === "openai" ? new URL(url ?? "https://api.openai.com").host : null;

export const nameOf = (settings: AnalyzerSettings): string => settings.model ?? settings.backend;

/** Opens an analyzer as the app does. Throws `Failure`. */
export async function openContestant(settings: AnalyzerSettings, context: PluginContext) {
  if (settings.backend === "none") throw new Failure("rejected", "There is no analyzer to be asked.");
  return await plugins.analyzer[settings.backend].open(settings, context);
}

/** A log beside another that counts the answers that could not be read. */
export function countingLog(log: Logger): { readonly log: Logger; askedTwice(): number } {
  let count = 0;
  const wrapped = (inner: Logger): Logger => ({
    debug: (fields, message) => inner.debug(fields, message),
    info: (fields, message) => inner.info(fields, message),
    warn(fields, message) {
      if (message === ASKED_AGAIN) count += 1;
      else inner.warn(fields, message);
    },
    error: (fields, message) => inner.error(fields, message),
    child: (fields) => wrapped(inner.child(fields)),
  });
  return { log: wrapped(log), askedTwice: () => count };
}

/** Home Assistant, connected, by the address of the options. Throws `Failure` where it is not there in time. */
export async function connectHomeAssistant(
  { options }: ReadOptions,
  { log, clock, problem }: PluginContext,
  signal: AbortSignal,
): Promise<HomeAssistant & AsyncDisposable> {
  const { url, token } = options.home_assistant;
  if (url === undefined || token === undefined) {
    throw new Failure(
      "rejected",
      "home_assistant is to be asked: enter its address and a token under home_assistant in the options.",
    );
  }
  const link = openHomeAssistant({
    url,
    token,
    log,
    clock,
    problem: (words) => problem("home_assistant", words),
  });
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]);
  const connected = new Promise<void>((resolve, reject) => {
    link.onConnected(resolve);
    deadline.addEventListener("abort", () => reject(new Failure("unavailable", NOT_THERE)), { once: true });
  });
  try {
    await connected;
    return link;
  } catch (cause) {
    await link[Symbol.asyncDispose]();
    throw cause;
  }
}

const NOT_THERE = `Home Assistant was not reached within ${CONNECT_MS / 1000} s: check its address and token.`;

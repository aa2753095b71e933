import type { ReadOptions } from "#config/read-options.ts";
import { Failure } from "#domain/failure.ts";
import type { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import { plugins } from "#plugins/index.ts";
import type { Logger } from "#ports/logger.ts";
import type { PluginContext } from "#ports/plugin.ts";

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

import type { ReadOptions } from "#config/read-options.ts";
import { expandLabels, type FilterResult } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import type { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import { plugins } from "#plugins/index.ts";
import type { PluginContext } from "#ports/plugin.ts";
import type { EvalArguments } from "./arguments.ts";
import type { Case } from "./case.ts";
import { drawnCases } from "./drawn/cases.ts";
import { filmedCases } from "./filmed.ts";
import { doublesIn, readCases } from "./read-cases.ts";
import type { RequestParts } from "./request.ts";

export interface GatherParts {
  readonly asked: EvalArguments;
  readonly read: ReadOptions;
  readonly context: PluginContext;
  readonly print: (text: string) => void;
}

/** All that are to be asked about. Throws `Failure` where a case is wrong, before anybody is asked. */
export async function gather({ asked, context, print }: Omit<GatherParts, "read">): Promise<readonly Case[]> {
  const own = asked.cases === undefined ? undefined : await readCases(asked.cases);
  const shipped = asked.isShippedWanted ? await shippedCases({ asked, context, print }) : [];
  const all = [...shipped, ...(own?.cases ?? [])];
  const complaints = [...(own?.complaints ?? []), ...doublesIn(all)];
  if (complaints.length > 0) {
    throw new Failure("rejected", `${complaints.join("\n")}\nNobody was asked: correct the cases first.`);
  }
  const { only } = asked;
  const chosen = all.filter(({ name }) => only.length === 0 || only.some((start) => name.startsWith(start)));
  const twins = new Set(chosen.map(({ expect }) => expect.risk_not_below));
  const unknown = only.filter((start) => !all.some(({ name }) => name.startsWith(start)));
  if (unknown.length > 0) {
    const known = all.map(({ name }) => name).join(", ");
    throw new Failure("rejected", `There is no case ${unknown.join(", ")}. There are: ${known}.`);
  }
  return all.filter((one) => chosen.includes(one) || twins.has(one.name));
}

async function shippedCases({ asked, context, print }: Omit<GatherParts, "read">): Promise<readonly Case[]> {
  const { cases, missing } = await filmedCases();
  if (missing.length > 0) print(`Left out, as their clips are not on this machine: ${missing.join(", ")}.\n`);
  return [...drawnCases(asked.drawn, context.ffmpeg.ffmpeg), ...cases];
}

/** Nobody can say what is not on the owner's list of activities. */
export const withinReach =
  ({ activity_types }: AnalyzerSettings) =>
  (one: Case): Case => {
    const { activity_one_of: wanted, ...expect } = one.expect;
    const known = wanted?.filter((word) => word === "unknown" || activity_types.includes(word)) ?? [];
    return known.length === 0 ? { ...one, expect } : one;
  };

/** The detector of the options, opened where a case leaves it to it what is on its clip. */
export async function lookWith(
  { read, context }: GatherParts,
  cases: readonly Case[],
  stack: AsyncDisposableStack,
): Promise<RequestParts["look"]> {
  const { detector } = read.options;
  if (cases.every(({ seen }) => seen)) {
    return () => Promise.reject(new Error("no case has asked for a detector"));
  }
  const filter = stack.use(await plugins.filter[detector.backend].open(detector, context));
  const labels = expandLabels(["person", "vehicle", "animal"]);
  const wanted = { labels, decisive: [], minScore: detector.min_score };
  const seen = new Map<string, FilterResult>();
  return async (clip, signal) => {
    const found = seen.get(clip.path) ?? (await filter.detect(clip, wanted, signal));
    seen.set(clip.path, found);
    return found;
  };
}

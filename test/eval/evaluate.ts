import type { ReadOptions } from "#config/read-options.ts";
import { expandLabels } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import { systemClock } from "#platform/clock.ts";
import type { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import { plugins } from "#plugins/index.ts";
import type { PluginContext } from "#ports/plugin.ts";
import { contestants, countingLog, hostOf, nameOf, openContestant } from "./analyzers.ts";
import type { EvalArguments } from "./arguments.ts";
import type { Case } from "./case.ts";
import { drawnCases } from "./drawn/cases.ts";
import { figuresOf } from "./figures.ts";
import { filmedCases } from "./filmed.ts";
import { appendHistory, Entry, readHistory, rivalsOf } from "./history.ts";
import { connectHomeAssistant } from "./home-assistant.ts";
import { makeProbe, type Probe } from "./probe.ts";
import { doublesIn, hashOfCases, readCases } from "./read-cases.ts";
import { caseLine, changes, comparison, details } from "./report.ts";
import type { RequestParts } from "./request.ts";
import { runCases } from "./run-cases.ts";

/** Beyond the owner's limit for an answer: pictures have to be chosen too. */
const PICTURES_MS = 60_000;

export interface EvalParts {
  readonly asked: EvalArguments;
  readonly read: ReadOptions;
  readonly context: PluginContext;
  readonly print: (text: string) => void;
}

/** Asks all that are to be compared about all cases. False where one of them could not be asked. Throws `Failure`. */
export async function evaluate(parts: EvalParts, signal: AbortSignal): Promise<boolean> {
  const { asked, read, print } = parts;
  const rivals = contestants(read, asked.models);
  if (rivals.length === 0) {
    throw new Failure("rejected", 'The options name no analyzer: enter one, as in {"backend": "rules"}.');
  }
  const cases = await gather(parts);
  await using stack = new AsyncDisposableStack();
  const isLinked = rivals.some(({ backend }) => backend === "home_assistant");
  const context: PluginContext = {
    ...parts.context,
    ...(asked.media !== undefined && { mediaDir: asked.media }),
    ...(isLinked && {
      homeAssistant: stack.use(
        await connectHomeAssistant(read.options.home_assistant, parts.context, signal),
      ),
    }),
  };
  const look = await lookWith(parts, cases, stack);
  const probe = makeProbe(context.ffmpeg.ffprobe);
  let isWhole = true;
  for (const settings of rivals) {
    print(`\n${nameOf(settings)}: ${cases.length} cases, each ${asked.repeat} ×\n\n`);
    const one = { ...parts, context, settings, cases: cases.map(withinReach(settings)), look, probe };
    isWhole = (await compare(one, signal)) && isWhole;
  }
  return isWhole;
}

interface Contest extends EvalParts {
  readonly settings: AnalyzerSettings;
  readonly cases: readonly Case[];
  readonly look: RequestParts["look"];
  readonly probe: Probe;
}

async function compare(contest: Contest, signal: AbortSignal): Promise<boolean> {
  const { asked, context, settings, cases, look, probe, print } = contest;
  const { log, askedTwice } = countingLog(context.log);
  await using analyzer = await openContestant(settings, { ...context, log });
  const results = await runCases(
    {
      analyzer,
      look,
      probe,
      clock: systemClock,
      askedTwice,
      timeoutMs: settings.timeout_s * 1000 + PICTURES_MS,
      onResult: (result) => print(`${caseLine(result)}\n${asked.details ? details(result) : ""}`),
    },
    cases,
    asked.repeat,
    signal,
  );
  if ("stopped" in results) {
    print(`\n${nameOf(settings)} could not be asked, and nothing is kept of this run: ${results.stopped}\n`);
    return false;
  }
  const [first] = results.flatMap(({ analysis }) => analysis ?? []);
  const { max_frames, max_size, quality } = settings;
  const entry: Entry = {
    at: new Date(context.clock.now()).toISOString(),
    backend: settings.backend,
    model: settings.backend === "rules" ? "" : (settings.model ?? ""),
    host: hostOf(settings),
    answered_as: first?.model ?? null,
    pictures: { max_frames, max_size, quality },
    prompt_hash: first?.prompt_hash ?? null,
    cases_hash: await hashOfCases(cases, signal),
    cases: cases.length,
    figures: figuresOf(results),
  };
  await tell(contest, entry);
  return true;
}

async function tell({ asked, print }: Contest, entry: Entry): Promise<void> {
  const { entries, unreadable } = await readHistory(asked.history);
  const rivals = rivalsOf(entries, entry);
  print(`\n${comparison(entry, rivals)}\n`);
  for (const line of changes(entry, rivals.before)) print(`${line}\n`);
  if (unreadable > 0) print(`${unreadable} lines of ${asked.history} could not be read and are left out.\n`);
  await appendHistory(asked.history, entry);
}

/** All that are to be asked about. Throws `Failure` where a case is wrong, before anybody is asked. */
async function gather({ asked, context, print }: EvalParts): Promise<readonly Case[]> {
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

async function shippedCases({
  asked,
  context,
  print,
}: Pick<EvalParts, "asked" | "context" | "print">): Promise<readonly Case[]> {
  const { cases, missing } = await filmedCases();
  if (missing.length > 0) print(`Left out, as their clips are not on this machine: ${missing.join(", ")}.\n`);
  return [...drawnCases(asked.drawn, context.ffmpeg.ffmpeg), ...cases];
}

/** Nobody can say what is not on the owner's list of activities. */
const withinReach =
  ({ activity_types }: AnalyzerSettings) =>
  (one: Case): Case => {
    const { activity_one_of: wanted, ...expect } = one.expect;
    const known = wanted?.filter((word) => word === "unknown" || activity_types.includes(word)) ?? [];
    return known.length === 0 ? { ...one, expect } : one;
  };

/** The detector of the options, opened where a case leaves it to it what is on its clip. */
async function lookWith(
  { read, context }: EvalParts,
  cases: readonly Case[],
  stack: AsyncDisposableStack,
): Promise<RequestParts["look"]> {
  const { detector } = read.options;
  if (cases.every(({ seen }) => seen)) {
    return () => Promise.reject(new Error("no case has asked for a detector"));
  }
  const filter = stack.use(await plugins.filter[detector.backend].open(detector, context));
  const labels = expandLabels(["person", "vehicle", "animal"]);
  return (clip, signal) =>
    filter.detect(clip, { labels, decisive: [], minScore: detector.min_score }, signal);
}

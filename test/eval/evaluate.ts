import { Failure } from "#domain/failure.ts";
import { systemClock } from "#platform/clock.ts";
import type { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import type { PluginContext } from "#ports/plugin.ts";
import { contestants, countingLog, hostOf, nameOf, openContestant } from "./analyzers.ts";
import type { Case } from "./case.ts";
import { figuresOf } from "./figures.ts";
import { type GatherParts, gather, lookWith, withinReach } from "./gather.ts";
import { appendHistory, Entry, readHistory, rivalsOf } from "./history.ts";
import { connectHomeAssistant } from "./home-assistant.ts";
import { makeProbe, type Probe } from "./probe.ts";
import { hashOfCases } from "./read-cases.ts";
import { caseLine, changes, comparison, details } from "./report.ts";
import { type RequestParts, requestOf } from "./request.ts";
import { runCases } from "./run-cases.ts";

/** Beyond the owner's limit for an answer: pictures have to be chosen too. */
const PICTURES_MS = 60_000;

/** Asks all that are to be compared about all cases. False where one of them could not be asked. Throws `Failure`. */
export async function evaluate(parts: GatherParts, signal: AbortSignal): Promise<boolean> {
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
  print("Drawing and looking at the clips …\n");
  // Before anybody is paid for an answer: a clip that cannot be read would end the run in its middle.
  for (const one of cases) await requestOf({ probe, look }, one, 1, signal);
  let isWhole = true;
  for (const settings of rivals) {
    print(`\n${nameOf(settings)}: ${cases.length} cases, each ${asked.repeat} ×\n\n`);
    const one = { ...parts, context, settings, cases: cases.map(withinReach(settings)), look, probe };
    isWhole = (await compare(one, signal)) && isWhole;
  }
  return isWhole;
}

interface Contest extends GatherParts {
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

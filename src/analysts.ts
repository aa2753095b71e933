import { Failure } from "#domain/failure.ts";
import { type Analyst, openAnalyst } from "#pipeline/analyst/analyst.ts";
import type { AnalystMember } from "#pipeline/analyst/member.ts";
import type { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import { plugins } from "#plugins/index.ts";
import type { PluginContext } from "#ports/plugin.ts";
import type { WatchParts } from "./watch.ts";

/** Whoever describes clips, in the owner's order, with the budget and the switches in front of them. */
export async function openAnalysts(
  { read, keeper, household, clock, log, meter }: WatchParts,
  context: PluginContext,
  stack: AsyncDisposableStack,
): Promise<Analyst> {
  const { analyzer, more_analyzers } = read.options;
  const members: AnalystMember[] = [];
  for (const [index, settings] of [analyzer, ...more_analyzers].entries()) {
    const member = await openMember(settings, index, context, stack);
    if (member) members.push(member);
  }
  const { alerting, analysis, spending } = household;
  return openAnalyst({
    members,
    plain: await plugins.analyzer.rules.open({ ...analyzer, backend: "rules" }, context),
    // In privacy nobody is shown anything, a model neither.
    isOn: (slug) =>
      !alerting.isPrivate() && analysis.isOn() && keeper.house.camera(slug)?.switches.analysis !== false,
    budget: spending,
    clock,
    log,
    meter,
    problem: keeper.problem,
  });
}

/** One that cannot be opened is told and left out: the others describe all the same. */
async function openMember(
  settings: AnalyzerSettings,
  index: number,
  context: PluginContext,
  stack: AsyncDisposableStack,
): Promise<AnalystMember | undefined> {
  const { backend } = settings;
  if (backend === "none") return undefined;
  const key = `analyzer.${index + 1}.options`;
  try {
    const analyzer = stack.use(await plugins.analyzer[backend].open(settings, context));
    context.problem(key);
    return {
      analyzer,
      name: settings.model ?? backend,
      role: settings.role,
      isPlain: backend === "rules",
      runMode: settings.run_mode,
      triggerClasses: settings.trigger_classes,
      timeoutMs: settings.timeout_s * 1000,
      prices: { input: settings.price_input, output: settings.price_output },
    };
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    context.problem(key, `The analyzer ${backend} is left out: ${cause.message}`);
    return undefined;
  }
}

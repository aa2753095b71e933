import { loadOptions } from "#config/load.ts";
import { type DrawnRules, planText } from "#config/plan.ts";
import { failureMessage } from "#domain/failure.ts";
import type { Command } from "./arguments.ts";
import { readSaved, type Saved } from "./data-folder.ts";

const NOT_READ = "Note: Zones and lines are not part of this plan. Name the app's data folder with --data.";

/** Prints what the options, and the rules in the data folder, amount to. True if nothing is wrong with them. */
export async function check(
  { options, data }: Extract<Command, { name: "check" }>,
  print: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<boolean> {
  const read = await loadOptions(options);
  const saved = data === undefined ? undefined : await savedIn(data, read.cameras);
  const wrong = saved?.problems ?? [];
  const lines = [
    planText(read, saved && pictures(saved)),
    ...(saved ? [] : [NOT_READ]),
    ...wrong.map((sentence) => `Wrong: ${sentence}`),
  ];
  print(`${lines.join("\n")}\n`);
  return read.problems.length === 0 && wrong.length === 0;
}

const pictures = ({ rules, aspects }: Saved): DrawnRules =>
  new Map([...rules].map(([slug, drawn]) => [slug, { rules: drawn, aspect: aspects.get(slug) }]));

async function savedIn(data: string, cameras: Parameters<typeof readSaved>[1]): Promise<Saved> {
  try {
    return await readSaved(data, cameras);
  } catch (cause) {
    return {
      rules: new Map(),
      aspects: new Map(),
      suppressions: new Map(),
      problems: [`The zones and lines in ${data} cannot be read: ${failureMessage(cause)}`],
    };
  }
}

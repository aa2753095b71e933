import { loadOptions } from "#config/load.ts";
import { planText } from "#config/plan.ts";

/** Prints what the options amount to. True if nothing is wrong with them. */
export async function check(file: string): Promise<boolean> {
  const read = await loadOptions(file);
  process.stdout.write(`${planText(read)}\n`);
  return read.problems.length === 0;
}

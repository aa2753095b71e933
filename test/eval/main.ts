import { replayContext } from "#app/replay-context.ts";
import { loadOptions } from "#config/load.ts";
import { Failure } from "#domain/failure.ts";
import { readEvalArguments, USAGE } from "./arguments.ts";
import { evaluate } from "./evaluate.ts";

const complain = (text: string) => void process.stderr.write(text);
const asked = readEvalArguments(process.argv.slice(2));
if (typeof asked === "string") {
  complain(`${asked}\n\n${USAGE}\n`);
  process.exitCode = 2;
} else {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  const read = await loadOptions(asked.options);
  for (const { sentence } of read.problems) complain(`${sentence}\n`);
  try {
    const context = await replayContext(read, undefined, complain);
    const print = (text: string) => void process.stdout.write(text);
    const isWhole = await evaluate({ asked, read, context, print }, stop.signal);
    process.exitCode = isWhole ? 0 : 1;
  } catch (cause) {
    if (!(cause instanceof Failure) && !stop.signal.aborted) throw cause;
    complain(`${cause instanceof Failure ? cause.message : "Stopped; nothing is kept of this run."}\n`);
    process.exitCode = 1;
  }
}

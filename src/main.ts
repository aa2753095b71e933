#!/usr/bin/env node
import { readArguments, USAGE } from "./arguments.ts";

/** After SIGTERM everything closes in order; what takes longer is left to the journal and to the next start. */
const STOP_DEADLINE_MS = 17_000;

const command = readArguments(process.argv.slice(2));
if (typeof command === "string") {
  process.stderr.write(`${command}\n\n${USAGE}\n`);
  process.exitCode = 2;
} else {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      stop.abort();
      setTimeout(() => process.exit(0), STOP_DEADLINE_MS).unref();
    });
  }
  process.exitCode = await obey(command, stop.signal);
}

/** The exit code. Each command's code is loaded only when it is asked for. */
async function obey(
  asked: Exclude<ReturnType<typeof readArguments>, string>,
  signal: AbortSignal,
): Promise<number> {
  switch (asked.name) {
    case "run": {
      const { run } = await import("./run.ts");
      return await run(asked, signal);
    }
    case "check": {
      const { check } = await import("./check.ts");
      return (await check(asked)) ? 0 : 1;
    }
    case "replay": {
      const { replay } = await import("./replay.ts");
      return (await replay(asked, signal)) ? 0 : 1;
    }
  }
}

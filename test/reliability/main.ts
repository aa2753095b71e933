import { runBacklog } from "./backlog-table.ts";
import { runHung } from "./hung.ts";
import { runKill } from "./kill-table.ts";
import { runOutage } from "./outage-table.ts";
import { runRetention } from "./retention.ts";
import { runRows } from "./rows.ts";

/** `npm run reliability -- kill 60`: each subcommand prints its table of docs/reliability.md and tells if all held. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = {
  kill: runKill,
  rows: runRows,
  retention: runRetention,
  outage: runOutage,
  backlog: runBacklog,
  vlm: runHung,
};

const [name = "", ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  process.stderr.write(`usage: npm run reliability -- ${Object.keys(commands).join("|")} [ARGUMENT…]\n`);
  process.exitCode = 2;
} else {
  process.exitCode = (await command(args)) ? 0 : 1;
}

import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alert } from "./alert.ts";
import { curve } from "./curve.ts";
import { describe } from "./describe.ts";
import { detectorPath } from "./detector-path.ts";
import { filterSpeed } from "./filter-speed.ts";
import { idle } from "./idle.ts";
import { liveQueue } from "./live-queue.ts";
import { mainLoop } from "./main-loop.ts";
import { memory } from "./memory.ts";
import { motion } from "./motion.ts";
import { people } from "./people.ts";
import { rules } from "./rules.ts";
import { snapshot } from "./snapshot.ts";
import { type BenchPart, tableOf, writeInto } from "./table.ts";
import { tracker, tracks } from "./tracker.ts";
import { visionPath } from "./vision-path.ts";
import { wake } from "./wake.ts";

/** `npm run bench [-- NAME… --write]`: runs all of these, or the named ones. */
const parts: readonly BenchPart[] = [
  motion,
  rules,
  idle,
  curve,
  wake,
  memory,
  detectorPath,
  mainLoop,
  visionPath,
  liveQueue,
  alert,
  snapshot,
  filterSpeed,
  describe,
  tracks,
  people,
  tracker,
];

const PAGE = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));
const NEW_PAGE =
  "# Performance\n\nMeasured by `npm run bench -- --write`, which rewrites the tables below.\n";

const { values, positionals } = parseArgs({
  options: { write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const known = parts.map((part) => part.name);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no part called ${unknown.join(", ")}. There are: ${known.join(", ")}.`);
  process.exit(1);
}

for (const part of parts) {
  if (positionals.length > 0 && !positionals.includes(part.name)) continue;
  console.log(`\n${part.title}\n\n${part.why}\n`);
  const rows = await part.run();
  console.log(tableOf(rows));
  if (values.write) await write(part, rows);
}

async function write(part: BenchPart, rows: Awaited<ReturnType<BenchPart["run"]>>): Promise<void> {
  const page = await readFile(PAGE, "utf8").catch(() => NEW_PAGE);
  const [cpu] = cpus();
  const day = new Date().toISOString().slice(0, 10);
  const machine = `${day}, ${cpus().length} × ${cpu?.model.trim()}, Node ${process.version}: \`npm run bench -- ${part.name}\``;
  await writeFile(PAGE, writeInto(page, part, rows, machine));
}

import { makeTempDir } from "#test/temp-dir.ts";
import { type BacklogReport, type FreshClip, startWithBacklog } from "./backlog.ts";

const COUNT = 10_000;
const FRESH = 10;
const GOAL_MS = 2000;
const print = (line: string) => process.stdout.write(`${line}\n`);

/** `backlog [COUNT]`: prints the table of docs/reliability.md. False if the first new clip waits for longer than the goal. */
export async function runBacklog([count = String(COUNT)]: readonly string[]): Promise<boolean> {
  await using dir = await makeTempDir();
  const report = await startWithBacklog({ dir: dir.path, count: Number(count), fresh: FRESH });
  const { openMs, repairMs, firstUploadMs, fresh, loop, heapMb, rssMb } = report;
  const [first] = fresh;
  print(`${count} clips of which nothing was done, and ${fresh.length} that are recorded meanwhile\n`);
  print("| | ms |\n|---|--:|");
  const rows: readonly (readonly [string, number])[] = [
    ["database opened", openMs],
    ["disk looked through for clips to repair", repairMs],
    ["first upload of any clip", firstUploadMs],
    ["first new clip: in the journal", of(first, "known")],
    ["first new clip: upload begins", of(first, "sent")],
    ["first new clip: detector begins", of(first, "looked")],
    ["first new clip: told", of(first, "told")],
    ["slowest new clip: upload begins", slowest(report, "sent")],
    ["slowest new clip: detector begins", slowest(report, "looked")],
    ["slowest new clip: told", slowest(report, "told")],
    ["main loop late by (half of the time)", loop.p50Ms],
    ["main loop late by (99 %)", loop.p99Ms],
    ["main loop late by (at most)", loop.maxMs],
  ];
  for (const [name, ms] of rows) print(`| ${name} | ${ms.toFixed(0)} |`);
  print(`\nheap ${heapMb.toFixed(0)} MB, resident ${rssMb.toFixed(0)} MB`);
  return Math.max(of(first, "sent"), of(first, "looked")) <= GOAL_MS;
}

type Step = "known" | "looked" | "sent" | "told";

const of = (clip: FreshClip | undefined, step: Step) => clip?.[step] ?? Number.NaN;

const slowest = ({ fresh }: BacklogReport, step: Step) => Math.max(...fresh.map((clip) => of(clip, step)));

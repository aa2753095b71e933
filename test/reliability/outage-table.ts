import { findPostgres, openPostgresServer } from "#test/servers/postgres.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { type AwayPostgres, type HourRow, type OutageReport, simulateOutage } from "./outage.ts";
import { orderOf } from "./outage-order.ts";

const HOURS = 24;
const CAMERAS = 8;
const EVERY_MS = 180_000;
/** With 100 clips of each camera in memory the lanes are full. */
const FULL_AFTER_HOURS = 6;
/** Of alerts that wait, of which a day is not enough to fill their lane, and of what this program notes of each clip. */
const GROWTH_MAX_MB = 8;
const print = (line: string) => process.stdout.write(`${line}\n`);

/** `outage [HOURS]`: prints the tables of docs/reliability.md. False if anything was lost, twice or kept in memory. */
export async function runOutage([hours = String(HOURS)]: readonly string[]): Promise<boolean> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir()).path;
  const postgres = (await findPostgres()) ? await openAwayPostgres(stack) : undefined;
  const rows: HourRow[] = [];
  print("| hour | clips so far | uploads in memory | alerts in memory | timers | heap (MB) |");
  print("|--:|--:|--:|--:|--:|--:|");
  const startedMs = performance.now();
  const report = await simulateOutage({
    dir,
    hours: Number(hours),
    cameras: CAMERAS,
    everyMs: EVERY_MS,
    ...(postgres && { postgres }),
    onHour: (row) => {
      rows.push(row);
      const { hour, clips, uploads, alerts, sleepers, heapMb } = row;
      print(`| ${hour} | ${clips} | ${uploads} | ${alerts} | ${sleepers} | ${heapMb.toFixed(1)} |`);
    },
  });
  print(`\n${Math.round((performance.now() - startedMs) / 1000)} s in all`);
  return tell(report) && isFlat(rows);
}

function tell(report: OutageReport): boolean {
  const { clips, alerts, away, there, phone } = report;
  const ids = clips.map(({ id }) => id);
  const lines = [
    { name: "storage that was away", ...orderOf(away.taken, ids, alerts) },
    { name: "storage that was there", ...orderOf(there.taken, ids, alerts) },
    {
      name: "broker",
      ...orderOf(
        phone.told.map(({ id }) => id),
        [...alerts],
        alerts,
      ),
    },
  ];
  print(
    `\n${clips.length} clips, ${alerts.size} of them alerts; unfinished at the end: ${report.unfinished.length}`,
  );
  print(
    "\n| delivered to | missing | twice | the last alert was no. | newest first (%) |\n|---|--:|--:|--:|--:|",
  );
  for (const { name, missing, twice, lastAlertAt, newestFirst } of lines) {
    print(`| ${name} | ${missing} | ${twice} | ${lastAlertAt} | ${newestFirst} |`);
  }
  const late = phone.told.filter((one) => one.late).length;
  const hours = (ms: number) => (ms / 3_600_000).toFixed(2);
  print(
    `\nalerts marked late: ${late} of ${phone.told.length}; asked while away: storage ${away.asked}, broker ${phone.asked}`,
  );
  print(`all told after ${hours(report.toldAfterMs)} h, all stored after ${hours(report.storedAfterMs)} h`);
  print(`descriptions: ${away.described.size} and ${there.described.size}`);
  print(
    `Postgres: ${report.entriesThere ?? "none"} of ${report.entriesHere} entries, gaps seen: ${report.gaps}`,
  );
  for (const sentence of report.problems) print(`said during the outage: ${sentence}`);
  for (const sentence of report.problemsAfter) print(`still said after it: ${sentence}`);
  const isWhole = lines.every(({ missing }) => missing === 0) && report.unfinished.length === 0;
  return isWhole && report.gaps === 0 && report.problemsAfter.length === 0;
}

/** Whether the last hours hold no more than those just after the lanes were full. */
function isFlat(rows: readonly HourRow[]): boolean {
  const most = (some: readonly HourRow[]) => Math.max(...some.map(({ heapMb }) => heapMb));
  const full = rows.filter(({ hour }) => hour >= FULL_AFTER_HOURS);
  if (full.length < 6) return true;
  const growthMb = most(full.slice(-3)) - most(full.slice(0, 3));
  print(
    `heap of the last three hours against the first three with full lanes: ${growthMb.toFixed(1)} MB more`,
  );
  return growthMb <= GROWTH_MAX_MB;
}

async function openAwayPostgres(stack: AsyncDisposableStack): Promise<AwayPostgres> {
  const server = stack.use(await openPostgresServer());
  const url = await server.makeDatabase("house");
  const query = "select count(*)::int as count, coalesce(max(id), 0)::int as last from clip_events";
  return {
    url,
    stop: () => server.stop(),
    start: () => server.start(),
    entries: async () => (await server.query<{ count: number; last: number }>(url, query).catch(() => []))[0],
  };
}

import { makeTempDir } from "#test/temp-dir.ts";
import { killAgainAndAgain } from "./kill.ts";

const KILLS = 20;
const columns = ["kills", "clips begun", "clips", "lost", "unplayable", "stuck"];
const more = ["without description", "without whole copy", "told twice", "sent twice"];

/** `kill [N]`: prints the row of docs/reliability.md. False if anything was lost. */
export async function runKill([kills = String(KILLS)]: readonly string[]): Promise<boolean> {
  await using folder = await makeTempDir();
  const startedMs = performance.now();
  const minutes = () => ((performance.now() - startedMs) / 60_000).toFixed(1);
  const report = await killAgainAndAgain(folder.path, Number(kills), Math.random, (round, begun) => {
    process.stderr.write(`kill ${round} of ${kills}, ${begun} clips begun, ${minutes()} min\n`);
  });
  const { captures, clips, lost, unplayable, stuck, undescribed, uncopied, toldTwice, sentTwice } = report;
  const wrong = [lost, unplayable, stuck, undescribed, uncopied];
  const row = [kills, captures, clips, ...wrong.map(({ length }) => length), toldTwice, sentTwice];
  const names = [...columns, ...more];
  for (const line of [names, names.map(() => "--:"), row]) process.stdout.write(`| ${line.join(" | ")} |\n`);
  for (const id of new Set(wrong.flat())) process.stdout.write(`wrong: ${id}\n`);
  process.stderr.write(`${minutes()} min\n`);
  return wrong.every(({ length }) => length === 0);
}

import { makeTempDir } from "#test/temp-dir.ts";
import { killAgainAndAgain } from "./kill.ts";

const KILLS = 20;

/** `kill [N]`: prints the row of docs/reliability.md. False if anything was lost. */
export async function runKill([kills = String(KILLS)]: readonly string[]): Promise<boolean> {
  await using folder = await makeTempDir();
  const report = await killAgainAndAgain(folder.path, Number(kills), Math.random, (round) => {
    process.stderr.write(`\rkill ${round} of ${kills}`);
  });
  process.stderr.write("\n");
  const { captures, clips, lost, unplayable, stuck, toldTwice } = report;
  process.stdout.write(
    `| kills | clips begun | clips | lost | unplayable | stuck | happenings told twice |\n|--:|--:|--:|--:|--:|--:|--:|\n| ${kills} | ${captures} | ${clips} | ${lost.length} | ${unplayable.length} | ${stuck.length} | ${toldTwice} |\n`,
  );
  for (const id of [...lost, ...unplayable, ...stuck]) process.stdout.write(`wrong: ${id}\n`);
  return lost.length + unplayable.length + stuck.length === 0;
}

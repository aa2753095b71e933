import { makeTempDir } from "#test/temp-dir.ts";
import { killAgainAndAgain } from "./kill.ts";

/** `npm run reliability -- 200`: prints the row of docs/reliability.md. Exit code 1 if anything was lost. */
const kills = Number(process.argv[2] ?? 20);
await using folder = await makeTempDir();
const report = await killAgainAndAgain(folder.path, kills, Math.random, (round) => {
  process.stderr.write(`\rkill ${round} of ${kills}`);
});
process.stderr.write("\n");
const { captures, clips, lost, unplayable, stuck, toldTwice } = report;
process.stdout.write(
  `| kills | clips begun | clips | lost | unplayable | stuck | happenings told twice |\n|--:|--:|--:|--:|--:|--:|--:|\n| ${kills} | ${captures} | ${clips} | ${lost.length} | ${unplayable.length} | ${stuck.length} | ${toldTwice} |\n`,
);
for (const id of [...lost, ...unplayable, ...stuck]) process.stdout.write(`wrong: ${id}\n`);
process.exitCode = lost.length + unplayable.length + stuck.length === 0 ? 0 : 1;

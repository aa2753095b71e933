import { expect, test } from "vitest";
import { killAgainAndAgain } from "#test/reliability/kill.ts";
import { makeTempDir } from "#test/temp-dir.ts";

/** A few times here; `npm run reliability` does it two hundred times. */
const KILLS = 3;

test("killed again and again while two cameras record, it loses no clip", async () => {
  await using folder = await makeTempDir();

  const report = await killAgainAndAgain(folder.path, KILLS, () => 0.9);

  expect(report.captures).toBeGreaterThan(0);
  expect(report).toMatchObject({ lost: [], unplayable: [], stuck: [], undescribed: [], uncopied: [] });
}, 300_000);

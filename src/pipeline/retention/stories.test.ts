import { expect, test } from "vitest";
import { aStoredClip, openRetentionBench } from "#test/retention-bench.ts";
import { ROWS_KEPT_MS } from "./round.ts";

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

const hoursOld = (...ages: readonly number[]) =>
  ages.map((hours) => aStoredClip({ startedAtMs: NOW_MS - hours * HOUR_MS }));
const idsOf = (clips: readonly { readonly clip_id: string }[]) => clips.map(({ clip_id }) => clip_id).sort();

test("stories of clips that are long gone are forgotten", async () => {
  const [clip] = hoursOld(3);
  const at = new Date(NOW_MS - ROWS_KEPT_MS - 1).toISOString();
  const gone = hoursOld(5000).map((state) => ({ ...state, deleted_at: at }));
  const fresh = hoursOld(4000).map((state) => ({ ...state, deleted_at: "2026-05-31T00:00:00.000Z" }));
  await using bench = await openRetentionBench([...gone, ...fresh, ...(clip ? [clip] : [])], {
    missing: idsOf([...gone, ...fresh]),
  });

  await bench.settled();

  expect([...bench.store.rows.keys()].sort()).toEqual(idsOf([...fresh, ...(clip ? [clip] : [])]));
});

test("the story of a clip with a copy elsewhere outlives the limit of copies, where there is one", async () => {
  const days = (count: number) => new Date(NOW_MS - count * DAY_MS).toISOString();
  const copies = { "webdav:nas": { uri: "webdav:/x", view_url: null } };
  const [clip, fresh, old] = [40, 129, 131].map((age) => ({
    ...(hoursOld(age * 24 + 24)[0] as ReturnType<typeof aStoredClip>),
    deleted_at: days(age),
    copies,
  }));
  if (!clip || !fresh || !old) throw new Error("three clips were made");
  const missing = idsOf([clip, fresh, old]);
  const copyLimits = [{ place: "webdav:nas", keepMs: 100 * DAY_MS }];
  await using unlimited = await openRetentionBench([clip, fresh, old], { missing });
  await using bench = await openRetentionBench([clip, fresh, old], { missing, rules: { copyLimits } });

  await unlimited.settled();
  await bench.settled();

  expect([...unlimited.store.rows.keys()]).toEqual([]);
  expect([...bench.store.rows.keys()].sort()).toEqual(idsOf([clip, fresh]));
});

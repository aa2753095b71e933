import type { ClipId } from "#domain/ids.ts";
import { heapMb } from "./heap.ts";
import { type OutageHouse, openOutageHouse } from "./outage-house.ts";

const HOUR_MS = 3_600_000;
const LOOK_EVERY_MS = 20_000;
/** All that has gathered must be delivered within this time by the clock of the simulation. */
const CATCH_UP_MS = 48 * HOUR_MS;

/** A database that is away as long as storage and broker are. */
export interface AwayPostgres {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Entries that are there, and the highest number of them; `undefined` while it is away. */
  entries(): Promise<{ readonly count: number; readonly last: number } | undefined>;
}

export interface OutageWish {
  readonly dir: string;
  readonly hours: number;
  readonly cameras: number;
  /** Each camera makes a clip so often. */
  readonly everyMs: number;
  readonly postgres?: AwayPostgres;
  onHour?(row: HourRow): void;
}

export interface HourRow {
  readonly hour: number;
  readonly clips: number;
  /** In memory, of the place that is away; the others wait in the journal. */
  readonly uploads: number;
  readonly alerts: number;
  readonly sleepers: number;
  readonly heapMb: number;
}

export interface OutageReport extends Pick<OutageHouse, "clips" | "alerts" | "away" | "there" | "phone"> {
  /** Not at their end after all. */
  readonly unfinished: readonly ClipId[];
  /** What the owner was told at the end of the outage, and what was still said after all. */
  readonly problems: readonly string[];
  readonly problemsAfter: readonly string[];
  /** From the end of the outage, by the clock of the simulation. */
  readonly toldAfterMs: number;
  readonly storedAfterMs: number;
  /** Looks at which Postgres held something else than the journal from its beginning. */
  readonly gaps: number;
  readonly entriesHere: number;
  readonly entriesThere: number | undefined;
}

/** Hours without broker, without one of two storages and without Postgres, by a clock that does not wait. */
export async function simulateOutage(wish: OutageWish): Promise<OutageReport> {
  const { postgres } = wish;
  const house = await openOutageHouse({ ...wish, ...(postgres && { postgresUrl: postgres.url }) });
  const { clock, away, phone, clips, alerts } = house;
  away.isAway = phone.isAway = true;
  await postgres?.stop();
  await liveThrough(house, wish);
  const problems = [...house.box().problems.values()];

  away.isAway = phone.isAway = false;
  await postgres?.start();
  const backMs = clock.monotonic();
  let [toldAfterMs, storedAfterMs, gaps] = [Number.NaN, Number.NaN, 0];
  const { store } = house.box();
  for (let passedMs = 0; passedMs < CATCH_UP_MS; passedMs = clock.monotonic() - backMs) {
    if (Number.isNaN(toldAfterMs) && phone.told.length >= alerts.size) toldAfterMs = passedMs;
    if (Number.isNaN(storedAfterMs) && away.taken.length >= clips.length) storedAfterMs = passedMs;
    const found = await postgres?.entries();
    if (found && found.count !== found.last) gaps += 1;
    const isCopied = postgres === undefined || found?.count === (await store.journal.lastId());
    if (isCopied && (await store.clips.unfinished(1)).length === 0) break;
    await house.pass(LOOK_EVERY_MS);
  }

  const report = {
    ...house,
    unfinished: (await store.clips.unfinished(200)).map(({ clip_id }) => clip_id),
    problems,
    problemsAfter: [...house.box().problems.values()],
    toldAfterMs,
    storedAfterMs,
    gaps,
    entriesHere: await store.journal.lastId(),
    entriesThere: (await postgres?.entries())?.count,
  };
  await house.close();
  return report;
}

/** The cameras go on, and half-way the app is started anew. */
async function liveThrough(
  house: OutageHouse,
  { hours, cameras, everyMs, onHour }: OutageWish,
): Promise<void> {
  const { clock, clips } = house;
  const beatMs = everyMs / cameras;
  for (let hour = 1; hour <= hours; hour += 1) {
    for (let passedMs = 0; passedMs < HOUR_MS; passedMs += beatMs) {
      await house.record();
      await house.pass(beatMs);
    }
    const queues = house.box().pipeline.queues();
    const waiting = (stage: string, place?: string) =>
      queues.find((one) => one.stage === stage && one.place === place)?.waiting ?? 0;
    onHour?.({
      hour,
      clips: clips.length,
      uploads: waiting("upload", house.away.place),
      alerts: waiting("notify", "test"),
      sleepers: clock.sleepers(),
      heapMb: heapMb(),
    });
    if (hour === Math.ceil(hours / 2)) await house.restart();
  }
}

import type { ClipState } from "#domain/clip-state.ts";
import { systemClock } from "#platform/clock.ts";
import { openReplica } from "#plugins/stores/postgres/replica.ts";
import { sqlite } from "#plugins/stores/sqlite.ts";
import type { Clock } from "#ports/clock.ts";
import { anEvent } from "#test/builders.ts";
import { untilTrue } from "#test/e2e/until.ts";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { makeContext } from "#test/plugin-context.ts";
import { openPostgresServer, type PostgresServer } from "#test/servers/postgres.ts";
import { makeTempDir } from "#test/temp-dir.ts";

/** A box: its own SQLite, in a folder of its own or a given one, and a replica that can be opened and closed. */
export async function openReplicatingBox(boxId: string, folder?: string) {
  await using stack = new AsyncDisposableStack();
  const path = folder ?? stack.use(await makeTempDir()).path;
  const clock: ManualClock = makeManualClock();
  const context = { ...makeContext(path), clock };
  // On a clock of its own: it sleeps between its copies, and the replica's naps are counted.
  const store = stack.use(await sqlite.open({ backend: "sqlite" }, { ...context, clock: makeManualClock() }));
  const fields: object[] = [];
  const log = {
    ...context.log,
    debug: (more: object) => void fields.push(more),
    warn: (more: object) => void fields.push(more),
  };
  const owned = stack.move();
  return {
    ...context,
    ...store,
    /** What was said in the log besides the messages. */
    fields,
    /** The pauses after failures. */
    delays: () =>
      fields.flatMap((one) => ("delayMs" in one && typeof one.delayMs === "number" ? [one.delayMs] : [])),
    replicate: (url: string, time: Clock = systemClock) =>
      openReplica({ ...context, log, clock: time, ...store, url, boxId }),
    record: async (state: ClipState, type: "clip_captured" | "clip_done" = "clip_captured") =>
      await store.clips.record(state, anEvent(state, { type })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface EventRow {
  readonly id: string;
  readonly journal: string;
  readonly clip_id: string;
  readonly type: string;
}

/** A server, asked what has arrived there. */
export interface ReplicaServer extends Omit<PostgresServer, "makeDatabase"> {
  makeDatabase(): Promise<string>;
  /** A box's entries in their order. */
  events(url: string, boxId?: string): Promise<EventRow[]>;
  /** Waits until at least so many entries are there. */
  arrived(url: string, count: number, boxId?: string): Promise<void>;
}

export async function openReplicaServer(): Promise<ReplicaServer> {
  const server = await openPostgresServer();
  let databases = 0;
  const columns = "id, journal, clip_id, data->>'type' as type";
  const events = (url: string, boxId = "a1") =>
    server.query<EventRow>(url, `select ${columns} from clip_events where box_id = $1 order by journal, id`, [
      boxId,
    ]);
  return {
    ...server,
    makeDatabase: () => server.makeDatabase(`house${(databases += 1)}`),
    events,
    arrived: (url, count, boxId) =>
      untilTrue(
        async () => (await events(url, boxId).catch(() => [])).length >= count,
        () => `${count} entries`,
      ),
  };
}

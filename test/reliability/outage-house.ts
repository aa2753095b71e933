import type { Clip } from "#domain/clip.ts";
import type { ClipId } from "#domain/ids.ts";
import { openReplica } from "#plugins/stores/postgres/replica.ts";
import { aFilterResult } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makePhone, makePlace } from "./outage-world.ts";
import { diskQuiet, openSimulatedBox, recordClip, type SimulatedBox } from "./simulated-box.ts";

const STEP_MS = 5000;
const CLOSING_STEP_MS = 500;
const LOOK_MS = 1000;
const CLIP_MS = 12_000;
/** Every so many clips somebody is seen. */
const ALERT_EVERY = 10;

export interface HouseWish {
  readonly dir: string;
  readonly cameras: number;
  /** Unix ms; else it is now. */
  readonly startMs?: number;
  /** Of a database that is to have a copy of the journal. */
  readonly postgresUrl?: string;
}

/** A house with cameras, two storages outside, a broker and perhaps Postgres, by a clock that stands still. */
export async function openOutageHouse({ dir, cameras, postgresUrl, startMs = Date.now() }: HouseWish) {
  const clock = makeManualClock(startMs);
  const [away, there, phone] = [makePlace("cloud", clock), makePlace("nas", clock), makePhone(clock)];
  const clips: Clip[] = [];
  const alerts = new Set<ClipId>();

  const open = async () => {
    await using stack = new AsyncDisposableStack();
    const box = await openSimulatedBox({
      dir,
      clock,
      storages: [away, there],
      filter: {
        detect: async ({ id }, _, signal) => {
          await clock.sleep(LOOK_MS, signal);
          return aFilterResult(...(alerts.has(id) ? ["person"] : []));
        },
      },
      notify: phone.notify,
    });
    stack.use(box);
    if (postgresUrl !== undefined) {
      const parts = { ...makeContext(dir), clock, boxId: "a1", url: postgresUrl };
      stack.use(openReplica({ ...parts, journal: box.store.journal, settings: box.store.settings }));
    }
    const owned = stack.move();
    return { box, close: () => owned.disposeAsync() };
  };
  let now = await open();

  const pass = async (ms: number) => {
    for (let passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
      await clock.advance(STEP_MS);
      await diskQuiet();
    }
  };
  /** Somebody who closes waits for the clock. */
  const passUntil = async (work: Promise<unknown>) => {
    const over = work.then(() => true);
    const step = () => clock.advance(CLOSING_STEP_MS).then(() => false);
    while (!(await Promise.race([over, step()]))) await diskQuiet();
  };

  return {
    clock,
    away,
    there,
    phone,
    clips,
    alerts,
    box: (): SimulatedBox => now.box,
    pass,
    /** The next camera has recorded something. */
    async record() {
      const round = Math.floor(clips.length / cameras);
      const camera = clips.length % cameras;
      const startedAtMs = clock.now() - CLIP_MS;
      const clip = await recordClip(dir, { camera: `camera_${camera}`, startedAtMs });
      if (round % ALERT_EVERY === camera % ALERT_EVERY) alerts.add(clip.id);
      clips.push(clip);
      // Nobody waits for the journal; that it knows is seen in the end.
      void now.box.pipeline.submit(clip);
    },
    async restart() {
      await passUntil(now.close());
      now = await open();
      await passUntil(now.box.pipeline.recover(new AbortController().signal));
    },
    close: () => passUntil(now.close()),
  };
}

export type OutageHouse = Awaited<ReturnType<typeof openOutageHouse>>;

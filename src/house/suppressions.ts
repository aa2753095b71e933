import { randomBytes } from "node:crypto";
import type { Camera } from "#domain/camera.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { Failure } from "#domain/failure.ts";
import type { CameraSlug, HappeningId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import { SUPPRESSIONS_MAX, Suppression, SuppressionId } from "#domain/suppression.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import type { Suppressions } from "#ports/suppressions.ts";
import { openSuppressionShelf, type SuppressionShelf } from "./suppression-shelf.ts";

/** Counts wait so long to be written, so that a busy night does not write for each. A crash loses as much. */
export const COUNTS_WRITE_MS = 30_000;
/** Happenings that were counted: one is seen live and in each of its clips. */
const COUNTED_MAX = 256;

export interface SuppressionParts {
  readonly cameras: readonly Camera[];
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
  alertsOn(camera: CameraSlug): readonly string[];
}

export interface SuppressionKeeper extends Suppressions, AsyncDisposable {
  /** Something was seen live of which nobody is told. Counted once a happening, as its clips are. */
  hit(suppression: Pick<Suppression, "id" | "camera">, happening: HappeningId, atMs: number): void;
  /** Hears what happens to clips, and counts those of which nobody was told. */
  note(event: ClipEvent, state: ClipState): void;
}

export async function openSuppressions(parts: SuppressionParts): Promise<SuppressionKeeper> {
  const { cameras, settings, clock, log, alertsOn } = parts;
  const shelves = new Map<CameraSlug, SuppressionShelf>();
  for (const camera of cameras) {
    shelves.set(camera.slug, await openSuppressionShelf(camera, settings, log));
  }
  const counter = makeCounter(clock, shelves);

  return {
    of: (camera) => shelves.get(camera)?.kept ?? [],
    alertsOn,
    async add(draft) {
      const shelf = shelves.get(draft.camera);
      if (!shelf) throw new Failure("rejected", `There is no camera "${draft.camera}".`);
      const added = newSuppression(draft, clock.now());
      await shelf.change((now) => {
        if (now.length >= SUPPRESSIONS_MAX) throw new Failure("rejected", tooMany(shelf.camera));
        return [...now, added];
      });
      return added;
    },
    async remove(camera, id) {
      let isThere = false;
      await shelves.get(camera)?.change((now) => {
        isThere = now.some((one) => one.id === id);
        return now.filter((one) => one.id !== id);
      });
      return isThere;
    },
    hit: ({ camera, id }, happening, atMs) => counter.count(camera, id, happening, atMs),
    note({ type }, { camera_name, happening_id, start_ts, alert_decision }) {
      if (type !== "decided") return;
      for (const id of alert_decision?.suppressed_by ?? []) {
        counter.count(camera_name, id, happening_id, Date.parse(start_ts));
      }
    },
    [Symbol.asyncDispose]: () => counter[Symbol.asyncDispose](),
  };
}

function makeCounter(clock: Clock, shelves: ReadonlyMap<CameraSlug, SuppressionShelf>) {
  const closing = new AbortController();
  const isNew = makeOnce();
  let writing: Promise<void> | undefined;

  const writeAll = async () => {
    for (const shelf of shelves.values()) await shelf.writeCounts();
  };
  const writeLater = async () => {
    await clock.sleep(COUNTS_WRITE_MS, closing.signal).catch(() => undefined);
    writing = undefined;
    await writeAll();
  };

  return {
    count(camera: CameraSlug, id: Suppression["id"], happening: HappeningId, atMs: number): void {
      const shelf = shelves.get(camera);
      if (!shelf?.kept.some((one) => one.id === id) || !isNew(`${id} ${happening}`)) return;
      shelf.count(id, atMs);
      writing ??= writeLater();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await writing;
      await writeAll();
    },
  };
}

function newSuppression(draft: object, nowMs: number): Suppression {
  const id = SuppressionId.parse(randomBytes(4).toString("hex"));
  return Suppression.parse({
    ...draft,
    id,
    created_at: new Date(nowMs).toISOString(),
    hits: 0,
    last_hit_at: null,
  });
}

/** Says yes to each key once, as long as it remembers. */
function makeOnce(): (key: string) => boolean {
  const seen = new Set<string>();
  return (key) => {
    if (seen.has(key)) return false;
    seen.add(key);
    const [oldest] = seen;
    if (seen.size > COUNTED_MAX && oldest !== undefined) seen.delete(oldest);
    return true;
  };
}

const tooMany = ({ name }: Camera) =>
  `${name} has ${SUPPRESSIONS_MAX} things that are not interesting already. Remove some on its page, or draw zones instead.`;

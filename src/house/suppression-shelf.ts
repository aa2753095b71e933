import { z } from "zod";
import type { Camera } from "#domain/camera.ts";
import { SUPPRESSIONS_MAX, Suppression } from "#domain/suppression.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";

/** What cannot be read is kept beside the others, for a version that can. */
const UNREAD_MAX = SUPPRESSIONS_MAX;

/** What is not interesting in front of one camera. */
export interface SuppressionShelf {
  readonly camera: Camera;
  readonly kept: readonly Suppression[];
  /** One change after another; in force once it is written. */
  change(edit: (now: readonly Suppression[]) => readonly Suppression[]): Promise<void>;
  /** One more, not yet written. */
  count(id: Suppression["id"], atMs: number): void;
  /** Writes counts, if there are new ones. Never rejects: they are written with the next. */
  writeCounts(): Promise<void>;
}

/** Stored by the camera's id: they stay when the owner renames it. */
const keyOf = ({ id }: Camera) => `cameras.${id}.suppressions`;
const Stored = Suppression.omit({ camera: true });

export async function openSuppressionShelf(
  camera: Camera,
  settings: SettingStore,
  log: Logger,
): Promise<SuppressionShelf> {
  const read = readAll(camera, await settings.read(keyOf(camera)), log);
  let { kept } = read;
  let isStale = false;
  let turn: Promise<unknown> = Promise.resolve();

  const write = async (wanted: readonly Suppression[]) => {
    const stored = wanted.map(({ camera: _slug, ...rest }) => rest);
    await settings.write(keyOf(camera), [...stored, ...read.unread]);
  };
  const inTurn = async (work: () => Promise<void>): Promise<void> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    await next;
  };

  return {
    camera,
    get kept() {
      return kept;
    },
    change: (edit) =>
      inTurn(async () => {
        const wanted = edit(kept);
        await write(wanted);
        // What was counted while it was written is not lost.
        kept = wanted.map((one) => kept.find(({ id }) => id === one.id) ?? one);
      }),
    count(id, atMs) {
      const last_hit_at = new Date(atMs).toISOString();
      kept = kept.map((one) => (one.id === id ? { ...one, hits: one.hits + 1, last_hit_at } : one));
      isStale = true;
    },
    async writeCounts() {
      if (!isStale) return await inTurn(async () => undefined);
      isStale = false;
      try {
        await inTurn(() => write(kept));
      } catch (cause) {
        isStale = true;
        log.warn({ camera: camera.slug, err: cause }, "counts of suppressions not written");
      }
    },
  };
}

function readAll(camera: Camera, stored: unknown, log: Logger) {
  const rows = z.array(z.unknown()).safeParse(stored ?? []);
  const kept: Suppression[] = [];
  const unread: unknown[] = [];
  for (const row of rows.success ? rows.data : [stored]) {
    const parsed = Stored.safeParse(row);
    if (parsed.success) kept.push({ ...parsed.data, camera: camera.slug });
    else unread.push(row);
  }
  // Whoever is told too much notices; whoever is told too little does not.
  if (unread.length > 0) {
    log.warn({ camera: camera.slug, unread: unread.length }, "suppressions that cannot be read hide nothing");
  }
  return { kept: kept.slice(-SUPPRESSIONS_MAX), unread: unread.slice(-UNREAD_MAX) };
}

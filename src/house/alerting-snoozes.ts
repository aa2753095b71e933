import { z } from "zod";
import type { Camera } from "#domain/camera.ts";
import { Failure } from "#domain/failure.ts";
import { CameraId, type CameraSlug } from "#domain/ids.ts";
import type { Snoozes } from "#ports/alerting.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openKept } from "./alerting-kept.ts";

/** For longer nobody snoozes by intent; and a clock that was set back does not make one endless. */
export const SNOOZE_MAX_MS = 7 * 24 * 60 * 60_000;

/** By the camera's id, so that it stays when the owner renames it. Unix ms. */
const StoredSnoozes = z.object({ house: z.int().nullable(), cameras: z.record(CameraId, z.int()) });

export interface SnoozeKeeper {
  /** Those that hold now. */
  now(): Snoozes;
  /** In force at once. Throws `Failure` where there is no such camera, for too long, or where it cannot be kept. */
  set(camera: CameraSlug | undefined, untilMs: number | undefined): Promise<void>;
  settled(): Promise<void>;
}

export interface SnoozeParts {
  readonly cameras: readonly Camera[];
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
}

export async function openSnoozes({ cameras, settings, clock, log }: SnoozeParts): Promise<SnoozeKeeper> {
  const kept = await openKept({
    settings,
    log,
    key: "alerting.snoozes",
    schema: StoredSnoozes,
    fallback: () => ({ house: null, cameras: {} }),
  });
  const held = (untilMs: number | null | undefined): number | undefined => {
    const leftMs = (untilMs ?? 0) - clock.now();
    return leftMs > 0 && leftMs <= SNOOZE_MAX_MS ? (untilMs ?? undefined) : undefined;
  };

  return {
    now() {
      const all = cameras.flatMap(({ id, slug }) => {
        const untilMs = held(kept.now.cameras[id]);
        return untilMs === undefined ? [] : [[slug, untilMs] as const];
      });
      return { house: held(kept.now.house), cameras: new Map(all) };
    },
    async set(slug, untilMs) {
      if (untilMs !== undefined && untilMs - clock.now() > SNOOZE_MAX_MS) {
        throw new Failure("rejected", "Alerts can be snoozed for seven days at most. Choose a shorter time.");
      }
      if (slug === undefined) return await kept.put({ ...kept.now, house: untilMs ?? null });
      const id = cameras.find((camera) => camera.slug === slug)?.id;
      if (id === undefined) throw new Failure("rejected", `There is no camera "${slug}".`);
      const { [id]: _before, ...others } = kept.now.cameras;
      await kept.put({
        ...kept.now,
        cameras: untilMs === undefined ? others : { ...others, [id]: untilMs },
      });
    },
    settled: kept.settled,
  };
}

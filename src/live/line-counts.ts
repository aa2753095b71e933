import { z } from "zod";
import { failureMessage } from "#domain/failure.ts";
import type { CameraId } from "#domain/ids.ts";
import type { CrossingDirection } from "#domain/line.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";

/** Written at most so often: a power cut costs the crossings of a minute. */
export const WRITE_MS = 60_000;
/** A clock that is set to another day and back finds the counts of both again. */
const DAYS_MAX = 8;

const Count = z.object({ in: z.int().min(0), out: z.int().min(0) });
const Counts = z.record(z.string(), Count);
/** `days` by local date: `2026-06-01`. */
const Stored = z.object({ total: Counts, days: z.record(z.string(), Counts) });
type Stored = z.output<typeof Stored>;

export interface LineCountsParts {
  readonly settings: SettingStore;
  readonly camera: CameraId;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Crossings of one camera's lines, since they were drawn and since local midnight. */
export interface LineCounts extends AsyncDisposable {
  add(line: string, direction: CrossingDirection): void;
  total(line: string): z.output<typeof Count>;
  today(line: string): z.output<typeof Count>;
  /** Forgets all lines but these. */
  keep(lines: readonly string[]): void;
  /** Writes what is new, if it is time. Does not throw: it is tried again. */
  save(): Promise<void>;
}

const NONE = { in: 0, out: 0 };

export async function openLineCounts({ settings, camera, clock, log }: LineCountsParts): Promise<LineCounts> {
  const key = `cameras.${camera}.line_counts`;
  const parsed = Stored.safeParse(await settings.read(key));
  const counts: Stored = parsed.success ? parsed.data : { total: {}, days: {} };
  let isDirty = false;
  let writtenMs = Number.NEGATIVE_INFINITY;

  const write = async () => {
    if (!isDirty) return;
    isDirty = false;
    writtenMs = clock.monotonic();
    try {
      await settings.write(key, structuredClone(counts));
    } catch (cause) {
      isDirty = true;
      log.debug({ camera, error: failureMessage(cause) }, "line counts not written");
    }
  };

  return {
    add(line, direction) {
      const day = localDate(clock.now());
      counts.days[day] ??= {};
      dropOldDays(counts.days, day);
      for (const list of [counts.total, counts.days[day]]) {
        if (!list) continue;
        const count = list[line] ?? NONE;
        list[line] = { ...count, [direction]: count[direction] + 1 };
      }
      isDirty = true;
    },
    total: (line) => counts.total[line] ?? NONE,
    today: (line) => counts.days[localDate(clock.now())]?.[line] ?? NONE,
    keep(lines) {
      const wanted = new Set(lines);
      for (const list of [counts.total, ...Object.values(counts.days)]) {
        for (const line of Object.keys(list)) {
          if (wanted.has(line)) continue;
          delete list[line];
          isDirty = true;
        }
      }
    },
    async save() {
      if (clock.monotonic() - writtenMs >= WRITE_MS) await write();
    },
    [Symbol.asyncDispose]: write,
  };
}

function dropOldDays(days: Stored["days"], today: string): void {
  const others = Object.keys(days).filter((day) => day !== today);
  for (const day of others.sort().slice(0, Math.max(0, others.length + 1 - DAYS_MAX))) delete days[day];
}

function localDate(atMs: number): string {
  const day = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

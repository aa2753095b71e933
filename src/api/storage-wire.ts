import { z } from "@hono/zod-openapi";
import type { DayHours } from "#domain/day-hours.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";

const CODE_CHARS_MAX = 512;

/** One place that keeps clips. */
export const StorageWire = z.object({
  /** As the journal names it: `local`, `dropbox`, `s3:clips@s3.example`. */
  place: z.string(),
  /** `needed`: nothing goes there before the owner has allowed it in a browser. */
  login: z.enum(["none", "needed", "done"]),
  /** Outside them only clips with an alert are sent. Null: always. */
  hours: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** Clips that are still to go there. */
  waiting: z.int(),
  /** Why it does not take clips now, as a sentence. */
  trouble: z.string().nullable(),
});
export type StorageWire = z.output<typeof StorageWire>;

/** In the owner's order; a place is asked for by its index. */
export const StoragesWire = z.object({ places: z.array(StorageWire) });
export type StoragesWire = z.output<typeof StoragesWire>;

/** The page that shows the owner a code. */
export const LoginWire = z.object({ url: z.url() });
export type LoginWire = z.output<typeof LoginWire>;

export const LoginCode = z.strictObject({ code: z.string().trim().min(1).max(CODE_CHARS_MAX) });

/** What the API knows of a place. */
export interface StoragePart {
  readonly storage: ClipStorage;
  readonly waiting: number;
  readonly trouble?: string | undefined;
}

export async function storagesWire(parts: readonly StoragePart[]): Promise<StoragesWire> {
  return { places: await Promise.all(parts.map(storageWire)) };
}

async function storageWire({ storage, waiting, trouble }: StoragePart): Promise<StorageWire> {
  const { place, hours, login } = storage;
  return {
    place,
    login: login === undefined ? "none" : (await login.isDone()) ? "done" : "needed",
    hours: hours === undefined ? null : hoursWire(hours),
    waiting,
    trouble: trouble ?? null,
  };
}

function hoursWire({ from, to }: DayHours): { from: string; to: string } {
  return { from: timeOfDay(from), to: timeOfDay(to) };
}

function timeOfDay(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

import type { z } from "zod";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";

/** Something small that is kept over restarts. Writes come one after the other. */
export interface Kept<Value> {
  readonly now: Value;
  /** Written first, then in force. Throws `Failure` where it cannot be written, and all stays as it was. */
  save(value: Value): Promise<void>;
  /** In force at once, then written. Throws `Failure` where it cannot be: then it holds until the app stops. */
  put(value: Value): Promise<void>;
  /** The same for what may be lost: what could not be written is written with the next. Never rejects. */
  note(value: Value): Promise<void>;
  /** All that was begun is written. */
  settled(): Promise<void>;
}

export interface KeptParts<Value> {
  readonly settings: SettingStore;
  readonly log: Logger;
  readonly key: string;
  readonly schema: z.ZodType<Value>;
  /** What holds where nothing is stored, or nothing that can be read. */
  fallback(stored: unknown): Value;
  /** What is stored cannot be read. It is kept beside, under `{key}.aside`. */
  onBroken?(): void;
}

export async function openKept<Value>(parts: KeptParts<Value>): Promise<Kept<Value>> {
  const { settings, log, key } = parts;
  let { value: now } = await readKept(parts);
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };
  const put = (value: Value) => {
    now = value;
    // Whatever is in force by then: the newest is what must be read after a restart.
    return inTurn(() => settings.write(key, now));
  };

  return {
    get now() {
      return now;
    },
    put,
    save: (value) =>
      inTurn(async () => {
        await settings.write(key, value);
        now = value;
      }),
    note: (value) =>
      put(value).catch((cause: unknown) => log.warn({ key, err: cause }, "setting not written")),
    settled: async () => {
      await turn;
    },
  };
}

async function readKept<Value>(parts: KeptParts<Value>): Promise<{ readonly value: Value }> {
  const { settings, key, schema, fallback, onBroken, log } = parts;
  const stored = await settings.read(key);
  if (stored === undefined || stored === null) return { value: fallback(undefined) };
  const parsed = schema.safeParse(stored);
  if (parsed.success) return { value: parsed.data };
  await settings.write(`${key}.aside`, stored);
  log.warn({ key }, "setting that cannot be read kept aside");
  onBroken?.();
  return { value: fallback(stored) };
}

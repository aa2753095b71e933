import { copyPlaces } from "#config/copy-places.ts";
import type { Options } from "#config/schema.ts";
import type { CopyLimit } from "#domain/copy-limits.ts";
import type { HouseKeeper } from "#house/house.ts";
import type { Pipeline } from "#pipeline/pipeline.ts";
import { plugins } from "#plugins/index.ts";
import type { ClipStorage, StorageLogin } from "#ports/clip-storage.ts";
import type { StorageContext } from "#ports/plugin.ts";

/** One place that keeps clips, and how it does. */
export interface StorageLoad {
  readonly storage: ClipStorage;
  /** In memory; more may wait in the journal. */
  readonly waiting: number;
  readonly trouble: string | undefined;
}

export interface Storages {
  readonly all: readonly ClipStorage[];
  /** Those where copies do not stay for ever. */
  readonly limited: readonly LimitedStorage[];
}

export interface LimitedStorage {
  readonly storage: ClipStorage;
  readonly keepMs: number;
}

const DAY_MS = 24 * 60 * 60_000;

/** In the owner's order, each place once; last this machine's own disk, where every clip lies. */
export async function openStorages(
  options: Options,
  context: StorageContext,
  stack: AsyncDisposableStack,
): Promise<Storages> {
  const opened = new Map<string, ClipStorage>();
  const limited: LimitedStorage[] = [];
  for (const settings of copyPlaces(options)) {
    const storage = stack.use(await plugins.storage[settings.backend].open(settings, context));
    if (opened.has(storage.place)) continue;
    opened.set(storage.place, storage);
    if (settings.keep_days > 0) limited.push({ storage, keepMs: settings.keep_days * DAY_MS });
  }
  const local = stack.use(await plugins.storage.local.open({ backend: "local" }, context));
  return { all: [...opened.values(), local], limited };
}

/** Whoever has logged in need not wait for the next attempt. */
function tryingAfter(login: StorageLogin, tryNow: () => void): StorageLogin {
  return {
    ...login,
    finish: async (code) => {
      await login.finish(code);
      tryNow();
    },
  };
}

export function limitsOf(limited: readonly LimitedStorage[]): readonly CopyLimit[] {
  return limited.map(({ storage, keepMs }) => ({ place: storage.place, keepMs }));
}

export function loadOf(
  storage: ClipStorage,
  pipeline: Pick<Pipeline, "queues" | "tryNow"> | undefined,
  { house }: HouseKeeper,
): StorageLoad {
  const { place } = storage;
  const queues = pipeline?.queues() ?? [];
  const trouble = house.problems().find(({ key }) => key === `pipeline.upload.${place}`);
  return {
    storage: {
      ...storage,
      ...(storage.login && { login: tryingAfter(storage.login, () => pipeline?.tryNow(place)) }),
    },
    waiting: queues.find((queue) => queue.place === place)?.waiting ?? 0,
    trouble: trouble?.sentence,
  };
}

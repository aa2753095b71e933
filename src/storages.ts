import { copyPlaces } from "#config/copy-places.ts";
import type { Options } from "#config/schema.ts";
import type { HouseKeeper } from "#house/house.ts";
import type { QueueLoad } from "#pipeline/lanes.ts";
import { plugins } from "#plugins/index.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { PluginContext } from "#ports/plugin.ts";

/** One place that keeps clips, and how it does. */
export interface StorageLoad {
  readonly storage: ClipStorage;
  /** In memory; more may wait in the journal. */
  readonly waiting: number;
  readonly trouble: string | undefined;
}

/** In the owner's order, each place once; last this machine's own disk, where every clip lies. */
export async function openStorages(
  options: Options,
  context: PluginContext,
  stack: AsyncDisposableStack,
): Promise<readonly ClipStorage[]> {
  const opened = new Map<string, ClipStorage>();
  for (const settings of copyPlaces(options)) {
    const storage = stack.use(await plugins.storage[settings.backend].open(settings, context));
    if (!opened.has(storage.place)) opened.set(storage.place, storage);
  }
  return [...opened.values(), stack.use(await plugins.storage.local.open({ backend: "local" }, context))];
}

export function loadOf(
  storage: ClipStorage,
  queues: readonly QueueLoad[],
  { house }: HouseKeeper,
): StorageLoad {
  const { place } = storage;
  const trouble = house.problems().find(({ key }) => key === `pipeline.upload.${place}`);
  return {
    storage,
    waiting: queues.find((queue) => queue.place === place)?.waiting ?? 0,
    trouble: trouble?.sentence,
  };
}

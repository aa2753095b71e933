import { copyPlaces } from "#config/copy-places.ts";
import type { ReadOptions } from "#config/read-options.ts";
import { LOCAL_PLACE } from "#domain/clip-state.ts";
import { retentionRules } from "#domain/retention-settings.ts";
import { openRemoteRetention } from "#pipeline/retention/remote.ts";
import { type OpenRetention, openRetention } from "#pipeline/retention/retention.ts";
import { makeShelf } from "#plugins/storage/shelf.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import { limitsOf, type Storages } from "./storages.ts";
import type { WatchParts } from "./watch.ts";

export function openShelf({ read, mediaDir, log }: WatchParts): ClipShelf {
  const names = new Map(read.cameras.map(({ slug, options }) => [slug, options.name]));
  return makeShelf({ mediaDir, log, cameraName: (slug) => names.get(slug) });
}

/** Also without ffmpeg and cameras: what was recorded before may be too much. */
export function openKeeping(
  { read, store, clock, log, keeper }: WatchParts,
  shelf: ClipShelf,
  { all, limited }: Storages,
  stack: AsyncDisposableStack,
): OpenRetention {
  const away = all.map(({ place }) => place).filter((place) => place !== LOCAL_PLACE);
  const shared = { archive: store.archive, clock, log, problem: keeper.problem, onEvent: keeper.clip };
  const retention = stack.use(
    openRetention({
      ...shared,
      store: store.clips,
      shelf,
      rules: retentionRules(read.options.retention, mayNeedCopies(read), away, limitsOf(limited)),
    }),
  );
  const { isClockInDoubt } = retention;
  stack.use(openRemoteRetention({ ...shared, store: store.clips, places: limited, isClockInDoubt }));
  return retention;
}

/** What cannot be read may have named a storage: until it can, nothing counts as copied that lies here alone. */
function mayNeedCopies({ options, problems }: ReadOptions): boolean {
  return (
    copyPlaces(options).length > 0 ||
    problems.some(({ key }) => ["options", "options.storage", "options.copies"].includes(key))
  );
}

import { setImmediate as breathe } from "node:timers/promises";
import type { CameraSlug, ClipId } from "#domain/ids.ts";
import type { KeptClip, KeptGroup } from "#domain/kept-clip.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { ClipArchive } from "#ports/state-store.ts";
import type { DeleteParts } from "./delete-clip.ts";
import { reconcile } from "./reconcile.ts";

/** So many of each kind are put right at once. */
export const DIFFERENCES_MAX = 10_000;
/** About a millisecond of SQLite. */
const PAGE = 500;

export interface CompareParts extends DeleteParts {
  readonly archive: Pick<ClipArchive, "groups" | "page">;
  readonly shelf: DeleteParts["shelf"] & Pick<ClipShelf, "cameras" | "names">;
}

/**
 * Compares journal and disk, camera by camera, and puts them in line. Returns whether that was all: of each kind only so
 * many are put right at once. Holds the names of one camera's files at a time.
 */
export async function compare(parts: CompareParts, signal: AbortSignal): Promise<boolean> {
  const { archive, shelf, clock } = parts;
  const groups = await archive.groups(clock.now());
  const cameras = new Set([...(await shelf.cameras()), ...groups.map(({ camera }) => camera)]);
  const missing: KeptClip[] = [];
  const strays: ClipId[] = [];
  let there = 0;
  for (const camera of cameras) {
    const found = await compareOne(parts, camera, groups, signal);
    there += found.there;
    missing.push(...found.missing.slice(0, DIFFERENCES_MAX - missing.length));
    strays.push(...found.strays.slice(0, DIFFERENCES_MAX - strays.length));
  }
  // Not one clip is there: then most likely the disk is not, and the journal must not forget them all.
  await reconcile(parts, { missing: there === 0 ? [] : missing, strays }, signal);
  return missing.length < DIFFERENCES_MAX;
}

/** The disk first: what is recorded meanwhile looks as if its file were gone, and is asked for once more. */
async function compareOne(
  { archive, shelf }: CompareParts,
  camera: CameraSlug,
  groups: readonly KeptGroup[],
  signal: AbortSignal,
) {
  const names = await shelf.names(signal, camera);
  const missing: KeptClip[] = [];
  let there = 0;
  for (const group of groups.filter((one) => one.camera === camera)) {
    let page = await archive.page(group, PAGE);
    while (page.length > 0) {
      signal.throwIfAborted();
      for (const clip of page) {
        if (names.delete(clip.id)) there += 1;
        else if (group.isFinished && missing.length < DIFFERENCES_MAX) missing.push(clip);
      }
      await breathe();
      page = await archive.page(group, PAGE, page.at(-1));
    }
  }
  return { there, missing, strays: [...names.keys().take(DIFFERENCES_MAX)] };
}

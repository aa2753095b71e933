import { clipOf } from "#domain/clip-state.ts";
import { Failure, failureKind } from "#domain/failure.ts";
import type { ClipShelf } from "#ports/clip-shelf.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { Logger } from "#ports/logger.ts";
import type { Ledger } from "./ledger.ts";

export interface ClipFileParts {
  readonly storages: readonly ClipStorage[];
  readonly shelf: Pick<ClipShelf, "has">;
  readonly log: Logger;
}

/** One clip's file on this disk, for the stages that read it. */
export interface ClipFile {
  /**
   * Makes sure that it is there: if somebody has deleted it, the first place that has a copy sends it back. Throws
   * `Failure`; `rejected` where no place has it.
   */
  bringBack(signal: AbortSignal): Promise<void>;
}

export function makeClipFile({ storages, shelf, log }: ClipFileParts, ledger: Ledger): ClipFile {
  let fetching: Promise<void> | undefined;

  const fetchFrom = async (storage: ClipStorage, uri: string, signal: AbortSignal) => {
    const { path, bytes } = clipOf(ledger.state);
    await storage.fetch(uri, { path, bytes }, signal);
    log.info({ clip: ledger.state.clip_id, place: storage.place }, "clip fetched back");
    await ledger.note({ type: "clip_fetched", place: storage.place });
  };
  const fetchBack = async (signal: AbortSignal) => {
    let trouble: unknown = new Failure("rejected", "The clip's file is gone.");
    for (const storage of storages) {
      const uri = ledger.state.copies[storage.place]?.uri;
      if (uri === undefined) continue;
      try {
        return await fetchFrom(storage, uri, signal);
      } catch (cause) {
        signal.throwIfAborted();
        // A place that is away may have it after all.
        if (failureKind(trouble) === "rejected") trouble = cause;
      }
    }
    throw trouble;
  };

  return {
    async bringBack(signal) {
      // A disk that cannot be read now says nothing about the file.
      if (await shelf.has(clipOf(ledger.state)).catch(() => true)) return;
      // Two stages may miss it at the same time.
      fetching ??= fetchBack(signal).finally(() => {
        fetching = undefined;
      });
      await fetching;
    },
  };
}

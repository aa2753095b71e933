import type { Clock } from "#ports/clock.ts";
import type { Survey } from "./survey.ts";

/** How often journal and disk are compared where nothing looks wrong. */
export const COMPARE_EVERY_MS = 24 * 60 * 60_000;
/** What others have on the disk may shrink by so much between two looks: Home Assistant deletes backups. */
const SLACK_BYTES = 1_000_000_000;
/** Or by this part of the clips, where they take less. */
const SLACK_SHARE = 0.05;

/** When journal and disk are to be compared: at start, every day, and where free space tells that files are gone. */
export interface CompareBeat {
  isDue(now: Survey): boolean;
  /** They were compared, and this is how it was after. `isWhole`: nothing is left to put right. */
  done(now: Survey, isWhole: boolean): void;
  /** Something was not as the journal says. */
  suspect(): void;
}

export function makeCompareBeat(clock: Clock): CompareBeat {
  let dueMs = clock.monotonic();
  let others: number | undefined;

  return {
    isDue(now) {
      const { keptBytes, othersBytes } = usesOf(now);
      if (clock.monotonic() >= dueMs || others === undefined) return true;
      // Clips that somebody deleted still count as ours, so it is the rest of the disk that seems to shrink.
      const slack = Math.min(SLACK_BYTES, SLACK_SHARE * keptBytes);
      if (others - othersBytes > slack) return true;
      others = Math.max(others, othersBytes);
      return false;
    },
    done(now, isWhole) {
      others = usesOf(now).othersBytes;
      dueMs = clock.monotonic() + (isWhole ? COMPARE_EVERY_MS : 0);
    },
    suspect: () => {
      dueMs = clock.monotonic();
    },
  };
}

function usesOf({ groups, disk }: Survey) {
  const keptBytes = groups.reduce((sum, { bytes }) => sum + bytes, 0);
  return { keptBytes, othersBytes: disk.totalBytes - disk.freeBytes - keptBytes };
}

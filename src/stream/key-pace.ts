import type { Frame } from "./frame.ts";

/** Motion that is looked for in key frames alone is seen this late at worst. Cameras with a group of 4 s are common. */
const KEYS_APART_MAX_MS = 4500;
/** So many groups in a row as short as that, and key frames are enough again. */
const SHORT_GROUPS = 5;

/** Whether key frames come often enough to see motion by them, with a shrug for single long groups. */
export interface KeyPace {
  hear(frame: Frame): void;
  /** Another session: distances go on from its first key frame. */
  restart(): void;
  readonly isRare: boolean;
  /** The longest distance of late, ms; 0 while it is not known. */
  readonly longestMs: number;
}

/** Smart codecs stretch groups when nothing moves: exactly then, someone may walk by between two key frames. */
export function makeKeyPace(): KeyPace {
  let keyMs: number | undefined;
  let shortInRow = 0;
  let isRare = false;
  let longestMs = 0;

  return {
    hear(frame) {
      if (frame.track === "audio") return;
      const apartMs = keyMs === undefined ? 0 : frame.dtsMs - keyMs;
      if (apartMs > KEYS_APART_MAX_MS) {
        isRare = true;
        shortInRow = 0;
      }
      if (!frame.key) return;
      if (isRare) longestMs = Math.max(longestMs, apartMs);
      if (keyMs !== undefined && apartMs <= KEYS_APART_MAX_MS) shortInRow += 1;
      if (shortInRow >= SHORT_GROUPS) {
        isRare = false;
        longestMs = 0;
      }
      keyMs = frame.dtsMs;
    },
    restart() {
      keyMs = undefined;
    },
    get isRare() {
      return isRare;
    },
    get longestMs() {
      return longestMs;
    },
  };
}

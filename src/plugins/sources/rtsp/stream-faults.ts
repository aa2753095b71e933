import type { CameraStatus } from "#domain/camera.ts";
import type { Clock } from "#ports/clock.ts";
import type { RingEvent } from "#stream/frame.ts";
import { makeHold } from "#vision/view/hold.ts";
import { makeFrameGaps } from "./frame-gaps.ts";

/** Each kind of trouble is looked for once for so long. */
const WINDOW_MS = 60_000;
/** Of the pictures that should have come. */
const MISSING_MIN = 0.2;
const MISSING_HOLD = { onMs: 3 * WINDOW_MS, offMs: 5 * WINDOW_MS };
/** Some cameras slow down when it is dark or quiet, down to a few a second: that is no fault. */
const SLOW_BELOW_PER_S = 1;
const USUAL_MIN_PER_S = 5;
const SLOW_HOLD = { onMs: 10 * WINDOW_MS, offMs: 3 * WINDOW_MS };
const HOUR_MS = 3_600_000;
const CUTS_MANY = 6;
const CUTS_FEW = 2;
const CUTS_KEPT_MAX = 100;

export interface StreamFaultsOptions {
  readonly clock: Clock;
}

/** What is wrong with a stream that runs: lost pictures, many cuts. Rare key frames are told by who decodes them. */
export interface StreamFaults {
  hear(event: RingEvent): void;
  status(status: CameraStatus): void;
  /** A sentence for each; to be asked now and then. */
  sentences(): readonly string[];
}

export function makeStreamFaults({ clock }: StreamFaultsOptions): StreamFaults {
  const cuts = makeCuts(clock);
  const missing = makeHold(MISSING_HOLD);
  const slow = makeHold(SLOW_HOLD);
  const gaps = makeFrameGaps();
  let windowMs: number | undefined;
  let missingShare = 0;
  let usualPerS = 0;
  let perS = 0;

  const closeWindow = (nowMs: number, fromMs: number) => {
    const seen = gaps.take();
    perS = seen.frames / ((nowMs - fromMs) / 1000);
    usualPerS = Math.max(usualPerS, perS);
    missingShare = seen.missingShare;
    missing.next(missingShare >= MISSING_MIN, nowMs);
    slow.next(perS < SLOW_BELOW_PER_S && usualPerS >= USUAL_MIN_PER_S, nowMs);
  };
  const turn = () => {
    const nowMs = clock.monotonic();
    if (windowMs === undefined || nowMs - windowMs < WINDOW_MS) return;
    closeWindow(nowMs, windowMs);
    windowMs = nowMs;
  };

  return {
    hear(event) {
      if (event.type !== "frame") {
        // What a cut tears is no loss on the way; cuts are counted by themselves.
        gaps.cut();
        windowMs = event.type === "init" ? (windowMs ?? clock.monotonic()) : undefined;
        return;
      }
      if (event.frame.track !== "video") return;
      gaps.add(event.frame.dtsMs);
    },
    status: cuts.status,
    sentences() {
      turn();
      return [
        ...cuts.sentence(),
        ...(missing.isOn ? [missingSentence(missingShare)] : []),
        ...(slow.isOn ? [slowSentence(perS, usualPerS)] : []),
      ];
    },
  };
}

/** Changes with every number in it, so numbers are coarse: a problem that is told anew each minute is noise. */
function missingSentence(share: number): string {
  const part = share < 0.35 ? "About a quarter" : share < 0.65 ? "About half" : "Most";
  return `${part} of the pictures are lost on the way. Check the camera's cable or Wi-Fi, lower its bit rate, or use TCP.`;
}

function slowSentence(perS: number, usualPerS: number): string {
  const now = perS > 0.5 ? "one picture a second" : "hardly any pictures";
  return `The camera sends ${now} instead of ${Math.round(usualPerS)}. Restart it, and check its network.`;
}

/** How often the connection was cut in the last hour. */
function makeCuts(clock: Clock) {
  let times: readonly number[] = [];
  let wasLive = false;
  let isTold = false;
  return {
    status({ state }: CameraStatus): void {
      if (wasLive && state !== "live" && state !== "off" && state !== "starting") {
        times = [...times, clock.monotonic()].slice(-CUTS_KEPT_MAX);
      }
      wasLive = state === "live" || (wasLive && state === "starting");
    },
    sentence(): readonly string[] {
      const nowMs = clock.monotonic();
      times = times.filter((atMs) => nowMs - atMs < HOUR_MS);
      isTold = times.length >= (isTold ? CUTS_FEW + 1 : CUTS_MANY);
      return isTold
        ? [
            "The connection to the camera is cut again and again. Check its cable or Wi-Fi, its power, and whether too many viewers use it.",
          ]
        : [];
    },
  };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clip } from "#domain/clip.ts";
import { CameraId, CameraSlug, type ClipId, HappeningId } from "#domain/ids.ts";
import type { Logger } from "#ports/logger.ts";
import type { CaptureRules } from "#stream/capture.ts";
import { openRecorder, type Recorder } from "#stream/recorder.ts";
import { openRing, type WritableRing } from "#stream/ring.ts";
import { type ManualClock, makeManualClock } from "./fakes/clock.ts";
import type { Recording } from "./frames.ts";

const DEADLINE_MS = 45_000;

export const porch = { id: CameraId.parse("0a1b2c"), slug: CameraSlug.parse("porch"), name: "Porch" };

/** What a clip of the porch knows of itself, given its id. */
export const porchFacts = (startedAtMs: number) => async (id: ClipId) =>
  ({
    cameraName: "Porch",
    happening: HappeningId.parse(id),
    part: 1,
    trigger: "motion",
    source: "rtsp",
    startedAtMs,
  }) as const;

export const noLog: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => noLog };

/** Waits for what becomes true by itself. `more` is told when it does not. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = "it",
  more = () => "",
): Promise<void> {
  const deadlineMs = performance.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`waited in vain for ${what} ${more()}`);
    await sleep(10);
  }
}

export interface RecordingBox extends AsyncDisposable {
  readonly mediaDir: string;
  readonly folder: string;
  readonly ring: WritableRing;
  readonly clock: ManualClock;
  readonly recorder: Recorder;
  /** What the owner was told and not yet taken back, by key. */
  readonly problems: ReadonlyMap<string, string>;
  on: boolean;
  /** Plays frames in a session of their own, the clock following them; `moves` is asked after each picture. */
  play(recording: Recording, options: { moves?(dtsMs: number): boolean; keepOpen?: boolean }): Promise<void>;
  /** The finished clips once there are `count`. */
  clips(count: number): Promise<readonly Clip[]>;
}

export interface BoxOptions {
  readonly rules: CaptureRules;
  readonly preRollMs: number;
  readonly ringSeconds?: number;
  readonly mediaDir?: string;
  readonly freeBytesMin?: number;
}

/** A recorder at a ring under a clock that stands still between frames. */
export async function recordInto({ ringSeconds = 30, ...options }: BoxOptions): Promise<RecordingBox> {
  const temp = options.mediaDir ? undefined : await mkdtemp(join(tmpdir(), "porchlight-recorder-"));
  const mediaDir = options.mediaDir ?? temp ?? "";
  const clock = makeManualClock();
  const ring = openRing({ maxSeconds: ringSeconds, maxBytes: 256 * 1024 * 1024 });
  const problems = new Map<string, string>();
  const finished: Clip[] = [];
  const recorder = openRecorder({
    ...options,
    ring,
    camera: porch,
    source: "rtsp",
    mediaDir,
    ffmpeg: "ffmpeg",
    clock,
    log: noLog,
    isOn: () => box.on,
    onClip: async (clip) => {
      finished.push(clip);
    },
    problem(key, sentence) {
      if (sentence === undefined) problems.delete(key);
      else problems.set(key, sentence);
    },
  });

  const box: RecordingBox = {
    mediaDir,
    folder: join(mediaDir, "clips", "porch"),
    ring,
    clock,
    recorder,
    problems,
    on: true,
    async play({ init, frames }, { moves = () => false, keepOpen = false }) {
      const fromMs = clock.monotonic();
      ring.begin(init);
      for (const frame of frames) {
        await clock.advance(Math.max(0, fromMs + frame.dtsMs - clock.monotonic()));
        ring.push({ ...frame, arrivedAtMs: clock.now() });
        if (frame.track === "audio") continue;
        if (moves(frame.dtsMs)) recorder.motion("motion");
        else recorder.quiet();
      }
      if (!keepOpen) ring.end();
    },
    async clips(count) {
      await until(() => finished.length >= count, `clip ${count}`);
      return finished;
    },
    async [Symbol.asyncDispose]() {
      await recorder[Symbol.asyncDispose]();
      if (temp) await rm(temp, { recursive: true, force: true });
    },
  };
  return box;
}

import { Failure } from "#domain/failure.ts";
import { type Child, openProcess } from "#platform/process.ts";
import type { Clock } from "#ports/clock.ts";
import type { StreamInit } from "./frame.ts";
import { makeIntake } from "./intake.ts";
import type { RingWriter } from "./ring.ts";
import type { RtspAddress } from "./rtsp-url.ts";
import { type StreamPlan, sessionArgs, type Transport } from "./session-command.ts";
import { damaged, failureOf, frozen, type SessionFailure, silent, unsupported } from "./session-failure.ts";

const WATCH_EVERY_MS = 250;
/** No picture for so long, or for three times the gap that is usual for this camera, is silence. */
const SILENT_MS = 5000;
const SILENT_MS_MAX = 30_000;
/** A session that starts in the middle of a group waits for the next key frame: more than two groups of 10 s. */
const FIRST_FRAME_MS = 25_000;
/** The same where sound is wanted. ffmpeg waits for its first packet, so without picture, the sound is suspected. */
const FIRST_FRAME_WITH_SOUND_MS = 14_000;

/** For tests. */
export interface ConnectionTiming {
  readonly silentMs?: number;
  readonly firstFrameMs?: number;
  readonly frozenSpanMs?: number;
}

export interface ConnectionOptions {
  readonly ffmpeg: string;
  readonly address: RtspAddress;
  readonly transport: Transport;
  readonly plan: StreamPlan;
  readonly ring: RingWriter;
  readonly clock: Clock;
  readonly timing?: ConnectionTiming | undefined;
  isEnabled(): boolean;
  onBegin(init: StreamInit): void;
}

export interface Ending {
  /** Absent where we ended it ourselves: `signal` aborted, or the camera was switched off. */
  readonly failure?: SessionFailure;
  readonly hadPicture: boolean;
  /** The end of what ffmpeg said, without secrets. */
  readonly told: string;
}

/**
 * Runs one ffmpeg from connect to end and feeds the ring. Its exit code is not looked at: every end that is not ours
 * is a loss. Settles within some two seconds of `signal` aborting, with ffmpeg gone.
 */
export async function runConnection(options: ConnectionOptions, signal: AbortSignal): Promise<Ending> {
  const { ffmpeg, address, transport, plan, ring, clock, timing } = options;
  await using child = await openProcess(ffmpeg, sessionArgs(address.url, transport, plan));
  const intake = makeIntake({ ring, clock, frozenSpanMs: timing?.frozenSpanMs, onBegin: options.onBegin });
  let failure: SessionFailure | undefined;
  child.stdin.end();
  child.stdout.on("data", (chunk: Buffer) => {
    if (failure || signal.aborted) return;
    failure = takeIn(chunk, intake, address.where);
    if (failure) void child.stop();
  });

  const isOurs = await watch(options, child, intake, signal, (found) => {
    failure ??= found;
  });
  await child.stop();
  intake.end();
  const told = address.scrub(child.stderrTail());
  const hadPicture = intake.video.frames() > 0;
  if (isOurs && !failure) return { hadPicture, told };
  return { failure: failure ?? failureOf(child.stderrTail(), address.where, hadPicture), hadPicture, told };
}

type Intake = ReturnType<typeof makeIntake>;

function takeIn(chunk: Uint8Array, intake: Intake, where: string): SessionFailure | undefined {
  try {
    intake.read(chunk);
    return intake.video.isClockFrozen() ? frozen(where) : undefined;
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    return cause.kind === "rejected" ? unsupported(undefined) : damaged(where);
  }
}

/** Waits for the end. True if it is our own wish. */
async function watch(
  { clock, address, timing, plan, isEnabled }: ConnectionOptions,
  child: Child,
  intake: Intake,
  signal: AbortSignal,
  onSilent: (failure: SessionFailure) => void,
): Promise<boolean> {
  const firstFrameMs =
    timing?.firstFrameMs ?? (plan.audio === "none" ? FIRST_FRAME_MS : FIRST_FRAME_WITH_SOUND_MS);
  const over = new AbortController();
  const noteEnd = async () => {
    await child.exited;
    over.abort();
  };
  void noteEnd();
  const either = AbortSignal.any([signal, over.signal]);
  while (!either.aborted) {
    await clock.sleep(WATCH_EVERY_MS, either).catch(() => {});
    if (signal.aborted || !isEnabled()) return true;
    const usualMs = Math.min(SILENT_MS_MAX, intake.video.gapMaxMs() * 3);
    const hadPicture = intake.video.frames() > 0;
    const limitMs = hadPicture ? Math.max(timing?.silentMs ?? SILENT_MS, usualMs) : firstFrameMs;
    if (either.aborted || intake.video.silentMs() < limitMs) continue;
    onSilent(silent(address.where, hadPicture));
    return false;
  }
  return signal.aborted;
}

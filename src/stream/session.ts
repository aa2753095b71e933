import type { CameraStatus, VideoFormat } from "#domain/camera.ts";
import { Failure, failureMessage } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import { retryDelayMs } from "./backoff.ts";
import { type ConnectionTiming, type Ending, runConnection } from "./connection.ts";
import { probeStream } from "./probe.ts";
import type { RingWriter } from "./ring.ts";
import { type RtspAddress, readRtspUrl } from "./rtsp-url.ts";
import type { StreamPlan, Transport } from "./session-command.ts";
import type { SessionFailure } from "./session-failure.ts";

/** A stream that held for so long starts with short waits again when it fails. */
const STEADY_MS = 30_000;
/** So often in a row no picture came before the sound is suspected. Once may be a camera that is just starting. */
const SOUND_FAILURES = 2;
/** After so long a session that had to leave the sound out tries it again, at its next connection. */
const SOUND_AGAIN_MS = 3_600_000;
const ENABLED_POLL_MS = 500;

export interface SessionOptions {
  readonly url: string;
  /** Win over what the address holds. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly transport: Transport;
  /** Path of the program. */
  readonly ffmpeg: string;
  readonly ring: RingWriter;
  readonly clock: Clock;
  readonly log: Logger;
  /** Hears every change. Must not throw. */
  onStatus(status: CameraStatus): void;
  /** Asked twice a second; false disconnects (state `off`) until it is true again. */
  isEnabled?(): boolean;
  readonly timing?: ConnectionTiming & { retryMs?(state: SessionFailure["state"], failures: number): number };
}

export interface Session {
  /**
   * Keeps the stream connected until `signal` aborts; then settles within three seconds, with ffmpeg gone and the
   * ring's session ended. Never rejects for the camera's failures: those are states, told and retried. Run it once.
   */
  run(signal: AbortSignal): Promise<void>;
  status(): CameraStatus;
}

/**
 * One always-on, supervised stream copy from a camera into a ring. Nothing is decoded. To be found in the ring: whole
 * groups of pictures from the first key frame on, sound as AAC or none, decode times that rise from 0 in each session.
 * A new format (resolution) in mid-stream begins a new session in the ring without a new connection.
 */
export function openSession(options: SessionOptions): Session {
  const { clock, log, ring } = options;
  const isEnabled = () => options.isEnabled?.() ?? true;
  const teller = makeTeller(options);
  const planner = makePlanner(clock);

  async function attempt(address: RtspAddress, signal: AbortSignal): Promise<Ending> {
    let plan = planner.plan();
    if (!plan) {
      const probed = await probeStream(options.ffmpeg, address, options.transport, signal);
      if (!probed.ok) return { failure: probed.failure, hadPicture: false, told: probed.told };
      plan = probed.plan;
      planner.learn(plan);
    }
    const onBegin = ({ video }: { readonly video: VideoFormat }) => {
      teller.tell({ state: "live", reason: "The camera is connected.", video });
      log.info(video, "stream live");
    };
    const { ffmpeg, transport, timing } = options;
    return runConnection(
      { ffmpeg, address, transport, plan, ring, clock, timing, isEnabled, onBegin },
      signal,
    );
  }

  async function attemptSafely(address: RtspAddress, signal: AbortSignal): Promise<Ending> {
    try {
      return await attempt(address, signal);
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      if (cause.kind === "aborted") return { hadPicture: false, told: "" };
      return { failure: { state: "unreachable", reason: cause.message }, hadPicture: false, told: "" };
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    const address = readAddress(options, teller);
    let failures = 0;
    while (!signal.aborted) {
      if (!isEnabled() || !address) {
        if (address) teller.tell({ state: "off", reason: "The camera is switched off here." });
        await clock.sleep(ENABLED_POLL_MS, signal).catch(() => {});
        if (isEnabled() && address && !signal.aborted) teller.tell(starting);
        continue;
      }
      const startedMs = clock.monotonic();
      const { failure, hadPicture, told } = await attemptSafely(address, signal);
      if (!failure) continue;
      const isSoundSuspected = planner.isWorthWithoutSound(hadPicture, failure);
      failures = clock.monotonic() - startedMs > STEADY_MS && hadPicture ? 1 : failures + 1;
      const delayMs = isSoundSuspected
        ? 0
        : (options.timing?.retryMs?.(failure.state, failures) ??
          retryDelayMs(failure.state, failures, Math.random()));
      const isNew = teller.tell({ ...failure, retryAtMs: Math.round(clock.now() + delayMs) });
      const fields = { state: failure.state, delayMs, ffmpeg: told.trim().split("\n").slice(-3).join(" | ") };
      if (isNew) log.warn(fields, "stream lost");
      else log.debug(fields, "stream still lost");
      await clock.sleep(delayMs, signal).catch(() => {});
    }
  }

  return { run, status: teller.status };
}

const starting = { state: "starting", reason: "Connecting to the camera." } as const;

/** Tells each change once. `sinceMs` stays while the state does. */
function makeTeller({ clock, onStatus }: SessionOptions) {
  let status: CameraStatus = { ...starting, sinceMs: clock.now() };
  return {
    status: () => status,
    /** True if the state is another one now. */
    tell(next: Omit<CameraStatus, "sinceMs">): boolean {
      const isNew = next.state !== status.state;
      status = { ...next, sinceMs: isNew ? clock.now() : status.sinceMs };
      onStatus(status);
      return isNew;
    },
  };
}

function readAddress(
  options: SessionOptions,
  { tell }: ReturnType<typeof makeTeller>,
): RtspAddress | undefined {
  tell(starting);
  try {
    return readRtspUrl(options.url, options.username, options.password);
  } catch (cause) {
    tell({ state: "not_found", reason: failureMessage(cause) });
    return undefined;
  }
}

/** Remembers what the probe found, and tries without sound when nothing comes with it: video must not die of audio. */
function makePlanner(clock: Clock) {
  let plan: StreamPlan | undefined;
  let withoutSoundSinceMs: number | undefined;
  let soundFailures = 0;
  return {
    plan(): StreamPlan | undefined {
      const isOver =
        withoutSoundSinceMs !== undefined && clock.monotonic() - withoutSoundSinceMs > SOUND_AGAIN_MS;
      if (isOver) {
        plan = undefined;
        withoutSoundSinceMs = undefined;
      }
      return plan;
    },
    learn(probed: StreamPlan): void {
      plan = probed;
    },
    /** After a failed connection: whether to try at once without sound. Else, without picture, it is probed anew. */
    isWorthWithoutSound(hadPicture: boolean, { state }: SessionFailure): boolean {
      const suspect = !hadPicture && soundStates.has(state) && plan?.audio !== "none" ? plan : undefined;
      soundFailures = suspect ? soundFailures + 1 : 0;
      if (hadPicture || (suspect && soundFailures < SOUND_FAILURES)) return false;
      plan = suspect && { ...suspect, audio: "none" };
      withoutSoundSinceMs = suspect && clock.monotonic();
      return suspect !== undefined;
    },
  };
}

/** In which sound may be what keeps the picture away. */
const soundStates: ReadonlySet<SessionFailure["state"]> = new Set(["silent", "lost", "unsupported"]);

import type { VideoFormat } from "#domain/camera.ts";

/** The head of a fragmented MP4 (`ftyp` + `moov`): what a decoder or a file needs before the first fragment. */
export interface StreamInit {
  readonly bytes: Uint8Array;
  readonly video: VideoFormat;
  /** RFC 6381, for the browser: `avc1.640028`, `hvc1.1.6.L93.B0`, with `, mp4a.40.2` where there is sound. */
  readonly codecs: string;
}

/** One fragment (`moof` + `mdat`) with exactly one video sample, or with audio samples. */
export interface Frame {
  readonly track: "video" | "audio";
  /** A decoder can start here. Always false for audio. */
  readonly key: boolean;
  readonly bytes: Uint8Array;
  /** Decode time on the session's media clock, ms. Starts anew with each session. */
  readonly dtsMs: number;
  readonly durationMs: number;
  /** Unix ms at which it arrived: the only tie between media time and the clock on the wall. */
  readonly arrivedAtMs: number;
}

/** A group of pictures: a key frame and all that depends on it, with the sound between. */
export interface Gop {
  readonly init: StreamInit;
  /** Counts the sessions of this stream; frames of two sessions never share a clip file. */
  readonly session: number;
  readonly frames: readonly Frame[];
  readonly bytes: number;
}

/** What a listener of a ring hears, in order. */
export type RingEvent =
  /** A new session, or a new resolution or codec within one: everything after belongs to this head. */
  | { readonly type: "init"; readonly init: StreamInit; readonly session: number }
  | { readonly type: "frame"; readonly frame: Frame; readonly session: number }
  /** The session is over: no more frames until the next `init`. */
  | { readonly type: "end"; readonly session: number };

/**
 * The last whole groups of pictures of one stream, in memory, and the live frames to whoever listens.
 * Bounded in seconds and bytes, but always holds at least the newest whole group and the open one.
 */
export interface Ring {
  /** Oldest first; the last may still be growing. All of them begin with a key frame. */
  gops(): readonly Gop[];
  /** Hears every event from now on, in order, synchronously. Must not throw or block. */
  subscribe(listener: (event: RingEvent) => void): Disposable;
}

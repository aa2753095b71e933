import type { Frame, Gop, Ring, RingEvent, StreamInit } from "./frame.ts";

/** An open group past this is given up: a camera that never sends another key frame must not eat the memory. */
export const OPEN_GOP_BYTES_MAX = 48 * 1024 * 1024;
/** The same for many tiny frames: three minutes at 60 fps with sound. */
const OPEN_GOP_FRAMES_MAX = 20_000;

export interface RingOptions {
  /** Groups that ended longer ago than this are dropped; so pre-roll of up to this length is always there. */
  readonly maxSeconds: number;
  /** Past this the oldest groups go, also if they are younger than `maxSeconds`. */
  readonly maxBytes: number;
  /** For tests: `OPEN_GOP_BYTES_MAX` otherwise. */
  readonly openGopBytesMax?: number;
  /** Told once per session when an endless group had to be given up. A sentence for people. */
  onOverflow?(sentence: string): void;
}

/** The side of a ring that the session writes to. */
export interface RingWriter {
  /** Opens a session (ends an open one first) and returns its number, counted from 1. */
  begin(init: StreamInit): number;
  /** Frames before the first key frame of a session are dropped unheard. */
  push(frame: Frame): void;
  /** Ends the session, if one is open. The last group counts as whole from here on. */
  end(): void;
}

export interface WritableRing extends Ring, RingWriter {
  /** What the ring holds now, open group included. */
  bytes(): number;
}

/**
 * Makes an empty ring.
 *
 * For readers: `gops()` is a new array of live groups. The last group of a running session is still open: its
 * `frames` and `bytes` grow with each push, so read them at once or copy the array. A closed group never changes.
 * Groups of an ended session stay until newer ones push them out; tell them apart by `session`.
 * To miss nothing and hear nothing twice, call `gops()` and `subscribe()` in the same turn.
 */
export function openRing(options: RingOptions): WritableRing {
  const listeners = new Set<(event: RingEvent) => void>();
  const groups = makeGroups(options);
  let init: StreamInit | undefined;
  let session = 0;
  let heardKey = false;
  let toldOverflow = false;

  const tell = (event: RingEvent) => {
    const now = [...listeners];
    for (const listener of now) listener(event);
  };

  function end(): void {
    if (!init) return;
    init = undefined;
    groups.close();
    tell({ type: "end", session });
  }

  function push(frame: Frame): void {
    if (!init || (!heardKey && !frame.key)) return;
    heardKey = true;
    if (frame.key) groups.open(init, session);
    const fits = groups.append(frame);
    tell({ type: "frame", frame, session });
    if (fits || toldOverflow) return;
    toldOverflow = true;
    options.onOverflow?.(OVERFLOW_SENTENCE);
  }

  return {
    begin(next) {
      end();
      session += 1;
      init = next;
      heardKey = false;
      toldOverflow = false;
      tell({ type: "init", init: next, session });
      return session;
    },
    push,
    end,
    bytes: groups.bytes,
    gops: groups.list,
    subscribe(listener) {
      // Wrapped, so that one function subscribed twice is two subscriptions.
      const own = (event: RingEvent) => listener(event);
      listeners.add(own);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
  };
}

const OVERFLOW_SENTENCE =
  "The camera sends key frames too rarely to keep the time before an alarm. " +
  "Set its key frame interval (also called I-frame interval or GOP) to 1 to 4 seconds.";

interface OpenGop extends Gop {
  readonly frames: Frame[];
  bytes: number;
}

/** The groups themselves, and their bounds. */
function makeGroups({ maxSeconds, maxBytes, openGopBytesMax = OPEN_GOP_BYTES_MAX }: RingOptions) {
  const groups: OpenGop[] = [];
  let current: OpenGop | undefined;
  let bytes = 0;

  /** Kept whatever the bounds say: the open group, and the newest whole one before it. */
  function dropOld(): void {
    const keep = current ? 2 : 1;
    while (groups.length > keep) {
      const [oldest] = groups;
      const newest = groups.at(-1);
      if (!oldest || !newest) return;
      if (bytes <= maxBytes && ageMs(oldest, newest) <= maxSeconds * 1000) return;
      groups.shift();
      bytes -= oldest.bytes;
    }
  }

  return {
    list: (): readonly Gop[] => [...groups],
    bytes: () => bytes,
    open(init: StreamInit, session: number): void {
      current = { init, session, frames: [], bytes: 0 };
      groups.push(current);
    },
    close(): void {
      current = undefined;
    },
    /** False if the open group is past its own bound: then it is forgotten, though listeners go on hearing it. */
    append(frame: Frame): boolean {
      if (!current) return true;
      current.frames.push(frame);
      current.bytes += frame.bytes.byteLength;
      bytes += frame.bytes.byteLength;
      const fits = current.bytes <= openGopBytesMax && current.frames.length <= OPEN_GOP_FRAMES_MAX;
      if (!fits) {
        groups.pop();
        bytes -= current.bytes;
        current = undefined;
      }
      dropOld();
      return fits;
    },
  };
}

/** How long before the newest frame `group` ended: by media time, or by arrival across sessions. */
function ageMs(group: Gop, newest: Gop): number {
  const last = group.frames.at(-1);
  const now = newest.frames.at(-1);
  if (!last || !now) return 0;
  return group.session === newest.session ? now.dtsMs - last.dtsMs : now.arrivedAtMs - last.arrivedAtMs;
}

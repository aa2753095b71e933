import { untilAborted } from "#platform/abort.ts";
import type { Clock } from "#ports/clock.ts";
import { orAborted, type SftpSession } from "./sftp-session.ts";

/** A connection that nobody uses is closed after this. */
export const UNUSED_MS = 60_000;

/** One connection for all that is done at a place. Disposing it closes it; it may be disposed twice. */
export interface SftpConnection extends Disposable {
  /** Does one piece of work, on a connection that is opened where there is none. `signal` then also stands for its loss. */
  use<T>(signal: AbortSignal, work: (session: SftpSession, signal: AbortSignal) => Promise<T>): Promise<T>;
}

export function makeSftpConnection(
  open: (signal: AbortSignal) => Promise<SftpSession>,
  clock: Clock,
): SftpConnection {
  let current: Promise<SftpSession> | undefined;
  let close = new AbortController();
  let wake = new AbortController();
  let users = 0;

  function shared(): Promise<SftpSession> {
    if (current) return current;
    close = new AbortController();
    const opening = open(close.signal);
    current = opening;
    void watch(opening, close.signal);
    return opening;
  }

  async function watch(opening: Promise<SftpSession>, closed: AbortSignal): Promise<void> {
    try {
      using session = await opening;
      await Promise.race([untilAborted(session.lost), untilAborted(closed)]);
    } catch {
      // Told by whoever uses it.
    } finally {
      if (current === opening) current = undefined;
    }
  }

  function end(): void {
    current = undefined;
    close.abort();
  }

  async function closeLater(): Promise<void> {
    const turn = new AbortController();
    wake = turn;
    await clock.sleep(UNUSED_MS, turn.signal).then(end, () => undefined);
  }

  return {
    async use(signal, work) {
      signal.throwIfAborted();
      users += 1;
      wake.abort();
      try {
        const session = await orAborted(shared(), signal);
        return await work(session, AbortSignal.any([signal, session.lost]));
      } catch (cause) {
        signal.throwIfAborted();
        throw cause;
      } finally {
        users -= 1;
        if (users === 0 && current) void closeLater();
      }
    },
    [Symbol.dispose]() {
      wake.abort();
      end();
    },
  };
}
